import { describe, expect, it } from 'vitest';
import { allMentions, mentionsIn } from './support/sections.ts';

describe('the index from sections to tests', () => {
  it('finds them in titles, in tests, and in comments above them', () => {
    const text = [
      "describe('a CRL (RFC 1 §5.1.2, §5.1.3)', () => {",
      '  // As RFC 1 §6 asks.',
      '  it.each([',
      '    1,',
      "  ])('ends: %s', () => {",
      "    check('RFC 2 §B.1');",
      '  });',
      '  it(',
      "    'begins',",
      '    () => {',
      '      // RFC 3 §4.2 and §4.3',
      '      expect(1).toBe(1);',
      '    },',
      '  );',
    ].join('\n');
    expect(mentionsIn('a.test.ts', text)).toEqual([
      {
        section: 'RFC 1 §5.1.2',
        file: 'a.test.ts',
        line: 1,
        title: expect.stringMatching(/^a CRL/),
      },
      {
        section: 'RFC 1 §5.1.3',
        file: 'a.test.ts',
        line: 1,
        title: expect.stringMatching(/^a CRL/),
      },
      { section: 'RFC 1 §6', file: 'a.test.ts', line: 2, title: expect.stringMatching(/^a CRL/) },
      { section: 'RFC 2 §B.1', file: 'a.test.ts', line: 6, title: 'ends: %s' },
      { section: 'RFC 3 §4.2', file: 'a.test.ts', line: 11, title: 'begins' },
      { section: 'RFC 3 §4.3', file: 'a.test.ts', line: 11, title: 'begins' },
    ]);
  });

  it('leads to tests of what a handshake stands on', () => {
    const found = new Set(allMentions().map(({ section }) => section));
    for (const section of [
      'RFC 8446 §5.1',
      'RFC 8446 §4.4.2',
      'RFC 5280 §4.1.2.5',
      'RFC 9525 §6.3',
    ])
      expect(found, section).toContain(section);
  });
});
