import { hexByte } from '../../bytes/hex.ts';
import { DerError, DerReader } from '../der/reader.ts';
import { berToDer } from './ber.ts';
import { type Collector, type Place, wordsFor } from './collector.ts';
import { BUNDLE_LIMITS, BundleError } from './contents.ts';
import { readSignedData } from './pkcs7.ts';
import { structureOf } from './structure.ts';

/**
 * Reads DER of any kind that belongs to certificates, by its structure: one element, or several
 * one after the other.
 *
 * @param collector what takes the findings and the problems
 * @param place where the bytes stand
 */
export async function readDer(
  collector: Collector,
  place: Place,
  bytes: Uint8Array,
  nesting = 0,
): Promise<void> {
  if (nesting > BUNDLE_LIMITS.nesting) {
    throw new BundleError('too_large', 'Containers are packed in containers too deep.', UNPACK);
  }
  const der = withDefiniteLengths(bytes);
  const rest = new DerReader(der);
  let count = 0;
  while (!rest.done) {
    const whole = nextElement(rest);
    if (++count > BUNDLE_LIMITS.items) {
      throw new BundleError('too_many', 'Too much stands one after the other here.', UNPACK);
    }
    await collector.attempt(place, () => readOne(collector, place, whole, nesting));
  }
}

function nextElement(rest: DerReader): Uint8Array {
  const at = rest.position;
  try {
    return rest.whole(rest.read('A SEQUENCE', 0x30));
  } catch (error) {
    if (!(error instanceof DerError) || error.code !== 'truncated') throw error;
    const left = rest.end - at;
    const message = `This is cut off: its outermost SEQUENCE is longer than the ${left} bytes that are there.`;
    throw new BundleError('malformed', message, 'Copy the whole file again.', at);
  }
}

const UNPACK = 'Unpack it first, and bring its parts.';
const INDEFINITE = 0x80;

/** Only containers are written in BER: anything else stays as it is, for its own reader to refuse. */
function withDefiniteLengths(bytes: Uint8Array): Uint8Array {
  if (bytes[0] !== 0x30) {
    const message = `These bytes are no DER: the first is ${hexByte(bytes[0] ?? 0)} and not 30.`;
    throw new BundleError('malformed', message, 'Check that it is the right file.', 0);
  }
  return bytes[1] === INDEFINITE ? berToDer(bytes) : bytes;
}

async function readOne(
  collector: Collector,
  place: Place,
  der: Uint8Array,
  nesting: number,
): Promise<void> {
  const structure = structureOf(der);
  switch (structure) {
    case 'certificate':
      return collector.certificate(der, place);
    case 'crl':
      return collector.crl(der, place);
    case 'ocsp response':
      return collector.ocsp(der, place);
    case 'private key':
      return collector.privateKey(der, place);
    case 'encrypted private key':
      return readEncryptedKey(collector, place, der);
    case 'PKCS#7': {
      const { certificates, crls } = readSignedData(berToDer(der));
      const inside = { ...place, from: `PKCS#7 in ${wordsFor(place)}` };
      for (const part of [...certificates, ...crls]) {
        await collector.attempt(inside, () => readOne(collector, inside, part, nesting + 1));
      }
      return;
    }
    case 'PKCS#12': {
      const { readPkcs12 } = await import('./pkcs12.ts');
      return readPkcs12(collector, place, berToDer(der));
    }
    case 'public key':
      throw new BundleError(
        'unexpected',
        'This is a public key without a certificate.',
        CERTIFICATE,
      );
    case 'certificate request':
      return collector.request(der, place);
    case 'unknown':
      throw new BundleError(
        'malformed',
        'This is DER, but no certificate, key, request, CRL, OCSP response, PKCS#7 or PKCS#12.',
        'Check that it is the right file.',
        0,
      );
  }
}

const CERTIFICATE = 'Bring the certificate that the CA issued for it.';

async function readEncryptedKey(
  collector: Collector,
  place: Place,
  der: Uint8Array,
): Promise<void> {
  const { decryptPrivateKey, passwordNeeded } = await import('./pbes2.ts');
  const { password } = collector;
  if (password === undefined) throw passwordNeeded('private key');
  collector.privateKey(await decryptPrivateKey(collector, password, der), place);
}
