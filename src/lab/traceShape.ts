import type {
  ContentType,
  DerivedSecret,
  Epoch,
  HandshakeName,
  Negotiated,
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
import type { WorldNames } from './names.ts';
import type { Role } from './plan.ts';
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
  type Fields,
  type Shape,
} from './shape.ts';
import { alertName, tlsError } from './tlsErrorShape.ts';
import type {
  AlertStep,
  AuthorisationStep,
  BeliefStep,
  CheckStep,
  CloseStep,
  ConnectionInfo,
  DataStep,
  KeysStep,
  MessageStep,
  Outcome,
  Party,
  PartyInfo,
  RawStep,
  Step,
  Trace,
  WireRecord,
} from './trace.ts';

/** Which state of the project wrote a trace. */
export interface Release {
  readonly version: string;
  /** Null: it is not known. */
  readonly commit: string | null;
}

/** A trace as it is written down: how it ended stands beside the steps. */
export type WrittenTrace = Omit<Trace, 'outcome'> & Outcome & { readonly release: Release };

/** No honest run comes near; what somebody hands in cannot make us hold more. */
const MOST_STEPS = 1_000;
const MOST_PARTIES = 16;
const MOST_CONNECTIONS = 16;

/** A hash, a secret or a key at its longest: the shared secret of P-521 has 66 bytes. */
const secret = bytes(66);
const time = whole(-8.64e15, 8.64e15);

const party: Shape<Party> = word;
const role = oneOf<Role>({ client: 1, server: 1, proxy: 1, attacker: 1 });
const epoch = oneOf<Epoch>({ plaintext: 1, handshake: 1, application: 1 });
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
    arrivals: whole(0, 100),
    outerType: nullable(contentType),
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
  connection: whole(0, MOST_CONNECTIONS - 1),
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

const step: Shape<Step> = kinds<'kind', Step>('kind', {
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
      belief: oneOf<BeliefStep['belief']>({ connected: 1, refused: 1, ended: 1 }),
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
  raw: object<RawStep>({ ...sent, kind: literal('raw') }, {}),
  authorisation: object<AuthorisationStep>(
    {
      ...base,
      kind: literal('authorisation'),
      peer: nullable(sentences),
      allowed: truth,
      policy: list(sentences, 1_000),
    },
    {},
  ),
});

const partyInfo = object<PartyInfo>(
  {
    id: party,
    role,
    name: sentences,
    clock: time,
    identity: nullable(sentences),
    chain: certificates,
    anchors: list(object({ name: sentences, der: long }, {}), MOST_CERTIFICATES),
  },
  {},
);

const fault = oneOf(
  Object.fromEntries(FAULTS.map(({ id }) => [id, 1])) as Readonly<Record<FaultId, 1>>,
);

const outcomeFields: Fields<Outcome> = {
  outcome: oneOf<Outcome['outcome']>({ connected: 1, refused: 1, broken: 1 }),
  refusedBy: nullable(party),
  alert: nullable(alertName),
  alertCode: nullable(whole(0, 255)),
  delivered: truth,
  authorised: nullable(truth),
  clientBelievedConnected: truth,
  serverBelievedConnected: truth,
  late: truth,
  deceived: truth,
  decidedAt: nullable(base.index),
  cause: nullable(check),
};

const connection = object<ConnectionInfo>(
  { client: party, server: party, outcome: object(outcomeFields, {}) },
  {},
);

/** A whole trace, version 2, in the order in which it is written. */
export const writtenTrace = object<WrittenTrace>(
  {
    version: literal(2),
    mode: oneOf<HandshakeMode>({ tls: 1, mtls: 1, optional: 1 }),
    protocol: literal('TLS 1.3'),
    release: object<Release>({ version: word, commit: nullable(word) }, {}),
    faults: list(fault, FAULTS.length),
    names: object<WorldNames>({ client: word, server: word, domain: sentences, ca: word }, {}),
    madeAt: time,
    clock: time,
    ...outcomeFields,
    parties: list(partyInfo, MOST_PARTIES),
    connections: some(connection, MOST_CONNECTIONS),
    steps: list(step, MOST_STEPS),
  },
  { standIn: party },
);

/** How the run ended, out of what stands beside the steps. */
export function outcomeIn(written: WrittenTrace): Outcome {
  const { outcome, refusedBy, alert, alertCode: code, delivered, authorised, ...more } = written;
  const { late, deceived, decidedAt, cause } = more;
  const { clientBelievedConnected, serverBelievedConnected } = more;
  return {
    ...{ outcome, refusedBy, decidedAt, alert, alertCode: code, cause, delivered, authorised },
    ...{ clientBelievedConnected, serverBelievedConnected, late, deceived },
  };
}

/** The rest of it. */
export function traceOf(written: WrittenTrace): Omit<Trace, 'outcome'> {
  const { version, mode, protocol, faults, names, madeAt, clock, parties, connections } = written;
  const { steps, standIn } = written;
  return {
    ...{ version, mode, protocol, faults, names, madeAt, clock, parties, connections, steps },
    ...(standIn === undefined ? {} : { standIn }),
  };
}
