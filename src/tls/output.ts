import { joinBytes } from '../bytes/bytes.ts';
import type { Output, RecordInfo, TlsEvent } from './endpoint.ts';

/** The records that an event put on the wire, in their order; none when it tells of something else. */
export function recordsSent(event: TlsEvent): readonly RecordInfo[] {
  if (!('direction' in event) || event.direction !== 'sent') return [];
  return event.kind === 'message' ? event.records : [event.record];
}

/**
 * What an endpoint hands out after a call. The bytes are the records of the `sent` events and nothing
 * else, so that whoever carries bytes and whoever carries records carry the same.
 *
 * @param events in the order in which they happened
 * @param opened the records of the peer that were opened meanwhile
 */
export function outputOf(events: readonly TlsEvent[], opened: readonly RecordInfo[]): Output {
  const bytes = joinBytes(events.flatMap(recordsSent).map((record) => record.bytes));
  return { bytes, events, opened };
}
