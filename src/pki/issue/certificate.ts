import {
  type Der,
  derBitString,
  derExplicit,
  derInteger,
  derSequence,
  derTime,
} from '../der/writer.ts';
import type { KeyUsage } from '../x509/extensions.ts';
import {
  authorityKeyIdentifier,
  basicConstraints,
  derExtension,
  extendedKeyUsage,
  keyUsage,
  subjectAltName,
  subjectKeyIdentifier,
  type ExtendedKeyUsage,
  type NamesByKind,
  type RawExtension,
} from './extensions.ts';
import { issuerFacts, type CertifiedIssuer, type IssuerFacts } from './issuer.ts';
import { derName, type SubjectName } from './names.ts';
import { signatureAlgorithmFor, signatureIdentifier, signDer } from './signature.ts';
import { exportPublicKeyDer, type SignatureAlgorithm } from '../keys/keys.ts';
import { parsePublicKeyInfo } from '../x509/publicKeyInfo.ts';

export type CertificateProfile = 'root' | 'intermediate' | 'server' | 'client';

/** Who signs: the subject itself, a CA by its certificate, or a CA by what it says of itself. */
export type Issuer =
  | { readonly self: CryptoKey }
  | CertifiedIssuer
  | {
      readonly name: SubjectName;
      /** null: no authorityKeyIdentifier. */
      readonly keyIdentifier: Uint8Array | null;
      readonly privateKey: CryptoKey;
    };

/** What a certificate is to say. The profile decides everything that is left out. */
export interface CertificateRequest {
  readonly profile: CertificateProfile;
  readonly subject: SubjectName;
  readonly publicKey: CryptoKey;
  readonly issuer: Issuer;
  /** Milliseconds since 1970; certificates count in whole seconds. */
  readonly notBefore: number;
  readonly notAfter: number;
  readonly san?: NamesByKind;
  /** An empty list leaves the extension out. */
  readonly extendedKeyUsage?: readonly ExtendedKeyUsage[];
  /** An empty list leaves the extension out. */
  readonly keyUsage?: readonly KeyUsage[];
  readonly ca?: boolean;
  /** null: no limit. */
  readonly pathLength?: number | null;
  /** Big-endian and positive; 16 random bytes when left out. */
  readonly serialNumber?: Uint8Array;
  /** By default what suits the issuer's key; an RSA key signs with either padding. */
  readonly signatureAlgorithm?: SignatureAlgorithm;
  /** After those of the profile, in this order. */
  readonly extensions?: readonly RawExtension[];
  /** Extensions of the profile that a sound CA would not leave out. */
  readonly omit?: readonly ProfileExtension[];
  /** Another key identifier than the issuer's own. */
  readonly authorityKeyIdentifier?: Uint8Array;
  /** Flips the last bit of the signature after it was made. */
  readonly corruptSignature?: boolean;
  /** An X.509 v1 certificate has no extensions at all; 3 when left out. */
  readonly version?: 1 | 3;
}

export type ProfileExtension =
  'basicConstraints' | 'subjectKeyIdentifier' | 'authorityKeyIdentifier';

interface Profile {
  readonly ca: boolean;
  readonly pathLength: number | null;
  readonly keyUsage: readonly KeyUsage[];
  readonly extendedKeyUsage: readonly ExtendedKeyUsage[];
}

const AUTHORITY = { ca: true, keyUsage: ['keyCertSign', 'cRLSign'], extendedKeyUsage: [] } as const;
const LEAF = { ca: false, pathLength: null, keyUsage: ['digitalSignature'] } as const;

const PROFILES: Readonly<Record<CertificateProfile, Profile>> = {
  root: { ...AUTHORITY, pathLength: null },
  intermediate: { ...AUTHORITY, pathLength: 0 },
  server: { ...LEAF, extendedKeyUsage: ['serverAuth'] },
  client: { ...LEAF, extendedKeyUsage: ['clientAuth'] },
};

/**
 * Issues one X.509 certificate after RFC 5280 §4, sound or deliberately bad.
 *
 * @param provider WebCrypto, for the signature, the key identifier and the serial number
 * @returns the certificate, DER
 * @throws KeyError when the issuer's key cannot sign with the algorithm that is asked for
 * @throws CertificateError when the issuer's certificate is none
 * @throws RangeError for an IP address that is none
 */
export async function issueCertificate(
  provider: Crypto,
  request: CertificateRequest,
): Promise<Der> {
  const { issuer } = request;
  const privateKey = 'self' in issuer ? issuer.self : issuer.privateKey;
  const algorithm = request.signatureAlgorithm ?? signatureAlgorithmFor(privateKey);
  const publicKey = await exportPublicKeyDer(provider, request.publicKey);
  const keyIdentifier = await keyIdentifierOf(provider, publicKey);
  const subject = derName(request.subject);
  const signedBy = issuedBy(issuer, { name: subject, keyIdentifier });
  const identifier = signatureIdentifier(algorithm);
  const isV1 = request.version === 1;
  const extensions = isV1 ? [] : extensionsOf(request, keyIdentifier, signedBy.keyIdentifier);
  const tbsCertificate = derSequence(
    ...(isV1 ? [] : [derExplicit(0, derInteger(2))]), // the default is v1, which is left out
    derInteger(request.serialNumber ?? randomSerial(provider)),
    identifier,
    signedBy.name,
    derSequence(derTime(request.notBefore), derTime(request.notAfter)),
    subject,
    publicKey,
    ...(extensions.length > 0
      ? [derExplicit(3, derSequence(...extensions.map(derExtension)))]
      : []),
  );
  const signature = await signDer(provider, privateKey, algorithm, tbsCertificate);
  const der = derSequence(tbsCertificate, identifier, derBitString(signature));
  if (request.corruptSignature) flipLastBit(der);
  return der;
}

function issuedBy(issuer: Issuer, self: IssuerFacts): IssuerFacts {
  if ('self' in issuer) return self;
  if ('certificate' in issuer) return issuerFacts(issuer.certificate);
  return { name: derName(issuer.name), keyIdentifier: issuer.keyIdentifier };
}

/** Method 1 of RFC 5280 §4.2.1.2: the SHA-1 digest of the public key's bits; no secret hangs on it. */
async function keyIdentifierOf(provider: Crypto, spki: Uint8Array): Promise<Uint8Array> {
  const bits = new Uint8Array(parsePublicKeyInfo(spki).keyBits);
  return new Uint8Array(await provider.subtle.digest('SHA-1', bits));
}

/** 126 random bits after a leading 01: positive and within 20 octets (RFC 5280 §4.1.2.2). */
function randomSerial(provider: Crypto): Uint8Array {
  const serial = provider.getRandomValues(new Uint8Array(16));
  serial[0] = ((serial[0] ?? 0) & 0x3f) | 0x40;
  return serial;
}

function extensionsOf(
  request: CertificateRequest,
  keyIdentifier: Uint8Array,
  issuerKeyIdentifier: Uint8Array | null,
): RawExtension[] {
  const profile = PROFILES[request.profile];
  const { ca = profile.ca, omit = [] } = request;
  const { pathLength = ca ? profile.pathLength : null } = request;
  const usages = request.keyUsage ?? usagesFor(profile, request.publicKey);
  const purposes = request.extendedKeyUsage ?? profile.extendedKeyUsage;
  const authority = request.authorityKeyIdentifier ?? issuerKeyIdentifier;
  const extensions: RawExtension[] = [];
  if (!omit.includes('basicConstraints')) extensions.push(basicConstraints(ca, pathLength));
  if (usages.length > 0) extensions.push(keyUsage(usages));
  if (purposes.length > 0) extensions.push(extendedKeyUsage(purposes));
  if (!omit.includes('subjectKeyIdentifier')) extensions.push(subjectKeyIdentifier(keyIdentifier));
  if (authority && !omit.includes('authorityKeyIdentifier')) {
    extensions.push(authorityKeyIdentifier(authority));
  }
  const { san = {} } = request;
  if (Object.values(san).some((names) => names.length > 0)) {
    extensions.push(subjectAltName(san, isNameless(request.subject)));
  }
  return [...extensions, ...(request.extensions ?? [])];
}

/** An RSA server key may also decrypt in TLS 1.2's static RSA, which takes keyEncipherment. */
function usagesFor(profile: Profile, publicKey: CryptoKey): readonly KeyUsage[] {
  const isRsa = publicKey.algorithm.name.startsWith('RSA');
  return isRsa && !profile.ca ? [...profile.keyUsage, 'keyEncipherment'] : profile.keyUsage;
}

function isNameless(subject: SubjectName): boolean {
  return !subject.commonName && !subject.organisation;
}

/** The signature is the last field of a certificate, so its last bit is the certificate's. */
function flipLastBit(der: Uint8Array): void {
  const last = der.length - 1;
  der[last] = (der[last] ?? 0) ^ 1;
}
