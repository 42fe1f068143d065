/** `count` of `items`, drawn without putting back, the same ones for the same seed, in their own order. */
export function sample<T>(items: readonly T[], count: number, seed: number): T[] {
  const random = generator(seed);
  const indexes = items.map((_, index) => index);
  for (let last = indexes.length - 1; last > 0; last--) {
    const other = Math.floor(random() * (last + 1));
    [indexes[last], indexes[other]] = [indexes[other] ?? 0, indexes[last] ?? 0];
  }
  const drawn = new Set(indexes.slice(0, count));
  return items.filter((_, index) => drawn.has(index));
}

/** Numbers in [0, 1): a linear congruential generator with the constants of Numerical Recipes. */
function generator(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
