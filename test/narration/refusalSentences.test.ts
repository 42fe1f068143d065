import fc from 'fast-check';
import { expect, it } from 'vitest';
import { refusalSentence } from '../../src/narration/refusalSentences.ts';
import { everyRefusal } from '../tls/refusalFacts.ts';

/** What of the facts a person has to find in the sentence; a reason is a code for what is told. */
function facts(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(facts);
  if (typeof value !== 'object' || value === null) return [String(value)];
  const { subject, expected, found, spec } = value as Readonly<Record<string, unknown>>;
  return [subject, expected, found, spec].map(String);
}

it('why an endpoint refused is told with every fact', () => {
  for (const refusals of everyRefusal()) {
    fc.assert(
      fc.property(refusals, (error) => {
        const sentence = refusalSentence(error);
        expect(sentence).toMatch(/^\S.*\S$/);
        const told = Object.entries(error).filter(
          ([name]) => !['alert', 'code', 'reason'].includes(name),
        );
        for (const fact of told.flatMap(([, value]) => facts(value)))
          expect(sentence).toContain(fact);
      }),
      { numRuns: 20 },
    );
  }
});
