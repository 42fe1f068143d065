import type { CertificateRequest } from '../pki/issue/certificate.ts';
import type { RevocationReason } from '../pki/issue/crl.ts';
import type { NamesByKind } from '../pki/issue/extensions.ts';
import type { SubjectName } from '../pki/issue/names.ts';
import type { KeyKind } from '../pki/keys/keys.ts';
import type { RevocationRule } from '../pki/path/request.ts';
import type { ClientConfig, PeerName, ServerConfig, StaplePolicy } from '../tls/endpoint.ts';
import type { VersionName } from '../tls/algorithms.ts';
import type { WorldNames } from './names.ts';
import type { Tamper } from './wire.ts';

/** Names of things in a plan; each is written once, and other parts of the plan refer to it. */
export type CertificateId = string;
export type KeyId = string;
export type CrlId = string;
export type PartyId = string;

/** What a party is there for. Who else holds a role than its own party is told by its id. */
export type Role = 'client' | 'server' | 'proxy' | 'attacker';

/** When something holds, in hours from the moment at which the world was made. */
export interface Lifetime {
  readonly from: number;
  readonly to: number;
}

/** Taken back by its CA, in hours from the moment at which the world was made. */
export interface Revocation {
  readonly at: number;
  readonly reason: RevocationReason;
}

/** Where a certificate departs from what its profile says. */
export type CertificateDetails = Pick<
  CertificateRequest,
  | 'keyUsage'
  | 'extendedKeyUsage'
  | 'ca'
  | 'pathLength'
  | 'serialNumber'
  | 'signatureAlgorithm'
  | 'extensions'
  | 'omit'
  | 'authorityKeyIdentifier'
  | 'corruptSignature'
  | 'version'
> & {
  /** The last byte is missing: its outer SEQUENCE says one byte more than there is. */
  readonly truncated?: boolean;
};

/** A certificate that is to be issued: an authority’s, a party’s, or one that is only sent along. */
export interface CertificatePlan {
  readonly profile: CertificateRequest['profile'];
  readonly subject: SubjectName;
  readonly san: NamesByKind;
  readonly issuer: CertificateId | 'self';
  /** Whose public key is in it. */
  readonly key: KeyId;
  readonly lifetime: Lifetime;
  /** Who may call himself by its names: whom it was issued to. An authority of the lab: `ca`. */
  readonly holders: readonly (PartyId | 'ca')[];
  readonly details: CertificateDetails;
  /** Null: never revoked. */
  readonly revoked: Revocation | null;
}

/** A CRL of an authority: everything of it that is revoked by the time of writing. */
export interface CrlPlan {
  readonly issuer: CertificateId;
  /** From thisUpdate to nextUpdate. */
  readonly lifetime: Lifetime;
}

/** Certificates to show, leaf first, and the key to sign with. */
export interface IdentityPlan {
  readonly shows: readonly CertificateId[];
  readonly signsWith: KeyId;
  /** How long the OCSP answer holds that is stapled to the leaf; null: none is. */
  readonly staple: Lifetime | null;
}

/** What a party wants from whom it connects to. */
export interface Wanted {
  /** The host that its request is for. */
  readonly host: string;
  /** What it sends as server_name (RFC 6066 §3); null: nothing. */
  readonly serverName: string | null;
  /** The name that the other end must prove; null: any. */
  readonly expects: PeerName | null;
}

/** How a party judges others. */
export interface JudgementPlan {
  readonly trusts: readonly CertificateId[];
  /** How many intermediate CAs it lets stand between a leaf and an anchor; null: any number. */
  readonly maxIntermediates: number | null;
  /** Does it ask for OCSP responses, and what do they count? */
  readonly stapling: StaplePolicy;
  /** Null: it does not ask whether anything was revoked. */
  readonly revocation: { readonly rule: RevocationRule; readonly crls: readonly CrlId[] } | null;
}

/** What a party offers and takes; null: all that the lab’s endpoints know, in their order. */
export interface NegotiationPlan {
  readonly versions: readonly VersionName[];
  readonly cipherSuites: readonly string[] | null;
  readonly groups: readonly string[] | null;
  readonly signatureSchemes: readonly string[] | null;
  /** RFC 7301; none when empty. */
  readonly alpn: readonly string[];
}

/** A party that speaks TLS, as a client, as a server, or one way to each side. */
export interface TlsPartyPlan extends PartyBase {
  readonly speaks: 'tls';
  /** None when it has no certificate. */
  readonly identities: readonly IdentityPlan[];
  readonly judges: JudgementPlan;
  readonly negotiates: NegotiationPlan;
  /** As a client. */
  readonly wants: Wanted | null;
  /** As a client: what it shows where the server names other authorities than those of its own. */
  readonly unlistedIssuer: ClientConfig['unlistedIssuer'];
  /** As a server: what a client gets that wants a name that none of its certificates has. */
  readonly unknownName: ServerConfig['unknownName'];
  /** As a server: whom it says that it accepts; who is trusted is another matter. */
  readonly certificateAuthorities: 'anchors' | readonly CertificateId[];
  /** As a server: does it ask who the client is? */
  readonly asks: 'as-the-mode-says' | 'none' | 'optional' | 'required';
  /** As a server: the name that a client must prove; null: any. */
  readonly expectsOfClients: PeerName | null;
  /** As a server: how many NewSessionTickets it sends. */
  readonly tickets: number;
  /** As a server: whose requests its application answers, by identity; null: it asks nobody. */
  readonly allows: readonly string[] | null;
}

/** A party that speaks something else on the same port. */
export interface PlainPartyPlan extends PartyBase {
  readonly speaks: 'plain';
  /** What it says as soon as the connection stands; null: nothing. */
  readonly opens: string | null;
  /** What it says to the first bytes that arrive; null: nothing. */
  readonly answers: string | null;
  /** Does it close the connection when it has said that? */
  readonly hangsUp: boolean;
}

interface PartyBase {
  readonly id: PartyId;
  readonly role: Role;
  /** What it is called. */
  readonly name: string;
  /** How far its clock is ahead of the scenario’s, in hours. */
  readonly clockAhead: number;
}

/** A party, by what it speaks. */
export type PartyPlan = TlsPartyPlan | PlainPartyPlan;

/**
 * Who connects to whom, and what happens to it on the way. Who is the server of one connection and the
 * client of another hands on what he is asked and what he is answered.
 */
export interface ConnectionPlan {
  readonly id: string;
  readonly client: PartyId;
  readonly server: PartyId;
  /** The connection that has to stand before this one is opened; null: it is opened first. */
  readonly after: string | null;
  readonly wire: readonly Tamper[];
}

/** What is to be issued, configured and done on the wire. A fault changes this and nothing else. */
export interface WorldPlan {
  readonly names: WorldNames;
  /** What is not listed is an ECDSA key on P-256. */
  readonly keys: Readonly<Record<KeyId, KeyKind>>;
  readonly certificates: Readonly<Record<CertificateId, CertificatePlan>>;
  readonly crls: Readonly<Record<CrlId, CrlPlan>>;
  /** In the order of their lanes. */
  readonly parties: readonly PartyPlan[];
  /** The client’s own first. */
  readonly connections: readonly [ConnectionPlan, ...ConnectionPlan[]];
}

/** The party of that id, which speaks TLS. @throws RangeError when there is none such */
function tlsPartyIn({ parties }: WorldPlan, id: PartyId): TlsPartyPlan {
  const party = parties.find((one) => one.id === id);
  if (party?.speaks === 'tls') return party;
  throw new RangeError(`The plan has no party “${id}” that speaks TLS.`);
}

/** The certificate of that id. @throws RangeError when there is none */
export function certificateIn(plan: WorldPlan, id: CertificateId): CertificatePlan {
  const certificate = plan.certificates[id];
  if (!certificate) throw new RangeError(`The plan has no certificate “${id}”.`);
  return certificate;
}

/** The same plan with one certificate that says something else. */
export function withCertificate(
  plan: WorldPlan,
  id: CertificateId,
  change: Partial<CertificatePlan>,
): WorldPlan {
  const certificate = { ...certificateIn(plan, id), ...change };
  return { ...plan, certificates: { ...plan.certificates, [id]: certificate } };
}

/** The same plan with one party that does something else. */
export function withParty(
  plan: WorldPlan,
  id: string,
  change: (party: TlsPartyPlan) => Partial<TlsPartyPlan>,
): WorldPlan {
  const party = tlsPartyIn(plan, id);
  const changed = { ...party, ...change(party) };
  return { ...plan, parties: plan.parties.map((one) => (one.id === id ? changed : one)) };
}
