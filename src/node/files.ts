import { readFileSync } from 'node:fs';
import { parseCertificate } from '../pki/certificate.ts';
import { importPrivateKey, publicKeyMatches } from '../pki/keys.ts';
import { decodePem, PEM_LABEL } from '../pki/pem.ts';
import type { Identity } from '../tls/endpoint.ts';
import { CommandFailure, systemWords } from './failure.ts';

/**
 * Every certificate of a PEM file, in its order.
 *
 * @returns DER; at least one
 * @throws CommandFailure with the file's name when it cannot be read, or holds no certificate
 */
export function readCertificates(file: string): Uint8Array[] {
  return about(file, () => {
    const certificates = decodePem(readText(file)).filter(
      ({ label }) => label === PEM_LABEL.certificate,
    );
    if (certificates.length === 0) throw new CommandFailure('it holds no certificate');
    for (const { der } of certificates) parseCertificate(der);
    return certificates.map(({ der }) => der);
  });
}

/**
 * A chain and the private key of its leaf.
 *
 * @throws CommandFailure when either cannot be read, and when they do not belong together
 */
export async function readIdentity(
  provider: Crypto,
  chainFile: string,
  keyFile: string,
): Promise<Identity> {
  const chain = readCertificates(chainFile);
  const text = about(keyFile, () => readText(keyFile));
  const privateKey = await importPrivateKey(provider, text).catch((error: unknown) =>
    about(keyFile, () => {
      throw error;
    }),
  );
  const [leaf] = chain;
  if (leaf && !(await publicKeyMatches(provider, privateKey, parseCertificate(leaf).spki.der))) {
    throw new CommandFailure(`${keyFile}: this is not the key of the certificate in ${chainFile}.`);
  }
  return { chain, privateKey };
}

function readText(file: string): string {
  return readFileSync(file, 'utf8');
}

/** Puts the file's name in front of whatever is wrong with it. */
function about<T>(file: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    throw new CommandFailure(`${file}: ${systemWords(error).replace(/\.$/, '')}.`);
  }
}
