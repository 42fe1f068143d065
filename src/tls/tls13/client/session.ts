import type { CipherSuite, Group, SignatureScheme, Version } from '../../algorithms.ts';
import type { Connection } from '../../connection.ts';
import type { KeyShare } from '../../crypto.ts';
import type { ClientConfig } from '../../endpoint.ts';
import type { HandshakeSecrets, KeySchedule } from '../keySchedule.ts';
import type { Body, ClientHello } from '../../messages.ts';
import type { Judgement, ShownIdentity } from '../../verifyPeer.ts';

/** What every state of a client knows: how it was configured. */
export interface Client {
  readonly config: ClientConfig;
  readonly connection: Connection;
  /** In order of preference. */
  readonly versions: readonly Version[];
  readonly suites: readonly CipherSuite[];
  readonly groups: readonly Group[];
  readonly schemes: readonly SignatureScheme[];
  readonly alpn: readonly string[];
}

/** Known in WAIT_SH: what was offered. */
export interface Offer {
  readonly hello: ClientHello;
  readonly share: KeyShare;
  /** Set when this is the second hello: the suite that the HelloRetryRequest fixed. */
  readonly retrySuite: CipherSuite | null;
}

/** Known from WAIT_EE on: what ServerHello settled. */
export interface Agreement {
  readonly suite: CipherSuite;
  readonly group: Group;
  readonly schedule: KeySchedule;
  readonly secrets: HandshakeSecrets;
  /** Codes of the extensions in our ClientHello. */
  readonly offered: ReadonlySet<number>;
}

/** Known from WAIT_CERT_CR on. */
export interface Session extends Agreement {
  readonly alpn: string | null;
}

/** Known in WAIT_CERT: whether the server asked who we are. */
export interface AskedSession extends Session {
  readonly request: Body<'CertificateRequest'> | null;
}

/** Known in WAIT_CV: a server whose chain was accepted. */
export interface ShownSession extends AskedSession {
  readonly judgement: Judgement;
  readonly shown: ShownIdentity;
}

/** Known in WAIT_FINISHED: a server that has proved to be that one. */
export interface ProvenSession extends ShownSession {
  readonly scheme: SignatureScheme;
}
