import { issueCertificate, type CertificateRequest } from '../../src/pki/issue/certificate.ts';
import { generateKeyPair, type KeyKind } from '../../src/pki/keys/keys.ts';
import type { Identity } from '../../src/tls/endpoint.ts';

/** Real keys and certificates for two ends, and the root that both trust. */
export interface TestWorld {
  readonly now: number;
  readonly root: Uint8Array;
  readonly rootKey: CryptoKey;
  readonly server: Identity;
  readonly client: Identity;
}

export const SERVER_NAME = 'payments.prod.svc';

const HOUR = 3_600_000;

/** What a certificate is to say instead. */
type Wish = Partial<
  Pick<
    CertificateRequest,
    'keyUsage' | 'serialNumber' | 'omit' | 'extensions' | 'san' | 'signatureAlgorithm' | 'issuer'
  >
>;
export type Wishes = Readonly<Partial<Record<'root' | 'server' | 'client', Wish>>>;

export async function makeWorld(
  provider: Crypto,
  kinds: { root?: KeyKind; server?: KeyKind; client?: KeyKind } = {},
  wishes: Wishes = {},
  rootName = 'Test Root CA',
): Promise<TestWorld> {
  const now = Math.floor(Date.now() / 1000) * 1000;
  const validity = { notBefore: now - HOUR, notAfter: now + 24 * HOUR };
  const rootKeys = await generateKeyPair(provider, kinds.root ?? 'ecdsa-p256');
  const root = await issueCertificate(provider, {
    profile: 'root',
    subject: { commonName: rootName },
    publicKey: rootKeys.publicKey,
    issuer: { self: rootKeys.privateKey },
    ...validity,
    ...wishes.root,
  });
  const authority = { now, root, rootKey: rootKeys.privateKey };
  const issue = (profile: 'server' | 'client') =>
    issueLeaf(provider, authority, profile, { kind: kinds[profile], ...wishes[profile] });
  return { ...authority, server: await issue('server'), client: await issue('client') };
}

/** One more leaf of the root, for an end that has several. */
export async function issueLeaf(
  provider: Crypto,
  { now, root, rootKey }: Pick<TestWorld, 'now' | 'root' | 'rootKey'>,
  profile: 'server' | 'client',
  { kind = 'ecdsa-p256', ...wish }: Wish & { readonly kind?: KeyKind | undefined } = {},
): Promise<Identity> {
  const keys = await generateKeyPair(provider, kind);
  const leaf = await issueCertificate(provider, {
    profile,
    subject: { commonName: profile },
    publicKey: keys.publicKey,
    issuer: { certificate: root, privateKey: rootKey },
    san:
      profile === 'server'
        ? { dns: [SERVER_NAME] }
        : { uri: ['spiffe://lab.example/ns/prod/sa/orders'] },
    extendedKeyUsage: [profile === 'server' ? 'serverAuth' : 'clientAuth'],
    notBefore: now - HOUR,
    notAfter: now + 24 * HOUR,
    ...wish,
  });
  return { chain: [leaf], privateKey: keys.privateKey };
}
