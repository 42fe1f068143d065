import fc from 'fast-check';
import type { Check } from '../../src/pki/path/check.ts';
import { alertFor } from '../../src/tls/alerts.ts';
import type { TlsError } from '../../src/tls/endpoint.ts';
import { REFUSALS, type FactKind } from '../../src/tls/refusals.ts';

const text = fc.stringMatching(/^[a-z]{8}$/);

const check: fc.Arbitrary<Check> = fc.record(
  {
    id: fc.constant('validity'),
    verdict: fc.constant('fail'),
    index: fc.constant(0),
    subject: text,
    expected: text,
    found: text,
    spec: text,
    reason: fc.constant('expired'),
  },
  { noNullPrototype: true },
);

const FACTS: Readonly<Record<FactKind, fc.Arbitrary<unknown>>> = {
  number: fc.nat(999),
  text,
  texts: fc.array(text, { minLength: 1, maxLength: 3 }),
  role: fc.constantFrom('client', 'server'),
  reason: fc.constant('expired'),
  check,
};

/** Every way to refuse, each with facts of the kinds that it declares. */
export function everyRefusal(): fc.Arbitrary<TlsError>[] {
  return Object.entries(REFUSALS).map(([code, { alert, facts }]) => {
    const kinds = Object.entries<FactKind>(facts).map(([name, kind]) => [name, FACTS[kind]]);
    const given = {
      alert: fc.constant(alert ?? alertFor('expired', { index: 0 })),
      code: fc.constant(code),
      ...Object.fromEntries(kinds),
    };
    return fc.record(given, { noNullPrototype: true }) as fc.Arbitrary<TlsError>;
  });
}
