import { issueCertificate, type CertificateRequest } from '../../../src/pki/issue/certificate.ts';
import { generateKeyPair } from '../../../src/pki/keys/keys.ts';
import { times } from '../authorities.ts';
import { SERVER, type Chain } from '../faultyChains.ts';

/** What one certificate of a path says otherwise than usual. */
export interface Level extends Partial<CertificateRequest> {
  /** It has its issuer's name, and another key. */
  readonly selfIssued?: true;
}

/** Issues paths of any length with the same three keys; given and called from the anchor down. */
export async function pathFactory(
  provider: Crypto,
): Promise<(...levels: readonly Level[]) => Promise<Chain>> {
  const keys = await Promise.all(
    Array.from({ length: 3 }, () => generateKeyPair(provider, 'ecdsa-p256')),
  );
  const keysAt = (index: number): CryptoKeyPair => {
    const pair = keys[index % keys.length];
    if (!pair) throw new Error('No keys were made.');
    return pair;
  };
  return async (...levels) => {
    const path: Uint8Array[] = [];
    let subject: CertificateRequest['subject'] = {};
    for (const [index, { selfIssued, ...changes }] of levels.entries()) {
      const { publicKey, privateKey } = keysAt(index);
      const above = path[0];
      const isLeaf = index === levels.length - 1;
      subject = selfIssued ? subject : { commonName: isLeaf ? 'leaf' : `CA ${index}` };
      const der = await issueCertificate(provider, {
        profile: isLeaf ? 'server' : above ? 'intermediate' : 'root',
        subject,
        publicKey,
        issuer: above
          ? { certificate: above, privateKey: keysAt(index - 1).privateKey }
          : { self: privateKey },
        ...(isLeaf ? { san: { dns: [SERVER] } } : { pathLength: null }),
        ...times,
        ...changes,
      });
      path.unshift(der);
    }
    return { chain: path.slice(0, -1), anchors: path.slice(-1) };
  };
}
