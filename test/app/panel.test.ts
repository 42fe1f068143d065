import { joinBytes } from '../../src/bytes/bytes.ts';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FieldNode } from '../../src/bytes/fieldTree.ts';
import type { Check } from '../../src/pki/path/check.ts';
import { checkRows } from '../../src/ui/panel/certificates/checkRows.ts';
import {
  fieldAt,
  fieldById,
  indexFields,
  pathTo,
  visibleFields,
  type FieldEntry,
} from '../../src/ui/panel/bytes/fieldIndex.ts';
import { changedBytes, hexOf, hexRow } from '../../src/ui/panel/bytes/hexRows.ts';
import { sizeOf, sourcesOf } from '../../src/ui/panel/sources.ts';
import { isSent } from '../../src/lab/trace.ts';
import { run } from '../../src/lab/run.ts';
import { brokenBy, laboratory, replacing, tlsActorIn } from '../lab/laboratory.ts';
import { fillers, presentingToo } from '../lab/longChains.ts';

function leaf(name: string, start: number, end: number): FieldNode {
  return { name, type: 'opaque', start, end };
}

const TREE: FieldNode = {
  ...leaf('message', 0, 10),
  children: [
    leaf('type', 0, 1),
    { ...leaf('body', 4, 10), children: [leaf('a', 4, 6), leaf('b', 6, 10)] },
  ],
};

describe('from a byte to its field', () => {
  const root = indexFields(TREE);

  it('finds the innermost field', () => {
    expect(fieldAt(root, 0)?.node.name).toBe('type');
    expect(fieldAt(root, 7)?.node.name).toBe('b');
  });

  it('gives the outer field for a byte between its children', () => {
    expect(fieldAt(root, 2)?.node.name).toBe('message');
  });

  it('knows nothing outside the tree', () => {
    expect(fieldAt(root, 10)).toBeNull();
    expect(fieldAt(root, -1)).toBeNull();
  });

  it('finds every field again by its id, and none by another', () => {
    const all = (entry: FieldEntry): FieldEntry[] => [entry, ...entry.children.flatMap(all)];
    for (const entry of all(root)) expect(fieldById(root, entry.id)).toBe(entry);
    expect(fieldById(root, '0.7')).toBeNull();
  });

  it('names the way from the root', () => {
    const inner = fieldAt(root, 5);
    expect(inner && pathTo(inner).map(({ node }) => node.name)).toEqual(['message', 'body', 'a']);
  });

  it('shows what is below only where it is open', () => {
    const names = (open: string[]) =>
      visibleFields(root, new Set(open)).map(({ node }) => node.name);
    expect(names([])).toEqual(['message']);
    expect(names(['0'])).toEqual(['message', 'type', 'body']);
    expect(names(['0', '0.1'])).toEqual(['message', 'type', 'body', 'a', 'b']);
    expect(names(['0.1'])).toEqual(['message']);
  });
});

describe('a row of bytes', () => {
  it('reads as the bytes do, however it is cut, and every byte looks as it should', () => {
    const someBytes = fc.uint8Array({ minLength: 1, maxLength: 40 });
    const range = fc.record({ start: fc.nat(40), end: fc.nat(40) });
    fc.assert(
      fc.property(someBytes, range, fc.array(fc.nat(40)), (bytes, selection, marks) => {
        const row = hexRow(bytes, 16, 16, selection, new Set(marks));
        const text = row.segments.map((segment) => segment.text).join(' ');
        expect(text).toBe(hexOf(bytes.subarray(16, 32)));
        let at = 16;
        for (const segment of row.segments)
          for (let count = segment.text.split(' ').length; count > 0; count--, at++) {
            expect(segment.selected).toBe(at >= selection.start && at < selection.end);
            expect(segment.marked).toBe(marks.includes(at));
          }
      }),
    );
  });

  it('finds the bytes that were changed on the way', () => {
    expect(changedBytes(Uint8Array.of(1, 2, 3), Uint8Array.of(1, 6, 3))).toEqual(new Set([1]));
  });
});

describe('the list of checks', () => {
  const check = (id: Check['id'], verdict: Check['verdict'], subject: string): Check => ({
    id,
    verdict,
    index: 0,
    subject,
    expected: 'this',
    found: 'that',
    spec: 'RFC 5280',
  });

  it('has one row for each rule, and a rule that failed once has failed', () => {
    const rows = checkRows([
      check('signature', 'pass', 'leaf'),
      check('validity', 'pass', 'leaf'),
      check('signature', 'fail', 'root'),
      check('eku', 'not-reached', 'leaf'),
      check('validity', 'not-applicable', 'root'),
    ]);
    expect(rows.map(({ id, verdict }) => `${id} ${verdict}`)).toEqual([
      'signature fail',
      'validity pass',
      'eku not-reached',
    ]);
    expect(rows[0]?.leading.subject).toBe('root');
    expect(rows[0]?.checks).toHaveLength(2);
  });
});

describe('what was on the wire', () => {
  const { materials, crypto, now } = laboratory();
  const certificateIn = async (sizes: readonly number[]) => {
    const sound = await brokenBy(materials, []);
    const server = presentingToo(tlsActorIn(sound, 'server'), await fillers(materials, sizes));
    const trace = await run(replacing(sound, server), { mode: 'tls', clock: now, crypto });
    const step = trace.steps.find(({ key }) => key === 'message:server:Certificate');
    if (!step || !isSent(step)) throw new RangeError('The server showed no certificate.');
    return step;
  };

  it('is every record of a message, each with its number, its place and all of its fields', async () => {
    const step = await certificateIn([40_000]);
    for (const sight of ['open', 'sealed'] as const) {
      const wire = sourcesOf(step, sight).at(-1);
      expect(wire?.id).toBe('wire');
      expect(wire && sizeOf(wire, step)).toMatch(/^3 records, /);
      expect(wire?.bytes).toEqual(joinBytes(step.records.map((record) => record.wire)));
      let start = 0;
      const places = step.records.map((record, n) => {
        const end = start + record.wire.length;
        const place = { name: 'TLSCiphertext', value: `record ${n + 1} of 3`, start, end };
        start = end;
        return place;
      });
      expect(wire?.tree.children).toMatchObject(places);
      for (const record of wire?.tree.children ?? [])
        expect(record.children?.map(({ name }) => name)).toEqual([
          'opaque_type',
          'legacy_record_version',
          'encrypted_record',
        ]);
    }
  });

  it('is just the record where there is one', async () => {
    const wire = sourcesOf(await certificateIn([]), 'open').at(-1);
    expect(wire).toMatchObject({ title: 'Record', tree: { name: 'TLSCiphertext', start: 0 } });
    expect(wire?.tree.value).toBeUndefined();
  });
});
