import { OID } from '../der/oids.ts';
import { keyText, type PublicKeyInfo } from '../x509/publicKeyInfo.ts';
import { hasWeakHash, signatureMethod, signatureText } from '../x509/signatureAlgorithm.ts';
import { isAnchor, type PathInHand, type PathRule, type PlannedCheck } from './plan.ts';
import type { PathRules } from './request.ts';

const MIN_RSA_BITS = 2048;
const CURVES: readonly (string | null)[] = ['secp256r1', 'secp384r1', 'secp521r1'];

/** Every key that can verify, and every signature but the anchor's own, which nothing rests on. */
export function strengthChecks(path: PathInHand): PlannedCheck[] {
  return path.certificates.flatMap(({ spki }, index) => {
    // Of a key of another kind (DSA) the signature that it made tells better: nobody here verifies it.
    return [
      ...(canVerify(spki) ? [{ rule: KEY_STRENGTH, index }] : []),
      ...(isAnchor(path, index) ? [] : [{ rule: SIGNATURE_STRENGTH, index }]),
    ];
  });
}

/** Of the leaf OpenSSL asks it before anything else. */
export const KEY_STRENGTH: PathRule = {
  id: 'algorithm_strength',
  spec: 'RFC 9325 §4.2, §4.5',
  quiet: true,
  expected: (_certificate, _index, { rules }) =>
    `RSA with at least ${minRsaBits(rules)} bits, P-256, P-384, P-521 or Ed25519`,
  find: ({ spki }, _index, { rules }) => ({
    found: keyText(spki),
    reason: isStrong(spki, minRsaBits(rules)) ? null : 'weak_key',
  }),
};

function minRsaBits({ options }: PathRules): number {
  return options?.minRsaBits ?? MIN_RSA_BITS;
}

function canVerify({ rsaModulusBits, curve, algorithm }: PublicKeyInfo): boolean {
  return rsaModulusBits !== null || curve !== null || algorithm.oid === OID.ed25519;
}

function isStrong({ rsaModulusBits, curve, algorithm }: PublicKeyInfo, minimum: number): boolean {
  if (rsaModulusBits !== null) return rsaModulusBits >= minimum;
  return CURVES.includes(curve) || algorithm.oid === OID.ed25519;
}

const SIGNATURE_STRENGTH: PathRule = {
  id: 'algorithm_strength',
  spec: 'RFC 9325 §4.3',
  quiet: true,
  expected: () => 'a signature with SHA-256 or better, or Ed25519',
  find: ({ signatureAlgorithm }, _index, { rules }) => {
    const method = signatureMethod(signatureAlgorithm);
    const weak = !method || hasWeakHash(method, rules.options?.allowSha1 ?? false);
    return { found: signatureText(signatureAlgorithm), reason: weak ? 'weak_signature' : null };
  },
};
