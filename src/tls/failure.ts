import { alertFor, type AlertName } from './alerts.ts';
import type { TlsError } from './endpoint.ts';
import { DecodeError } from './reader.ts';
import { REFUSALS, type Refusal } from './refusals.ts';

/** Ends the connection with one alert. Thrown by any step, caught at the endpoint's border only. */
export class TlsFailure extends Error {
  override readonly name = 'TlsFailure';
  readonly error: TlsError;

  constructor(refusal: Refusal) {
    super(refusal.code);
    this.error = tlsError(refusal);
  }
}

/** Refuses what the peer sent: by its code, and with the facts that belong to it. */
export function refuse(refusal: Refusal): never {
  throw new TlsFailure(refusal);
}

/** Whatever was thrown, as the alert that it ends in. */
export function tlsErrorOf(thrown: unknown): TlsError {
  if (thrown instanceof TlsFailure) return thrown.error;
  if (thrown instanceof DecodeError) {
    const { field, offset, problem } = thrown;
    return tlsError({ code: 'undecodable', field, offset, problem });
  }
  const problem = thrown instanceof Error ? thrown.message : String(thrown);
  return tlsError({ code: 'internal_error', problem });
}

function tlsError(refusal: Refusal): TlsError {
  return { alert: alertOf(refusal), ...refusal };
}

function alertOf(refusal: Refusal): AlertName {
  return refusal.code === 'certificate_refused'
    ? alertFor(refusal.reason, refusal.check)
    : REFUSALS[refusal.code].alert;
}
