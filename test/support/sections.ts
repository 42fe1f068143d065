import { readdirSync, readFileSync } from 'node:fs';
import { join, sep } from 'node:path';
import { ROOT } from './commands.ts';

/** A place in the tests that names a section of an RFC. */
export interface Mention {
  /** `RFC 8446 §4.4.2` */
  readonly section: string;
  /** Below the project's folder, with forward slashes. */
  readonly file: string;
  /** From 1. */
  readonly line: number;
  /** The title of the test that it belongs to; empty: it stands beside all of them. */
  readonly title: string;
}

/** `RFC 5280 §5.1.2.4, §5.1.2.5`: a document and one section or more of it. */
const CITATION = /RFC (\d+)((?:(?:,| and|,? to)? §[\dA-Z]+(?:\.\d+)*)+)/g;
const SECTION = /§([\dA-Z]+(?:\.\d+)*)/g;
/** `it('…',`, `describe.concurrent('…',`, `it.each([…])('…',` */
const TITLE = /(?:\b(?:describe|it|test)(?:\.\w+)*|[\])])\(\s*(['"`])((?:(?!\1)[^])+?)\1\s*,/g;

/** The sections that the text of a test names, in its title, within it, or in a comment above it. */
export function mentionsIn(file: string, text: string): Mention[] {
  const lineOf = (at: number) => text.slice(0, at).split('\n').length;
  const titles = [...text.matchAll(TITLE)].map((found) => ({
    title: (found[2] ?? '').replace(/\s+/g, ' '),
    first: lineOf(found.index),
    last: lineOf(found.index + found[0].length),
  }));
  const titleAt = (line: number, isComment: boolean) => {
    const above = titles.findLast(({ first }) => first <= line);
    const next = titles.find(({ first }) => first > line && first - line <= 2);
    return ((isComment ? next : undefined) ?? above)?.title ?? '';
  };
  return [...text.matchAll(CITATION)].flatMap(
    ({ 0: whole, 1: rfc = '', 2: sections = '', index }) => {
      const line = lineOf(index);
      const isComment = /^\s*(?:\/\/|\/?\*)/.test(
        text.split('\n')[lineOf(index + whole.length) - 1] ?? '',
      );
      return [...sections.matchAll(SECTION)].map(([, section = '']) => ({
        section: `RFC ${rfc} §${section}`,
        file,
        line,
        title: titleAt(line, isComment),
      }));
    },
  );
}

/** All of them, by document and section. */
export function allMentions(): Mention[] {
  const names = readdirSync(join(ROOT, 'test'), { recursive: true, encoding: 'utf8' });
  const order = new Intl.Collator('en', { numeric: true });
  return (
    names
      .map((name) => `test/${name.split(sep).join('/')}`)
      // What this index itself is tested with proves no section.
      .filter((file) => /\.(test|spec)\.ts$/.test(file) && file !== 'test/sections.test.ts')
      .flatMap((file) => mentionsIn(file, readFileSync(join(ROOT, file), 'utf8')))
      .sort(
        (a, b) =>
          order.compare(a.section, b.section) || order.compare(a.file, b.file) || a.line - b.line,
      )
  );
}
