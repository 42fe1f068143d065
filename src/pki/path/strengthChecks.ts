import { displayName, type Certificate } from '../certificate.ts';
import { OID, oidName } from '../oids.ts';
import { keyText, type PublicKeyInfo } from '../publicKeyInfo.ts';
import { hasWeakHash, signatureMethod, signatureText } from '../signatureAlgorithm.ts';
import type { Finding, PathInHand, PlannedCheck } from './plan.ts';
import type { PathOptions } from './request.ts';

const MIN_RSA_BITS = 2048;
const CURVES: readonly (string | null)[] = ['secp256r1', 'secp384r1', 'secp521r1'];

/** The leaf's key: OpenSSL asks for it before anything else. */
export function leafKeyCheck({ certificates, rules }: PathInHand): PlannedCheck[] {
  return certificates.slice(0, 1).map((leaf) => keyCheck(leaf, 0, rules.options));
}

/** The other keys, and every signature but the anchor's own, which nothing rests on. */
export function strengthChecks({ certificates, anchored, rules }: PathInHand): PlannedCheck[] {
  return certificates.flatMap((certificate, index) => {
    const isAnchor = anchored && index === certificates.length - 1;
    // A key of a kind that nobody knows signs nothing: its signatures tell that better.
    const judgesKey = index > 0 && isKnownKey(certificate.spki);
    return [
      ...(judgesKey ? [keyCheck(certificate, index, rules.options)] : []),
      ...(isAnchor ? [] : [signatureStrength(certificate, index, rules.options)]),
    ];
  });
}

function keyCheck(certificate: Certificate, index: number, options?: PathOptions): PlannedCheck {
  const minimum = options?.minRsaBits ?? MIN_RSA_BITS;
  return {
    id: 'algorithm_strength',
    index,
    quiet: true,
    subject: displayName(certificate),
    expected: `RSA with at least ${minimum} bits, P-256, P-384, P-521 or Ed25519`,
    spec: 'RFC 9325 §4.2, §4.5',
    run: () => findKey(certificate.spki, minimum),
  };
}

function isKnownKey({ algorithm }: PublicKeyInfo): boolean {
  return oidName(algorithm.oid) !== algorithm.oid;
}

function findKey(key: PublicKeyInfo, minimum: number): Finding {
  const strong =
    key.rsaModulusBits === null
      ? CURVES.includes(key.curve) || key.algorithm.oid === OID.ed25519
      : key.rsaModulusBits >= minimum;
  return { found: keyText(key), ...(strong ? {} : { reason: 'weak_key' as const }) };
}

function signatureStrength(
  certificate: Certificate,
  index: number,
  options?: PathOptions,
): PlannedCheck {
  const { signatureAlgorithm } = certificate;
  return {
    id: 'algorithm_strength',
    index,
    quiet: true,
    subject: displayName(certificate),
    expected: 'a signature with SHA-256 or better, or Ed25519',
    spec: 'RFC 9325 §4.3',
    run: () => {
      const method = signatureMethod(signatureAlgorithm);
      const weak = !method || hasWeakHash(method, options?.allowSha1 ?? false);
      const found = signatureText(signatureAlgorithm);
      return { found, ...(weak ? { reason: 'weak_signature' as const } : {}) };
    },
  };
}
