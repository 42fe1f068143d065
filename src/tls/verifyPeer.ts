import { equalBytes } from '../bytes/bytes.ts';
import { toHex } from '../bytes/hex.ts';
import { displayName, parseCertificate } from '../pki/x509/certificate.ts';
import type { Check, PathVerdict } from '../pki/path/check.ts';
import type { RevocationInputs } from '../pki/path/request.ts';
import { unreadablePart, validatePath } from '../pki/path/validate.ts';
import { signedContent } from './tls13/authenticate.ts';
import type { SignatureScheme } from './algorithms.ts';
import type { Connection } from './connection.ts';
import type { StaplePolicy, Trust } from './endpoint.ts';
import { findExtension } from './extensionList.ts';
import { checkResponse } from './extensionRules.ts';
import { ocspResponseOf } from './extensions.ts';
import { refuse } from './failure.ts';
import type { KeySchedule, TrafficSecret } from './tls13/keySchedule.ts';
import type { Body } from './messages.ts';
import { signatureSchemeName } from './registry.ts';
import { schemeFitsKey } from './signatures.ts';

/** RFC 8446 §4.4: judging what the peer sent to say who it is. Each verdict is an event. */

/** A peer whose chain was accepted, and who has yet to prove that the key is its own. */
export interface ShownIdentity {
  /** DER, leaf first, as presented. */
  readonly chain: readonly Uint8Array[];
  /** The name in the leaf, for people. */
  readonly name: string;
  /** The leaf's SubjectPublicKeyInfo. */
  readonly publicKey: ReturnType<typeof parseCertificate>['spki'];
}

/** Who is judged by what. */
export interface Judgement {
  readonly peer: 'client' | 'server';
  readonly trust: Trust;
  readonly stapling: StaplePolicy;
  /** Milliseconds since 1970. */
  readonly time: number;
}

/** What a Certificate message shows. */
export interface Presented {
  /** DER, leaf first. */
  readonly chain: readonly Uint8Array[];
  /** The OCSP response beside the leaf; null when there is none. */
  readonly staple: Uint8Array | null;
}

/**
 * The chain in a Certificate message (§4.4.2), and what is stapled to its leaf (§4.4.2.1).
 *
 * @param offered codes of the extensions that we offered, which its entries may answer
 * @throws TlsFailure when it may not be like this
 */
export function presentedChain(body: Body<'Certificate'>, offered: ReadonlySet<number>): Presented {
  if (body.certificateRequestContext.length > 0) {
    refuse({ code: 'certificate_with_context' });
  }
  for (const { extensions } of body.certificateList) {
    checkResponse('Certificate', extensions, offered);
  }
  const chain = body.certificateList.map(({ certData }) => certData);
  return { chain, staple: stapleOf(body.certificateList[0]?.extensions ?? []) };
}

function stapleOf(
  extensions: Body<'Certificate'>['certificateList'][number]['extensions'],
): Uint8Array | null {
  const status = findExtension(extensions, 'status_request');
  if (!status) return null;
  const { statusType } = status;
  return ocspResponseOf(status) ?? refuse({ code: 'unknown_status_type', statusType });
}

/** The path check, on which a refusal is sent at once. @throws TlsFailure when it is not accepted */
export async function verifyPath(
  connection: Connection,
  { chain, staple }: Presented,
  { peer, trust, stapling, time }: Judgement,
): Promise<ShownIdentity> {
  const revocation = revocationInputs(trust, stapling, staple);
  // A file may hold what is no certificate; a Certificate message may not (§4.4.2).
  const path =
    unreadablePart(chain) ??
    (await validatePath(connection.crypto.provider, {
      ...trust,
      ...revocation,
      chain,
      time,
      purpose: peer,
    }));
  const { accepted: passed, checks } = path;
  connection.emit({ kind: 'check', subject: 'certificate', passed, checks, path });
  const [leaf] = chain;
  if (!passed || !leaf) refusePath(path);
  const certificate = parseCertificate(leaf);
  return { chain, name: displayName(certificate), publicKey: certificate.spki };
}

/** What each policy insists on: a good staple of who must have one, or of everybody, or of nobody. */
const INSISTS_ON = { check: 'nobody', 'must-staple': 'certified', require: 'leaf' } as const;

/** What is asked of revocation, the staple included where it counts. */
function revocationInputs(
  { revocation, ocsp = [] }: Trust,
  policy: StaplePolicy,
  staple: Uint8Array | null,
): RevocationInputs {
  if (policy === 'off' || policy === 'ignore') return {};
  return {
    revocation: {
      ...(revocation ?? { depth: 'leaf', unknown: 'allow' }),
      mustStaple: INSISTS_ON[policy],
    },
    ocsp: staple ? [...ocsp, staple] : ocsp,
  };
}

function refusePath({ cause, reason }: PathVerdict): never {
  if (!cause || !reason) throw new Error('A path was refused, and no check of it tells why.');
  refuse({ code: 'certificate_refused', reason, check: cause });
}

/** Whether the peer holds the key of its certificate (§4.4.3). @throws TlsFailure when it does not */
export async function verifyPossession(
  connection: Connection,
  { peer }: Judgement,
  { name, publicKey }: ShownIdentity,
  accepted: readonly SignatureScheme[],
  { algorithm, signature }: Body<'CertificateVerify'>,
): Promise<SignatureScheme> {
  const { crypto, transcript } = connection;
  const { hash } = transcript.point();
  const written = signatureSchemeName(algorithm) ?? `scheme ${algorithm}`;
  const scheme = accepted.find(({ code }) => code === algorithm);
  const fits = scheme !== undefined && schemeFitsKey(scheme.name, publicKey);
  const passed =
    fits && (await crypto.verify(scheme.name, publicKey.der, signature, signedContent(peer, hash)));
  const check: Check = {
    id: 'possession',
    verdict: passed ? 'pass' : 'fail',
    index: 0,
    subject: name,
    expected: `a signature over this handshake (transcript hash ${toHex(hash.subarray(0, 8))}…) that the key in the certificate verifies`,
    found: possessionFound(written, scheme !== undefined, fits, passed),
    spec: 'RFC 8446 §4.4.3',
  };
  connection.emit({
    kind: 'check',
    subject: 'certificate_verify',
    passed,
    checks: [check],
    path: null,
  });
  if (!scheme) refuse({ code: 'unoffered_signature_scheme', peer, scheme: written });
  if (!fits) refuse({ code: 'signature_scheme_of_another_key', peer, scheme: written });
  if (!passed) refuse({ code: 'possession_not_proven', peer, name, scheme: written });
  return scheme;
}

function possessionFound(
  scheme: string,
  isOffered: boolean,
  fits: boolean,
  passed: boolean,
): string {
  if (!isOffered) return `${scheme}, which was not offered`;
  if (!fits) return `${scheme}, which the certificate’s key cannot make`;
  return passed
    ? `a ${scheme} signature that verifies`
    : `a ${scheme} signature that this key did not make over this handshake`;
}

/** Whether both ends saw the same handshake (§4.4.4). @throws TlsFailure when they did not */
export function verifyFinished(
  connection: Connection,
  peer: 'client' | 'server',
  schedule: KeySchedule,
  secret: TrafficSecret,
  { verifyData }: Body<'Finished'>,
): void {
  const expected = schedule.verifyData(secret, connection.transcript.point().hash);
  if (verifyData.length !== expected.length) {
    const { length } = verifyData;
    refuse({ code: 'finished_of_wrong_length', length, expected: expected.length });
  }
  const passed = equalBytes(verifyData, expected);
  const check: Check = {
    id: 'finished',
    verdict: passed ? 'pass' : 'fail',
    index: null,
    subject: `the ${peer}’s Finished`,
    expected: `${toHex(expected.subarray(0, 8))}…`,
    found: `${toHex(verifyData.subarray(0, 8))}…`,
    spec: 'RFC 8446 §4.4.4',
  };
  connection.emit({ kind: 'check', subject: 'finished', passed, checks: [check], path: null });
  if (!passed) refuse({ code: 'finished_not_verified', peer });
}
