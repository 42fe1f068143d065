/** Certification authorities of the lab's world. */
export type AuthorityRole = 'root' | 'intermediate' | 'otherRoot' | 'attackerRoot';

/** Whose key pair: each role has one, made when it is first needed. */
export type KeyRole = AuthorityRole | 'server' | 'client' | 'thief' | 'attackerServer';

/** When a certificate holds, in hours from the moment at which the world was made. */
export interface Lifetime {
  readonly from: number;
  readonly to: number;
}

/** The lab's own CA: who else issues a certificate does so for itself, or for an attacker. */
export const OWN_AUTHORITIES: ReadonlySet<AuthorityRole | 'self'> = new Set([
  'root',
  'intermediate',
]);

export interface AuthorityPlan {
  readonly commonName: string;
  readonly organisation: string;
  readonly issuer: AuthorityRole | 'self';
  readonly lifetime: Lifetime;
}

export interface LeafPlan {
  readonly profile: 'server' | 'client';
  readonly commonName: string;
  readonly organisation: string;
  readonly issuer: AuthorityRole | 'self';
  /** Whose public key is in it. */
  readonly key: KeyRole;
  readonly lifetime: Lifetime;
  readonly dns: readonly string[];
  readonly uri: readonly string[];
  readonly usage: 'serverAuth' | 'clientAuth';
}

/** A party: what it is issued, what it shows of it, and which key it signs with. */
export interface PartyPlan {
  readonly name: string;
  readonly leaf: LeafPlan;
  /** Certificates that it shows in the handshake, leaf first; none when it has no certificate. */
  readonly shows: readonly ('leaf' | AuthorityRole)[];
  readonly signsWith: KeyRole;
  readonly trusts: readonly AuthorityRole[];
  /** When its CA revoked its certificate, in hours from the world's making; null: never. */
  readonly revokedAt: number | null;
}

/** What is to be issued, configured and done on the wire. A fault changes this and nothing else. */
export interface WorldPlan {
  readonly serverName: string;
  readonly authorities: Readonly<Record<AuthorityRole, AuthorityPlan>>;
  readonly client: PartyPlan;
  readonly server: PartyPlan;
  /** Set when an attacker's own server answers in place of the real one. */
  readonly interceptor: PartyPlan | null;
  /** Flip one bit of the first encrypted record. */
  readonly flipBit: boolean;
}

const DAY = 24;
const YEAR = 365 * DAY;

export const SERVER_NAME = 'payments.prod.svc';
export const CLIENT_SPIFFE_ID = 'spiffe://lab.example/ns/prod/sa/orders';

/**
 * The world without a fault: an orders client and a payments server whose certificates come from one
 * intermediate. A workload identity lives a day, a server certificate ninety days.
 */
export const SOUND_PLAN: WorldPlan = {
  serverName: SERVER_NAME,
  authorities: {
    root: {
      commonName: 'Lab Root CA',
      organisation: 'mTLS Lab',
      issuer: 'self',
      lifetime: { from: -YEAR, to: 9 * YEAR },
    },
    intermediate: {
      commonName: 'Lab Intermediate CA',
      organisation: 'mTLS Lab',
      issuer: 'root',
      lifetime: { from: -180 * DAY, to: 3 * YEAR },
    },
    otherRoot: {
      commonName: 'Other Company Root CA',
      organisation: 'Other Company',
      issuer: 'self',
      lifetime: { from: -YEAR, to: 9 * YEAR },
    },
    attackerRoot: {
      commonName: 'Attacker Root CA',
      organisation: 'Attacker',
      issuer: 'self',
      lifetime: { from: -10 * DAY, to: YEAR },
    },
  },
  client: {
    name: 'orders',
    leaf: {
      profile: 'client',
      commonName: 'orders',
      organisation: 'mTLS Lab',
      issuer: 'intermediate',
      key: 'client',
      lifetime: { from: -1, to: DAY - 1 },
      dns: [],
      uri: [CLIENT_SPIFFE_ID],
      usage: 'clientAuth',
    },
    shows: ['leaf', 'intermediate'],
    signsWith: 'client',
    trusts: ['root'],
    revokedAt: null,
  },
  server: {
    name: 'payments',
    leaf: {
      profile: 'server',
      commonName: 'payments',
      organisation: 'mTLS Lab',
      issuer: 'intermediate',
      key: 'server',
      lifetime: { from: -DAY, to: 89 * DAY },
      dns: [SERVER_NAME],
      uri: [],
      usage: 'serverAuth',
    },
    shows: ['leaf', 'intermediate'],
    signsWith: 'server',
    trusts: ['root'],
    revokedAt: null,
  },
  interceptor: null,
  flipBit: false,
};
