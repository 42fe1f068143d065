import { expect, it } from 'vitest';
import {
  addContents,
  isCertificate,
  leafOf,
  trustedAfter,
  type Held,
} from '../../src/app/inspect/holdings.ts';
import { makeExample } from '../../src/lab/inspect/example.ts';
import { readInput } from '../../src/pki/bundle/readInput.ts';

const provider = globalThis.crypto;

it('keeps a certificate as it was read, however often it is brought', async () => {
  const text = await makeExample(provider, Date.now());
  const contents = await readInput(provider, text);
  const held = addContents([], contents, 'a file', '0');
  const again = addContents(held, await readInput(provider, text), 'another file', '1');
  const certificates = contents.certificates.map(({ certificate }) => certificate);
  expect(certificates).toHaveLength(3);
  for (const list of [held, again])
    list.filter(isCertificate).forEach((one, at) => {
      expect(one.certificate).toBe(certificates[at]);
    });
  expect(again.filter(isCertificate)).toHaveLength(3);
});

it('trusts a root in whatever order it and the leaf are brought, but no leaf by itself', async () => {
  const text = await makeExample(provider, Date.now());
  const [leaf = '', , root = ''] = text.match(/-----BEGIN [\s\S]+?-----END [^\n]+\n/g) ?? [];
  for (const order of [
    [root, leaf],
    [leaf, root],
  ]) {
    let held: readonly Held[] = [];
    let trusted: readonly string[] = [];
    for (const pem of order) {
      const before = held;
      held = addContents(
        before,
        await readInput(provider, pem),
        'a file',
        String(order.indexOf(pem)),
      );
      const judged = leafOf(held, null, null);
      trusted = trustedAfter(held, before, trusted, judged, leafOf(before, null, null));
      expect(trusted).not.toContain(judged?.id);
    }
    expect(trusted).toHaveLength(1);
  }
});
