import { Collector, wordsFor } from './collector.ts';
import { BUNDLE_LIMITS, type BundleContents, BundleError } from './contents.ts';
import { readAny } from './readAny.ts';

/**
 * Reads whatever a person pastes or drops: PEM in any mixture, DER, PKCS#7, PKCS#12, a Kubernetes
 * Secret; certificates, private keys, requests, CRLs and OCSP responses. Each part that cannot be read becomes
 * a problem and hides no other. Nothing leaves the page.
 *
 * @param provider WebCrypto, to decrypt
 * @param input the bytes of a file, or text; at most {@link BUNDLE_LIMITS}.size of either
 * @param password for PKCS#12 and encrypted PKCS#8; the empty one is tried when it is left out
 * @returns never rejects for anything that stands in the input
 */
export async function readInput(
  provider: Crypto,
  input: Uint8Array | string,
  password?: string,
): Promise<BundleContents> {
  const collector = new Collector(provider, password, readAny);
  const place = { from: '', file: '', line: null };
  await collector.attempt(place, async () => {
    if (input.length > BUNDLE_LIMITS.size) throw tooLarge();
    const isEmpty = typeof input === 'string' ? input.trim() === '' : input.length === 0;
    if (isEmpty) throw nothing();
    return readAny(collector, place, input);
  });
  if (collector.isEmpty) {
    collector.problem({
      code: 'nothing_found',
      from: wordsFor(place),
      line: null,
      offset: null,
      message: 'There is no certificate, key, request, CRL or OCSP response in this.',
      advice: 'Check that it is the right file.',
    });
  }
  return collector.contents;
}

function tooLarge(): BundleError {
  const limit = BUNDLE_LIMITS.size / 1024 / 1024;
  const message = `This is larger than ${limit} MiB, which is the most that is read.`;
  return new BundleError('too_large', message, 'Bring only the part with the certificates.');
}

function nothing(): BundleError {
  return new BundleError('empty', 'This is empty.', 'Paste or drop a certificate.');
}
