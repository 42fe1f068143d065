/**
 * The public face of the engine: what a program may use of all this. It runs wherever there is
 * WebCrypto (a browser, a worker, Node), and does no input or output of its own: bytes, time and
 * cryptography are handed in. What is not named here is nobody else’s to import. Bytes are
 * `Uint8Array`s, certificates are DER unless they have been parsed, and times are milliseconds since
 * 1970.
 */

// TLS 1.3 without I/O (RFC 8446): bytes in; bytes and events out. What stands behind an alert is a
// value with a code and its facts.
export { createClient } from './tls/client.ts';
export { createServer } from './tls/server.ts';
export { createTlsCrypto } from './tls/webCrypto.ts';
export { LIKE_S_CLIENT, LIKE_S_SERVER } from './tls/likeOpenssl.ts';
export type {
  ClientConfig,
  ContentType,
  DerivedSecret,
  Direction,
  Endpoint,
  Epoch,
  HandshakeName,
  Identity,
  Negotiated,
  Output,
  PeerName,
  RecordInfo,
  ServerConfig,
  StaplePolicy,
  TlsError,
  TlsEvent,
  Trust,
} from './tls/endpoint.ts';
export type { AlertName } from './tls/alerts.ts';
export type { VersionName } from './tls/algorithms.ts';
export type { TlsCrypto } from './tls/crypto.ts';
export type { Refusal, RefusalCode, RefusalFacts } from './tls/refusals.ts';

// Certificates (RFC 5280): read, and judged by a list of checks of which each says what was found.
export {
  CertificateError,
  displayName,
  parseCertificate,
  subjectIdentity,
} from './pki/x509/certificate.ts';
export type { Certificate } from './pki/x509/certificate.ts';
export { validatePath } from './pki/path/validate.ts';
export type { PathOptions, PathRequest, RevocationRule } from './pki/path/request.ts';
export type { Check, PathAttempt, PathReason, PathVerdict } from './pki/path/check.ts';
export type { ReferenceName } from './pki/names/names.ts';
export { readInput } from './pki/bundle/readInput.ts';
export type { BundleContents } from './pki/bundle/contents.ts';

// Certificates, CRLs and OCSP responses of one’s own, sound or bad on purpose.
export { issueCertificate } from './pki/issue/certificate.ts';
export type { CertificateRequest, Issuer } from './pki/issue/certificate.ts';
export { issueCrl } from './pki/issue/crl.ts';
export type { CrlRequest } from './pki/issue/crl.ts';
export { issueOcspResponse } from './pki/issue/ocsp.ts';
export type { OcspRequest } from './pki/issue/ocsp.ts';
export type { CertifiedIssuer } from './pki/issue/issuer.ts';
export type { NamesByKind, RawExtension } from './pki/issue/extensions.ts';
export type { SubjectName } from './pki/issue/names.ts';

// Keys, and the text form of all of these (RFC 7468).
export { generateKeyPair } from './pki/keys/keys.ts';
export type { KeyKind } from './pki/keys/keys.ts';
export { exportPrivateKeyPem, importPrivateKey, publicKeyMatches } from './pki/keys/ownKey.ts';
export { KeyError } from './pki/keys/keyError.ts';
export { decodePem, encodePem, PEM_LABEL, PemError } from './pki/der/pem.ts';
export type { PemBlock } from './pki/der/pem.ts';

// The lab, all of it: a scenario becomes runs, with keys and certificates of its own.
export { Laboratory } from './lab/laboratory.ts';
export type { Result, Runs } from './lab/laboratory.ts';
export { DEFAULT_SCENARIO } from './lab/scenario.ts';
export type { HandshakeMode, Mode, Scenario, View } from './lab/scenario.ts';
export { DEFAULT_NAMES, isNameFor } from './lab/names.ts';
export type { WorldNames } from './lab/names.ts';
export { readQuery, writeQuery } from './lab/link.ts';
export type { Link, LinkedStep, LinkProblem } from './lab/link.ts';

// The lab, step by step: a plan is changed, by a fault or by hand, then issued, then run.
export { applyFaults, faultById, FAULTS } from './lab/faults.ts';
export type { Fault, FaultId } from './lab/faults.ts';
export { soundPlan } from './lab/soundPlan.ts';
export { certificateIn, withCertificate, withParty } from './lab/plan.ts';
export type { CertificatePlan, PartyPlan, WorldPlan } from './lab/plan.ts';
export { clockAt, createMaterials } from './lab/materials.ts';
export type { Materials } from './lab/materials.ts';
export { provision, provisionPlan } from './lab/provision.ts';
export type { Wish, World } from './lab/provision.ts';
export { run } from './lab/run.ts';
export type { RunOptions } from './lab/run.ts';

// What came of a run, and its form as JSON.
export type { ConnectionInfo, Outcome, PartyInfo, Step, Trace, WireRecord } from './lab/trace.ts';
export { readTrace, serialiseTrace } from './lab/serialise.ts';
export type { Release } from './lab/traceShape.ts';
export { ShapeError } from './lab/shape.ts';
