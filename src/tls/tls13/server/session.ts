import type { CipherSuite, Group, SignatureScheme, Version } from '../../algorithms.ts';
import type { Connection } from '../../connection.ts';
import type { Identity, ServerConfig } from '../../endpoint.ts';
import type { ApplicationSecrets, HandshakeSecrets, KeySchedule } from '../keySchedule.ts';
import type { ClientHello } from '../../messages.ts';
import type { Judgement, ShownIdentity } from '../../verifyPeer.ts';

/** What every state of a server knows: how it was configured. */
export interface Server {
  readonly config: ServerConfig;
  readonly connection: Connection;
  /** In order of preference. */
  readonly versions: readonly Version[];
  readonly suites: readonly CipherSuite[];
  readonly groups: readonly Group[];
  readonly schemes: readonly SignatureScheme[];
  readonly alpn: readonly string[];
}

/** What the client's hello and our configuration have in common. */
export interface Choice {
  readonly suite: CipherSuite;
  readonly group: Group;
  /** The client's key share in that group; null when it sent none yet. */
  readonly clientShare: Uint8Array | null;
  /** Whom we show, and what we sign with. */
  readonly identity: Identity;
  readonly scheme: SignatureScheme;
  /** The client's server_name decided whom we show. */
  readonly byName: boolean;
  readonly alpn: string | null;
}

/** Known after a HelloRetryRequest: what the second hello has to repeat. */
export interface Retry {
  readonly hello: ClientHello;
  readonly choice: Choice;
}

/** Known from WAIT_FLIGHT2 on. */
export interface Session {
  readonly hello: ClientHello;
  readonly choice: Choice;
  readonly schedule: KeySchedule;
  readonly secrets: HandshakeSecrets;
  readonly application: ApplicationSecrets;
}

/** Known in WAIT_CV: a client whose chain was accepted. */
export interface ShownSession extends Session {
  readonly judgement: Judgement;
  readonly shown: ShownIdentity;
}
