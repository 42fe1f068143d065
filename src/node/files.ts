import { readFileSync } from 'node:fs';
import { type BundleContents, type BundleProblem } from '../pki/bundle/contents.ts';
import { readInput } from '../pki/bundle/readInput.ts';
import { parseCertificate } from '../pki/x509/certificate.ts';
import { importPrivateKey, publicKeyMatches } from '../pki/keys/ownKey.ts';
import type { Identity } from '../tls/endpoint.ts';
import { CommandFailure, systemWords } from './failure.ts';

/** A file as the Inspect page reads it too: PEM, DER, PKCS#7 or PKCS#12 without a password. */
interface Opened {
  readonly contents: BundleContents;
  /** Containers in DER hold sets, whose order says nothing; text is sent in the order it has. */
  readonly isOrdered: boolean;
}

/** What DER begins with, and text does not. */
const SEQUENCE = 0x30;

/** What may stand beside certificates and be passed over: it is none of them. */
const BESIDE: readonly BundleProblem['code'][] = ['unexpected', 'unsupported', 'password_needed'];

/**
 * Every certificate of a file, in its order.
 *
 * @returns DER; at least one
 * @throws CommandFailure with the file's name when it cannot be read, or holds no certificate
 */
export async function readCertificates(provider: Crypto, file: string): Promise<Uint8Array[]> {
  return certificatesOf(file, await open(provider, file));
}

/**
 * A chain and the private key of its leaf. Both may be the same file.
 *
 * @throws CommandFailure when either cannot be read, and when they do not belong together
 */
export async function readIdentity(
  provider: Crypto,
  chainFile: string,
  keyFile: string,
): Promise<Identity> {
  const opened = await open(provider, chainFile);
  const chain = certificatesOf(chainFile, opened);
  const privateKey = await readKey(provider, keyFile);
  const owner = await ownerOf(provider, privateKey, chain);
  if (owner === -1) {
    throw new CommandFailure(
      `${keyFile}: this is not the key of ${chain.length === 1 ? 'the' : 'any'} certificate in ${chainFile}.`,
    );
  }
  if (owner > 0 && opened.isOrdered) {
    throw new CommandFailure(
      `${chainFile}: the key in ${keyFile} belongs to certificate ${owner + 1} of this file and not to the first, which is the one that is shown as ours (RFC 8446 §4.4.2). Put it first.`,
    );
  }
  const leafFirst = [...chain.slice(owner, owner + 1), ...chain.toSpliced(owner, 1)];
  return { chain: leafFirst, privateKey };
}

async function open(provider: Crypto, file: string): Promise<Opened> {
  try {
    const bytes = readFileSync(file);
    const contents = await readInput(provider, new Uint8Array(bytes));
    return { contents, isOrdered: bytes[0] !== SEQUENCE };
  } catch (error) {
    throw new CommandFailure(`${file}: ${systemWords(error).replace(/\.$/, '')}.`);
  }
}

function certificatesOf(file: string, { contents }: Opened): Uint8Array[] {
  const { certificates, problems, requests } = contents;
  const isEmpty = certificates.length === 0;
  if (isEmpty && requests.length > 0) {
    throw new CommandFailure(
      `${file}: this is a certificate signing request: no CA has signed it yet. Give the certificate that the CA issued for it.`,
    );
  }
  const problem = problems.find(({ code }) => isEmpty || !BESIDE.includes(code));
  if (problem) throw told(file, problem);
  if (isEmpty) throw new CommandFailure(`${file}: it holds no certificate.`);
  return certificates.map(({ der }) => der);
}

async function readKey(provider: Crypto, file: string): Promise<CryptoKey> {
  const { privateKeys, problems } = (await open(provider, file)).contents;
  const [key] = privateKeys;
  const [problem] = problems;
  if (!key && problem) throw told(file, problem);
  if (!key) throw new CommandFailure(`${file}: it holds no private key.`);
  try {
    return await importPrivateKey(provider, key.pkcs8);
  } catch (error) {
    throw new CommandFailure(`${file}: ${systemWords(error).replace(/\.$/, '')}.`);
  }
}

/** Which certificate has this key; -1 when none has. */
async function ownerOf(
  provider: Crypto,
  privateKey: CryptoKey,
  chain: readonly Uint8Array[],
): Promise<number> {
  for (const [index, der] of chain.entries()) {
    if (await publicKeyMatches(provider, privateKey, parseCertificate(der).spki.der)) return index;
  }
  return -1;
}

/** A part that could not be read, and what to do about it on the command line. */
function told(file: string, { code, line, message, advice }: BundleProblem): CommandFailure {
  const where = line === null ? file : `${file}, line ${line}`;
  const todo = code === 'password_needed' ? decryption(file, message) : advice;
  return new CommandFailure(`${where}: ${message} ${todo}`.replaceAll(/\s+/g, ' '));
}

/** No password is asked for here: openssl does that well. */
function decryption(file: string, message: string): string {
  const command = message.includes('PKCS#12')
    ? `openssl pkcs12 -in ${file} -nodes -out plain.pem`
    : `openssl pkey -in ${file} -out plain.pem`;
  return `“${command}” asks for it and writes PEM without one.`;
}
