import { issueCertificate, type CertificateRequest } from '../../src/pki/issue/certificate.ts';
import {
  nameConstraints,
  unknownCriticalExtension,
} from '../../src/pki/issue/specialExtensions.ts';
import { generateKeyPair } from '../../src/pki/keys/keys.ts';
import { DAY, NOW, times } from './authorities.ts';

type Change = Partial<CertificateRequest>;

/** What is wrong with a chain of root, intermediate and server; several at once are possible. */
export interface Fault {
  readonly root?: Change;
  readonly middle?: Change;
  readonly leaf?: Change;
  /** Present the chain without its intermediate. */
  readonly withoutMiddle?: true;
  /** Trust another root, of the same name or not. */
  readonly otherRoot?: 'other name' | 'same name';
}

export const FAULTS = {
  'leaf expired': { leaf: { notBefore: NOW - 9 * DAY, notAfter: NOW - DAY } },
  'leaf not yet valid': { leaf: { notBefore: NOW + DAY, notAfter: NOW + 9 * DAY } },
  'leaf for clients only': { leaf: { extendedKeyUsage: ['clientAuth'] } },
  'leaf with another name': { leaf: { san: { dns: ['other.example'] } } },
  'leaf that may only sign CRLs': { leaf: { keyUsage: ['cRLSign'] } },
  'leaf with a broken signature': { leaf: { corruptSignature: true } },
  'leaf with an unknown critical extension': { leaf: { extensions: [unknownCriticalExtension()] } },
  'intermediate expired': { middle: { notBefore: NOW - 9 * DAY, notAfter: NOW - DAY } },
  'intermediate that is no CA': { middle: { ca: false } },
  'intermediate without keyCertSign': { middle: { keyUsage: ['digitalSignature'] } },
  'intermediate with a broken signature': { middle: { corruptSignature: true } },
  'intermediate for other names': {
    middle: { extensions: [nameConstraints({ dns: ['elsewhere.example'] })] },
  },
  'intermediate for clients only': { middle: { extendedKeyUsage: ['clientAuth'] } },
  'root with path length 0': { root: { pathLength: 0 } },
  'root expired': { root: { notBefore: NOW - 9 * DAY, notAfter: NOW - DAY } },
  'root not trusted': { otherRoot: 'other name' },
  'root with a look-alike': { otherRoot: 'same name' },
  'intermediate missing': { withoutMiddle: true },
} as const satisfies Record<string, Fault>;

export type FaultName = keyof typeof FAULTS;

export interface Chain {
  readonly chain: readonly Uint8Array[];
  readonly anchors: readonly Uint8Array[];
}

/** The server's name in every chain that has no fault of its name. */
export const SERVER = 'payments.lab.example';

/** Issues chains with the same four keys, so that hundreds of them cost little. */
export async function chainFactory(
  provider: Crypto,
): Promise<(...names: FaultName[]) => Promise<Chain>> {
  const [root, middle, end, other] = await Promise.all(
    Array.from({ length: 4 }, () => generateKeyPair(provider, 'ecdsa-p256')),
  );
  if (!root || !middle || !end || !other) throw new Error('No keys were made.');
  const makeRoot = (keys: CryptoKeyPair, commonName: string, change: Change = {}) =>
    issueCertificate(provider, {
      profile: 'root',
      subject: { commonName },
      publicKey: keys.publicKey,
      issuer: { self: keys.privateKey },
      ...times,
      ...change,
    });
  return async (...names) => {
    const faults: readonly Fault[] = names.map((name) => FAULTS[name]);
    const changes = (who: 'root' | 'middle' | 'leaf'): Change =>
      Object.assign({}, ...faults.map((fault) => fault[who] ?? {}));
    const rootDer = await makeRoot(root, 'Lab Root CA', changes('root'));
    const middleDer = await issueCertificate(provider, {
      profile: 'intermediate',
      subject: { commonName: 'Lab Intermediate CA' },
      publicKey: middle.publicKey,
      issuer: { certificate: rootDer, privateKey: root.privateKey },
      ...times,
      ...changes('middle'),
    });
    const leafDer = await issueCertificate(provider, {
      profile: 'server',
      subject: { commonName: 'payments' },
      publicKey: end.publicKey,
      issuer: { certificate: middleDer, privateKey: middle.privateKey },
      san: { dns: [SERVER] },
      ...times,
      ...changes('leaf'),
    });
    const which = faults.flatMap(({ otherRoot }) => otherRoot ?? []).at(0);
    const otherName = which === 'same name' ? 'Lab Root CA' : 'Other Root CA';
    const anchor = which ? await makeRoot(other, otherName) : rootDer;
    const withoutMiddle = faults.some((fault) => fault.withoutMiddle);
    return { chain: withoutMiddle ? [leafDer] : [leafDer, middleDer], anchors: [anchor] };
  };
}
