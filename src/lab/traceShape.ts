import { ALERTS, type AlertName } from '../tls/alerts.ts';
import type {
  ContentType,
  DerivedSecret,
  Epoch,
  HandshakeName,
  Negotiated,
  TlsError,
} from '../tls/endpoint.ts';
import { CONTENT_TYPES } from '../tls/registry.ts';
import {
  certificates,
  check,
  checks,
  long,
  MOST_CERTIFICATES,
  pathVerdict,
  sentences,
  word,
} from './checkShape.ts';
import { FAULTS, type FaultId } from './faults.ts';
import type { HandshakeMode } from './scenario.ts';
import {
  bytes,
  kinds,
  list,
  literal,
  nullable,
  object,
  oneOf,
  some,
  text,
  truth,
  whole,
  type Shape,
} from './shape.ts';
import type {
  AlertStep,
  BeliefStep,
  CheckStep,
  CloseStep,
  DataStep,
  KeysStep,
  MessageStep,
  Outcome,
  Party,
  PartyInfo,
  Step,
  Trace,
  WireRecord,
} from './trace.ts';

/** A trace as it is written down: how it ended stands beside the steps. */
export type WrittenTrace = Omit<Trace, 'outcome'> & Outcome;

/** No honest run comes near; what somebody hands in cannot make us hold more. */
const MOST_STEPS = 1_000;

/** A hash, a secret or a key at its longest: the shared secret of P-521 has 66 bytes. */
const secret = bytes(66);
const time = whole(-8.64e15, 8.64e15);

const party = oneOf<Party>({ client: 1, server: 1, attacker: 1 });
const epoch = oneOf<Epoch>({ plaintext: 1, handshake: 1, application: 1 });
const alertName = oneOf<AlertName>(ALERTS);
const contentType = oneOf<ContentType>(CONTENT_TYPES);
const handshakeName = oneOf<HandshakeName>({
  ClientHello: 1,
  ServerHello: 1,
  HelloRetryRequest: 1,
  NewSessionTicket: 1,
  EncryptedExtensions: 1,
  CertificateRequest: 1,
  Certificate: 1,
  CertificateVerify: 1,
  Finished: 1,
  KeyUpdate: 1,
});

const record = object<WireRecord>(
  {
    sent: long,
    wire: long,
    changed: truth,
    outerType: contentType,
    epoch,
    sequence: whole(0, Number.MAX_SAFE_INTEGER),
    opened: nullable(long),
  },
  {},
);

/** What every step has. */
const base = {
  index: whole(0, MOST_STEPS - 1),
  key: word,
  party,
  mtlsOnly: truth,
  state: word,
};

/** What everything that was sent has. */
const sent = { ...base, to: party, records: some(record, 2_048), bytes: long };

const secretName = oneOf<DerivedSecret['name']>({
  shared_secret: 1,
  early_secret: 1,
  handshake_secret: 1,
  main_secret: 1,
  client_handshake_traffic_secret: 1,
  server_handshake_traffic_secret: 1,
  client_application_traffic_secret_0: 1,
  server_application_traffic_secret_0: 1,
  client_application_traffic_secret_N: 1,
  server_application_traffic_secret_N: 1,
  exporter_secret: 1,
  resumption_secret: 1,
});

const derivedSecret = object<DerivedSecret>(
  {
    name: secretName,
    label: nullable(word),
    from: nullable(secretName),
    transcriptHash: nullable(secret),
    transcriptThrough: nullable(handshakeName),
    value: secret,
  },
  { key: secret, iv: secret },
);

const negotiated = object<Negotiated>(
  {
    version: literal('TLS 1.3'),
    cipherSuite: word,
    group: word,
    signatureScheme: nullable(word),
    alpn: nullable(text(255)),
  },
  {},
);

const tlsError = object<TlsError>({ alert: alertName, code: word, message: sentences }, {});

const step: Shape<Step> = kinds<Step>({
  message: object<MessageStep>({ ...sent, kind: literal('message'), name: handshakeName }, {}),
  keys: object<KeysStep>(
    { ...base, kind: literal('keys'), epoch, secrets: list(derivedSecret, 100) },
    {},
  ),
  check: object<CheckStep>(
    {
      ...base,
      kind: literal('check'),
      subject: oneOf<CheckStep['subject']>({
        certificate: 1,
        certificate_verify: 1,
        finished: 1,
        record: 1,
      }),
      passed: truth,
      checks,
      path: nullable(pathVerdict),
    },
    {},
  ),
  belief: object<BeliefStep>(
    {
      ...base,
      kind: literal('belief'),
      belief: oneOf<BeliefStep['belief']>({ connected: 1, refused: 1 }),
      peer: nullable(sentences),
      negotiated: nullable(negotiated),
    },
    {},
  ),
  alert: object<AlertStep>(
    {
      ...sent,
      kind: literal('alert'),
      description: alertName,
      code: whole(0, 255),
      error: nullable(tlsError),
    },
    {},
  ),
  data: object<DataStep>({ ...sent, kind: literal('data'), delivered: truth }, {}),
  close: object<CloseStep>({ ...sent, kind: literal('close') }, {}),
});

const partyInfo = object<PartyInfo>(
  {
    name: sentences,
    identity: nullable(sentences),
    chain: certificates,
    anchors: list(object({ name: sentences, der: long }, {}), MOST_CERTIFICATES),
  },
  {},
);

const fault = oneOf(
  Object.fromEntries(FAULTS.map(({ id }) => [id, 1])) as Readonly<Record<FaultId, 1>>,
);

/** A whole trace, version 1, in the order in which it is written. */
export const writtenTrace = object<WrittenTrace>(
  {
    version: literal(1),
    mode: oneOf<HandshakeMode>({ tls: 1, mtls: 1, optional: 1 }),
    protocol: literal('TLS 1.3'),
    faults: list(fault, FAULTS.length),
    clock: time,
    outcome: oneOf<Outcome['outcome']>({ connected: 1, refused: 1, broken: 1 }),
    refusedBy: nullable(party),
    alert: nullable(alertName),
    alertCode: nullable(whole(0, 255)),
    delivered: truth,
    clientBelievedConnected: truth,
    serverBelievedConnected: truth,
    late: truth,
    deceived: truth,
    decidedAt: nullable(base.index),
    cause: nullable(check),
    client: partyInfo,
    server: partyInfo,
    attacker: nullable(partyInfo),
    steps: list(step, MOST_STEPS),
  },
  { standIn: oneOf<'client' | 'server'>({ client: 1, server: 1 }) },
);
