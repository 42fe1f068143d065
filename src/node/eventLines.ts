import { parseCertificate, subjectIdentity } from '../pki/x509/certificate.ts';
import { refusalSentence } from '../narration/refusalSentences.ts';
import type { Check } from '../pki/path/check.ts';
import type { Direction, RecordInfo, TlsEvent } from '../tls/endpoint.ts';

const ARROWS: Readonly<Record<Direction, string>> = { sent: '→', received: '←' };

/** What an endpoint tells of itself, as lines of a terminal; none for what only moves its insides. */
export function eventLines(event: TlsEvent): string[] {
  switch (event.kind) {
    case 'message':
      return [sentLine(event.direction, event.name, event.bytes.length, event.records[0])];
    case 'secrets':
      return [`  keys: ${event.secrets.map(({ name }) => name).join(', ')}`];
    case 'check':
      return event.checks.filter(({ verdict }) => verdict !== 'not-applicable').map(checkLine);
    case 'connected':
      return connectedLines(event);
    case 'alert': {
      const { direction, description, record, error } = event;
      const line = sentLine(direction, `alert ${description}`, record.content.length, record);
      return error ? [line, `  ${refusalSentence(error)}`] : [line];
    }
    case 'data':
      return [sentLine(event.direction, 'application data', event.data.length, event.record)];
    case 'closed':
      return [`closed by ${event.by === 'self' ? 'us' : 'the peer'}`];
    case 'state':
    case 'record':
      return [];
  }
}

function sentLine(
  direction: Direction,
  what: string,
  length: number,
  record: RecordInfo | undefined,
): string {
  const keys =
    record && record.epoch !== 'plaintext' ? `under the ${record.epoch} keys` : 'in clear';
  return `${ARROWS[direction]} ${what} (${length} bytes, ${keys})`;
}

function checkLine({ verdict, subject, id, expected, found, spec }: Check): string {
  const marks = {
    pass: 'ok',
    fail: 'FAILED',
    unknown: 'not known',
    'not-reached': 'not reached',
  } as const;
  const mark = verdict === 'not-applicable' ? verdict : marks[verdict];
  const what = `${subject}, ${id.replaceAll('_', ' ')} (${spec})`;
  return verdict === 'fail'
    ? `  ${mark}: ${what}: expected ${expected}; found ${found}`
    : `  ${mark}: ${what}`;
}

function connectedLines({
  negotiated,
  peerChain,
}: Extract<TlsEvent, { kind: 'connected' }>): string[] {
  const { version, cipherSuite, group, alpn } = negotiated;
  const [leaf] = peerChain;
  const peer = leaf
    ? (subjectIdentity(parseCertificate(leaf)) ?? 'a certificate without a name')
    : null;
  const protocol = alpn === null ? '' : `, ALPN ${alpn}`;
  return [
    `connected: ${version}, ${cipherSuite}, ${group}${protocol}${peer === null ? '' : `, to ${peer}`}`,
  ];
}
