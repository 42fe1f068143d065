import { expect, it } from 'vitest';
import { addContents, isCertificate, leafOf, type Held } from '../../src/app/inspect/holdings.ts';
import { keyFor, matchKeys, misfitFor, ownerWords } from '../../src/app/inspect/keyOwner.ts';
import { makeExample } from '../../src/lab/inspect/example.ts';
import { readInput } from '../../src/pki/bundle/readInput.ts';

const provider = globalThis.crypto;

async function blocks(): Promise<[leaf: string, middle: string, key: string]> {
  const text = await makeExample(provider, Date.now());
  const [leaf = '', middle = '', , key = ''] =
    text.match(/-----BEGIN [\s\S]+?-----END [^\n]+\n/g) ?? [];
  return [leaf, middle, key];
}

async function hold(text: string) {
  const held: readonly Held[] = addContents([], await readInput(provider, text), 'a file', '0');
  const certificates = held.filter(isCertificate);
  const keys = await matchKeys(provider, held);
  const words = (which: number) => {
    const key = held.filter((one) => one.kind === 'key')[which];
    if (!key) throw new Error('no key');
    return ownerWords(key, keys, certificates, leafOf(held, null, null)).words;
  };
  return { certificates, keys, words };
}

it('each of two pairs is a pair, and neither key is missing or a stranger’s', async () => {
  const [first, , firstKey] = await blocks();
  const [second, , secondKey] = await blocks();
  const { certificates, keys, words } = await hold(first + secondKey + second + firstKey);
  const [one, two] = certificates;
  if (!one || !two) throw new Error('not two certificates');
  expect([keyFor(keys, one)?.certificateIds, keyFor(keys, two)?.certificateIds]).toEqual([
    [one.id],
    [two.id],
  ]);
  expect([misfitFor(keys, certificates, one), misfitFor(keys, certificates, two)]).toEqual([
    null,
    null,
  ]);
  expect([words(0), words(1)]).toEqual([
    'belongs to payments',
    'matches the certificate that is judged',
  ]);
});

it('a key that fits nothing was brought and does not fit', async () => {
  const [leaf, middle] = await blocks();
  const [, , strange] = await blocks();
  const { certificates, keys, words } = await hold(leaf + middle + strange);
  const [judged] = certificates;
  if (!judged) throw new Error('no certificate');
  expect(misfitFor(keys, certificates, judged)?.certificateIds).toEqual([]);
  expect(words(0)).toBe('belongs to none of these certificates');
});

it('the key of another leaf is no misfit: this one’s was not brought', async () => {
  const [leaf] = await blocks();
  const [other, , otherKey] = await blocks();
  const { certificates, keys } = await hold(leaf + other + otherKey);
  const [judged] = certificates;
  if (!judged) throw new Error('no certificate');
  expect([keyFor(keys, judged), misfitFor(keys, certificates, judged)]).toEqual([null, null]);
});
