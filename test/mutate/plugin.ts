import { relative } from 'node:path';
import type { Plugin } from 'vite';
import type { Mutant } from './mutants.ts';

interface Edit {
  readonly at: number;
  readonly text: string;
  /** Among edits at one place, the higher goes further left. */
  readonly rank: number;
}

/** Serves one file of the source with the mutant in it. */
export function planted(mutant: Mutant, root: string): Plugin {
  return transformer(root, (file, code) =>
    file === mutant.file ? withMutant(code, mutant) : null,
  );
}

/** Serves the source so that it tells `globalThis.reached` which mutants' places a test came by. */
export function marked(mutants: readonly Mutant[], root: string): Plugin {
  return transformer(root, (file, code) => {
    const here = [...mutants.entries()].filter(([, mutant]) => mutant.file === file);
    return here.length === 0 ? null : withMarks(code, here);
  });
}

/**
 * `code` with the mutant in it.
 * @throws {Error} when the mutant was made from another text.
 */
export function withMutant(code: string, mutant: Mutant): string {
  if (code.slice(mutant.start, mutant.end) !== mutant.was)
    throw new Error(`${mutant.file} is not the text that the mutants were made from.`);
  const text = mutant.statement ? mutant.text : `(${mutant.text})`;
  return code.slice(0, mutant.start) + text + code.slice(mutant.end);
}

/** `code`, doing what it did, and noting the number of each place that it comes by. */
export function withMarks(code: string, mutants: readonly (readonly [number, Mutant])[]): string {
  return applied(
    code,
    mutants.flatMap(([id, mutant]) => marks(mutant, id)),
  );
}

function transformer(root: string, change: (file: string, code: string) => string | null): Plugin {
  return {
    name: 'mutants',
    enforce: 'pre',
    transform(code, id) {
      const file = relative(root, id.split('?')[0] ?? id).replaceAll('\\', '/');
      const changed = change(file, code);
      return changed === null ? null : { code: changed, map: null };
    },
  };
}

function marks({ start, end, statement }: Mutant, id: number): Edit[] {
  const call = `globalThis.reached?.add(${id})`;
  const [open, close] = statement ? [`{${call};`, '}'] : [`(${call},`, ')'];
  return [
    { at: start, text: open, rank: end - start },
    { at: end, text: close, rank: start - end },
  ];
}

function applied(code: string, edits: readonly Edit[]): string {
  const inOrder = edits.toSorted(
    (left, right) => left.at - right.at || order(left) - order(right) || right.rank - left.rank,
  );
  let text = '';
  let from = 0;
  for (const edit of inOrder) {
    text += code.slice(from, edit.at) + edit.text;
    from = edit.at;
  }
  return text + code.slice(from);
}

/** What ends at a place is closed before the next opens there. */
function order({ rank }: Edit): number {
  return rank < 0 ? 0 : 1;
}
