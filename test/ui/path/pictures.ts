import { issueCertificate, type CertificateRequest } from '../../../src/pki/issue/certificate.ts';
import { nameConstraints } from '../../../src/pki/issue/specialExtensions.ts';
import { generateKeyPair } from '../../../src/pki/keys/keys.ts';
import { validatePath } from '../../../src/pki/path/validate.ts';

const provider = globalThis.crypto;
export const NOW = Math.floor(Date.now() / 1000) * 1000;
const DAY = 86_400_000;
const times = { notBefore: NOW - DAY, notAfter: NOW + 30 * DAY };

/** Who can issue: a certificate (one of perhaps several) and the key behind it. */
export interface Authority {
  readonly der: Uint8Array;
  readonly keys: CryptoKeyPair;
  readonly name: string;
}

type Extra = Partial<CertificateRequest>;

async function issued(
  profile: CertificateRequest['profile'],
  name: string,
  keys: CryptoKeyPair,
  issuer: Authority | null,
  extra: Extra,
): Promise<Uint8Array> {
  return issueCertificate(provider, {
    profile,
    subject: { commonName: name },
    publicKey: keys.publicKey,
    issuer: issuer
      ? { certificate: issuer.der, privateKey: issuer.keys.privateKey }
      : { self: keys.privateKey },
    ...times,
    ...extra,
  });
}

/** A CA; with `keys` of another one it is a second certificate for the same CA. */
export async function authority(
  name: string,
  issuer: Authority | null,
  extra: Extra = {},
  keys?: CryptoKeyPair,
): Promise<Authority> {
  const own = keys ?? (await generateKeyPair(provider, 'ecdsa-p256'));
  const profile = issuer ? 'intermediate' : 'root';
  const open: Extra = issuer ? { pathLength: null } : {};
  return { der: await issued(profile, name, own, issuer, { ...open, ...extra }), keys: own, name };
}

/** A server certificate. */
export async function leaf(
  issuer: Authority,
  extra: Extra = {},
  name = 'payments',
): Promise<Uint8Array> {
  const keys = await generateKeyPair(provider, 'ecdsa-p256');
  return issued('server', name, keys, issuer, { san: { dns: ['payments.lab.example'] }, ...extra });
}

/** The picture of judging this as a server's certificate, now. */
export async function picture(chain: readonly Uint8Array[], trusted: readonly Authority[]) {
  const anchors = trusted.map(({ der }) => der);
  const name = { kind: 'dns', value: 'payments.lab.example' } as const;
  const verdict = await validatePath(provider, {
    chain,
    anchors,
    time: NOW,
    purpose: 'server',
    name,
  });
  return { verdict, anchors, known: [], all: false };
}

/** Leaf, intermediate, root. */
export async function soundPicture() {
  const root = await authority('Lab Root CA', null);
  const middle = await authority('Lab Intermediate CA', root, {
    pathLength: 0,
    extendedKeyUsage: ['serverAuth'],
    extensions: [nameConstraints({ dns: ['lab.example'] })],
  });
  return picture([await leaf(middle), middle.der], [root]);
}

/** The intermediate was cross-signed: one way leads to an expired root's branch, one to trust. */
export async function crossSignedPicture() {
  const oldRoot = await authority('Old Root CA', null);
  const newRoot = await authority('New Root CA', null);
  const upper = await authority('Policy CA', oldRoot, { notAfter: NOW - 3_600_000 });
  const old = await authority('Issuing CA', upper);
  const fresh = await authority('Issuing CA', newRoot, {}, old.keys);
  const lost = await authority('Issuing CA', await authority('Lost Root CA', null), {}, old.keys);
  const other = await authority('Other Company Root CA', null);
  const chain = [await leaf(old), old.der, upper.der, lost.der, fresh.der];
  return picture(chain, [oldRoot, newRoot, other]);
}

/** Nobody sent the issuer. */
export async function unknownIssuerPicture() {
  const stranger = await authority('Stranger CA', null);
  return picture([await leaf(stranger)], [await authority('Lab Root CA', null)]);
}

/** A chain of `length` CAs between the leaf and the root, the names as long as asked. */
export async function longPicture(length: number, name = 'Intermediate') {
  const root = await authority('Lab Root CA', null);
  const chain: Uint8Array[] = [];
  let issuer = root;
  for (let depth = length; depth > 0; depth--) {
    issuer = await authority(`${name} ${depth}`, issuer);
    chain.unshift(issuer.der);
  }
  return picture([await leaf(issuer), ...chain], [root]);
}

/** One CA with many certificates, none of which leads to what is trusted. */
export async function manyAttemptsPicture(count: number) {
  const keys = await generateKeyPair(provider, 'ecdsa-p256');
  const others = await Promise.all(
    Array.from({ length: count }, async (_, at) => {
      const root = await authority(`Unknown Root ${at + 1}`, null);
      return authority('Issuing CA', root, {}, keys);
    }),
  );
  const [first] = others;
  if (!first) throw new RangeError('At least one certificate is needed.');
  const chain = [await leaf(first), ...others.map(({ der }) => der)];
  return picture(chain, [await authority('Lab Root CA', null)]);
}

/** Certificates whose subjects are empty; only their serial numbers tell them apart. */
export async function namelessPicture() {
  const root = await authority('Lab Root CA', null);
  const middle = await authority('Lab Intermediate CA', root);
  return picture([await leaf(middle, { subject: {} }), middle.der], [root]);
}
