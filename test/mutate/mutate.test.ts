import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import ts from 'typescript';
import { afterAll, describe, expect, it } from 'vitest';
import { type Mutant, mutantsOf } from './mutants.ts';
import { withMarks, withMutant } from './plugin.ts';
import { sample } from './sample.ts';

const folder = mkdtempSync(join(tmpdir(), 'mtls-lab-mutate-'));
afterAll(() => {
  rmSync(folder, { recursive: true });
});

const SOURCE = `type Alert = 'bad_certificate' | 'decrypt_error';
export function judge(age: number, log: (text: string) => void): Alert | null {
  if (age < 3 && !(age === 1)) log('young');
  const alert: Alert = 'decrypt_error';
  return age > 8 ? alert : null;
}
`;

function mutants(): Mutant[] {
  writeFileSync(join(folder, 'tsconfig.json'), '{"compilerOptions":{"strict":true,"types":[]}}');
  writeFileSync(join(folder, 'judge.ts'), SOURCE);
  return mutantsOf([join(folder, 'judge.ts')], folder);
}

describe('the mutants of a file', () => {
  const found = mutants();

  it('are operators, conditions, numbers, members of unions and calls, and leave types and prose alone', () => {
    expect(found.map(({ line, was, text }) => `${line}: ${was} → ${text}`)).toEqual([
      '3: age < 3 && !(age === 1) → age < 3 || !(age === 1)',
      '3: age < 3 && !(age === 1) → true',
      '3: age < 3 && !(age === 1) → false',
      '3: age < 3 → age <= 3',
      '3: 3 → 4',
      '3: !(age === 1) → !!(age === 1)',
      '3: age === 1 → age !== 1',
      '3: 1 → 2',
      "3: log('young'); → {}",
      "4: 'decrypt_error' → 'bad_certificate'",
      '5: age > 8 → age >= 8',
      '5: age > 8 → true',
      '5: age > 8 → false',
      '5: 8 → 9',
    ]);
  });

  it('stand in the source in place of what was there, and nowhere else', () => {
    const call = found.find(({ statement }) => statement);
    const bound = found.find(({ text }) => text === 'age <= 3');
    if (!call || !bound) throw new Error('No such mutants.');
    expect(withMutant(SOURCE, call)).toBe(SOURCE.replace("log('young');", '{}'));
    expect(withMutant(SOURCE, bound)).toBe(SOURCE.replace('age < 3', '(age <= 3)'));
    expect(() => withMutant(` ${SOURCE}`, bound)).toThrow('is not the text');
  });

  it('are marked without changing what the source does', async () => {
    const marked = withMarks(SOURCE, [...found.entries()]);
    const { outputText } = ts.transpileModule(marked, {
      compilerOptions: { module: ts.ModuleKind.ESNext, target: ts.ScriptTarget.ES2022 },
    });
    const url = `data:text/javascript,${encodeURIComponent(outputText)}`;
    const { judge } = (await import(/* @vite-ignore */ url)) as {
      judge: (age: number, log: (text: string) => void) => string | null;
    };
    const said: string[] = [];
    expect([1, 2, 9].map((age) => judge(age, (text) => said.push(text)))).toEqual([
      null,
      null,
      'decrypt_error',
    ]);
    expect(said).toEqual(['young']);
    for (const id of found.keys()) expect(marked).toContain(`reached?.add(${id})`);
  });
});

describe('a sample', () => {
  const items = Array.from({ length: 50 }, (_, index) => index);

  it('is the same for the same seed, another for another, and in order', () => {
    const drawn = sample(items, 10, 1);
    expect(new Set(drawn).size).toBe(10);
    expect(drawn).toEqual(sample(items, 10, 1));
    expect(drawn).not.toEqual(sample(items, 10, 2));
    expect(drawn).toEqual(drawn.toSorted((left, right) => left - right));
  });
});
