import { ALERTS, type AlertName } from '../tls/alerts.ts';
import type { TlsError } from '../tls/endpoint.ts';
import { REFUSALS, type FactKind } from '../tls/refusals.ts';
import { check, reason, sentences } from './checkShape.ts';
import { kinds, list, literal, object, oneOf, whole, type Shape } from './shape.ts';

export const alertName = oneOf<AlertName>(ALERTS);

/** More names than a list of protocols has room for (RFC 7301 §3.1). */
const MOST_TEXTS = 2 ** 15;

const FACTS: Readonly<Record<FactKind, Shape<never>>> = {
  number: whole(0, Number.MAX_SAFE_INTEGER) as Shape<never>,
  text: sentences as Shape<never>,
  texts: list(sentences, MOST_TEXTS) as Shape<never>,
  role: oneOf<'client' | 'server'>({ client: 1, server: 1 }) as Shape<never>,
  reason: reason as Shape<never>,
  check: check as Shape<never>,
};

/** Why an endpoint ended the connection, read off the one list of its refusals. */
export const tlsError: Shape<TlsError> = kinds<'code', TlsError>('code', shapes());

function shapes() {
  const entries = Object.entries(REFUSALS).map(([code, { alert, facts }]) => {
    const fields = Object.entries<FactKind>(facts).map(([name, kind]) => [name, FACTS[kind]]);
    return [
      code,
      object<object>(
        {
          alert: alert === null ? alertName : literal(alert),
          code: literal(code),
          ...Object.fromEntries(fields),
        },
        {},
      ),
    ] as const;
  });
  return Object.fromEntries(entries) as Parameters<typeof kinds<'code', TlsError>>[1];
}
