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
type Wish = Partial<Pick<CertificateRequest, 'keyUsage' | 'serialNumber' | 'omit' | 'extensions'>>;
export type Wishes = Readonly<Partial<Record<'root' | 'server' | 'client', Wish>>>;

export async function makeWorld(
  provider: Crypto,
  kinds: { server?: KeyKind; client?: KeyKind } = {},
  wishes: Wishes = {},
): Promise<TestWorld> {
  const now = Math.floor(Date.now() / 1000) * 1000;
  const validity = { notBefore: now - HOUR, notAfter: now + 24 * HOUR };
  const rootKeys = await generateKeyPair(provider, 'ecdsa-p256');
  const root = await issueCertificate(provider, {
    profile: 'root',
    subject: { commonName: 'Test Root CA' },
    publicKey: rootKeys.publicKey,
    issuer: { self: rootKeys.privateKey },
    ...validity,
    ...wishes.root,
  });
  const issue = async (profile: 'server' | 'client', kind: KeyKind): Promise<Identity> => {
    const keys = await generateKeyPair(provider, kind);
    const leaf = await issueCertificate(provider, {
      profile,
      subject: { commonName: profile },
      publicKey: keys.publicKey,
      issuer: { certificate: root, privateKey: rootKeys.privateKey },
      san:
        profile === 'server'
          ? { dns: [SERVER_NAME] }
          : { uri: ['spiffe://lab.example/ns/prod/sa/orders'] },
      extendedKeyUsage: [profile === 'server' ? 'serverAuth' : 'clientAuth'],
      ...validity,
      ...wishes[profile],
    });
    return { chain: [leaf], privateKey: keys.privateKey };
  };
  return {
    now,
    root,
    rootKey: rootKeys.privateKey,
    server: await issue('server', kinds.server ?? 'ecdsa-p256'),
    client: await issue('client', kinds.client ?? 'ecdsa-p256'),
  };
}
