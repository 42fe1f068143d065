import type { AlertName } from './alerts.ts';
import type { TlsError } from './endpoint.ts';
import { DecodeError } from './reader.ts';

/** Ends the connection with one alert. Thrown by any step, caught at the endpoint's border only. */
export class TlsFailure extends Error {
  override readonly name = 'TlsFailure';
  readonly error: TlsError;

  constructor(error: TlsError) {
    super(error.message);
    this.error = error;
  }
}

/**
 * Refuses what the peer sent.
 *
 * @param alert what it is told
 * @param message one sentence with the facts
 * @param code more precise than the alert, when there is more to say
 */
export function refuse(alert: AlertName, message: string, code: string = alert): never {
  throw new TlsFailure({ alert, code, message });
}

/** Whatever was thrown, as the alert that it ends in. */
export function tlsErrorOf(thrown: unknown): TlsError {
  if (thrown instanceof TlsFailure) return thrown.error;
  if (thrown instanceof DecodeError) {
    const code = `decode_error:${thrown.field}`;
    return { alert: 'decode_error', code, message: `${thrown.message}.` };
  }
  const reason = thrown instanceof Error ? thrown.message : String(thrown);
  return { alert: 'internal_error', code: 'internal_error', message: reason };
}
