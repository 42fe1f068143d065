import { concatBytes } from '../../bytes/bytes.ts';
import { bytesFromText } from '../../bytes/text.ts';
import type { SignatureScheme } from '../algorithms.ts';
import type { Connection } from '../connection.ts';
import type { Identity } from '../endpoint.ts';
import { stapleExtension } from '../extensions.ts';
import type { KeySchedule, TrafficSecret } from './keySchedule.ts';

/** RFC 8446 §4.4: what either end sends to say who it is. */

const NO_CONTEXT = new Uint8Array();

const PADDING = new Uint8Array(64).fill(0x20);

/** §4.4.3: what a CertificateVerify signs. */
export function signedContent(
  signer: 'client' | 'server',
  transcriptHash: Uint8Array,
): Uint8Array<ArrayBuffer> {
  const context = bytesFromText(`TLS 1.3, ${signer} CertificateVerify`);
  return concatBytes(PADDING, context, Uint8Array.of(0), transcriptHash);
}

/**
 * §4.4.2: the chain, and beside the leaf what its OCSP responder says.
 *
 * @param identity null: the client has no certificate to show
 * @param isAsked whether the peer has asked for the OCSP response
 */
export async function sendCertificate(
  connection: Connection,
  identity: Identity | null,
  isAsked: boolean,
): Promise<void> {
  const { chain, staple } = identity ?? { chain: [] };
  const stapled = staple && isAsked ? [stapleExtension(staple)] : [];
  await connection.send('Certificate', {
    certificateRequestContext: NO_CONTEXT,
    certificateList: chain.map((certData, index) => ({
      certData,
      extensions: index === 0 ? stapled : [],
    })),
  });
}

/** §4.4.3. */
export async function sendCertificateVerify(
  connection: Connection,
  scheme: SignatureScheme,
  privateKey: CryptoKey,
): Promise<void> {
  const { crypto, role, transcript } = connection;
  const content = signedContent(role, transcript.point().hash);
  const signature = await crypto.sign(scheme.name, privateKey, content);
  await connection.send('CertificateVerify', { algorithm: scheme.code, signature });
}

/** §4.4.4. */
export async function sendFinished(
  connection: Connection,
  schedule: KeySchedule,
  secret: TrafficSecret,
): Promise<void> {
  const verifyData = schedule.verifyData(secret, connection.transcript.point().hash);
  await connection.send('Finished', { verifyData });
}
