import { joinBytes } from '../../bytes/bytes.ts';
import { contextTag, type DerReader, readOuter, TAG } from '../der/reader.ts';
import { readOid, stringValue } from '../der/values.ts';
import { berToDer } from './ber.ts';
import { type Collector, type Place, wordsFor } from './collector.ts';
import { BundleError } from './contents.ts';
import {
  assertDer,
  decryptPbes2,
  decryptPrivateKey,
  passwordNeeded,
  wrongPassword,
} from './pbes2.ts';
import { isMacOf } from './pkcs12Mac.ts';

const CONTEXT_0 = contextTag(0, 'constructed');

const CONTENT = { data: '1.2.840.113549.1.7.1', encrypted: '1.2.840.113549.1.7.6' } as const;

const BAG = {
  key: '1.2.840.113549.1.12.10.1.1',
  shroudedKey: '1.2.840.113549.1.12.10.1.2',
  certificate: '1.2.840.113549.1.12.10.1.3',
  crl: '1.2.840.113549.1.12.10.1.4',
  safeContents: '1.2.840.113549.1.12.10.1.6',
} as const;

const X509_CERTIFICATE = '1.2.840.113549.1.9.22.1';
const X509_CRL = '1.2.840.113549.1.9.23.1';
const FRIENDLY_NAME = '1.2.840.113549.1.9.20';

/** One file that is being read, and the password that its MAC confirmed (if it has one). */
interface Opening {
  readonly collector: Collector;
  readonly place: Place;
  readonly password: string;
}

/**
 * Reads a PKCS#12 file (RFC 7292): certificates, CRLs and private keys, with PBES2 encryption. Without
 * a password the empty one is tried. What is in the old format becomes a problem for each part.
 *
 * @param der PFX
 * @throws BundleError when the password is missing or wrong; DerError when malformed
 */
export async function readPkcs12(
  collector: Collector,
  place: Place,
  der: Uint8Array,
): Promise<void> {
  const { password = '' } = collector;
  const pfx = readOuter(der, 'PFX');
  pfx.read('version', TAG.integer);
  const authSafe = pfx.enter('authSafe');
  const contentType = readOid(authSafe, 'contentType');
  if (contentType !== CONTENT.data) {
    const message = 'This PKCS#12 file is sealed with a certificate instead of a password.';
    throw new BundleError('unsupported', message, 'Export it again with a password.');
  }
  const wrapped = authSafe.enter('content', CONTEXT_0);
  const content = wrapped.content(wrapped.read('AuthenticatedSafe', TAG.octetString));
  if (!pfx.done && (await isMacOf(collector, pfx.enter('macData'), content, password)) === false) {
    throw unopened(collector);
  }
  const safes = readOuter(berToDer(content), 'AuthenticatedSafe');
  const opening = { collector, place, password };
  while (!safes.done) {
    const safe = safes.enter('ContentInfo');
    await collector.attempt(place, () => readSafe(opening, safe));
  }
}

function unopened(collector: Collector): BundleError {
  return collector.password === undefined ? passwordNeeded('PKCS#12 file') : wrongPassword();
}

async function readSafe(opening: Opening, safe: DerReader): Promise<void> {
  const contentType = readOid(safe, 'contentType');
  if (contentType === CONTENT.data) {
    const content = safe.enter('content', CONTEXT_0);
    return readBags(opening, content.content(content.read('SafeContents', TAG.octetString)));
  }
  if (contentType !== CONTENT.encrypted) {
    const message = `A part of this PKCS#12 file is of the kind ${contentType}, which is not read.`;
    throw new BundleError('unsupported', message, 'Export it again with a password only.');
  }
  const encryptedData = safe.enter('content', CONTEXT_0).enter('EncryptedData');
  encryptedData.read('version', TAG.integer);
  const info = encryptedData.enter('encryptedContentInfo');
  info.read('contentType', TAG.oid);
  const algorithm = info.enter('contentEncryptionAlgorithm');
  const encrypted = encryptedContent(info);
  const plain = await decrypted(opening, () =>
    decryptPbes2(opening.collector, opening.password, algorithm, encrypted),
  );
  assertDer(plain);
  return readBags(opening, plain);
}

/** `[0] IMPLICIT OCTET STRING`, which BER may have in pieces. */
function encryptedContent(info: DerReader): Uint8Array {
  const element = info.read('encryptedContent');
  if (element.tag === contextTag(0, 'primitive')) return info.content(element);
  const pieces: Uint8Array[] = [];
  const inside = info.inside(element);
  while (!inside.done) pieces.push(inside.content(inside.read('piece', TAG.octetString)));
  return joinBytes(pieces);
}

/** Without a MAC, only decrypting tells that a password was needed. */
async function decrypted(
  { collector }: Opening,
  decrypt: () => Promise<Uint8Array>,
): Promise<Uint8Array> {
  try {
    return await decrypt();
  } catch (error) {
    const isWrong = error instanceof BundleError && error.code === 'wrong_password';
    throw isWrong ? unopened(collector) : error;
  }
}

async function readBags(opening: Opening, safeContents: Uint8Array, depth = 0): Promise<void> {
  const bags = readOuter(berToDer(safeContents), 'SafeContents');
  while (!bags.done) {
    const bag = bags.enter('SafeBag');
    await opening.collector.attempt(opening.place, () => readBag(opening, bag, depth));
  }
}

async function readBag(opening: Opening, bag: DerReader, depth: number): Promise<void> {
  const { collector, place, password } = opening;
  const bagId = readOid(bag, 'bagId');
  const value = bag.enter('bagValue', CONTEXT_0);
  const named = { ...place, from: `${wordsFor(place)}${friendlyName(bag)}` };
  const whole = value.whole(value.read('bagValue'));
  switch (bagId) {
    case BAG.key:
      return collector.privateKey(whole, named);
    case BAG.shroudedKey: {
      const decrypt = () => decryptPrivateKey(collector, password, whole);
      return collector.privateKey(await decrypted(opening, decrypt), named);
    }
    case BAG.certificate:
      return collector.certificate(insideBag(whole, X509_CERTIFICATE), named);
    case BAG.crl:
      return collector.crl(insideBag(whole, X509_CRL), named);
    case BAG.safeContents:
      if (depth < 4) return readBags(opening, whole, depth + 1);
  }
  const message = `This PKCS#12 file has an entry of the kind ${bagId}, which is not read.`;
  throw new BundleError('unexpected', message, 'Nothing has to be done if it is not a key.');
}

/** `SEQUENCE { type, [0] { OCTET STRING } }`, as certificates and CRLs are packed. */
function insideBag(der: Uint8Array, expected: string): Uint8Array {
  const bag = readOuter(der, 'bagValue');
  const type = readOid(bag, 'type');
  if (type !== expected) {
    const message = `This PKCS#12 file has a certificate of the kind ${type}, which is not X.509.`;
    throw new BundleError('unexpected', message, 'Only X.509 certificates are used in TLS 1.3.');
  }
  const value = bag.enter('value', CONTEXT_0);
  return value.content(value.read('value', TAG.octetString));
}

/** ` (“name”)` from the bag's attributes; empty when it has no name. */
function friendlyName(bag: DerReader): string {
  const attributes = bag.optional('bagAttributes', TAG.set);
  if (!attributes) return '';
  const list = bag.inside(attributes);
  while (!list.done) {
    const attribute = list.enter('attribute');
    if (readOid(attribute, 'attrId') !== FRIENDLY_NAME) continue;
    const values = attribute.enter('attrValues', TAG.set);
    const value = values.read('friendlyName', TAG.bmpString);
    const text = stringValue(value.tag, values.content(value));
    return text ? ` (“${text}”)` : '';
  }
  return '';
}
