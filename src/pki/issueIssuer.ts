import { contextTag, DerReader, TAG, readOuter } from './der.ts';
import { readOid } from './derValues.ts';
import { OID } from './oids.ts';

/** What a certificate says about its issuer, as taken from the issuer's own certificate. */
export interface IssuerFacts {
  /** The Name, DER, byte for byte. */
  readonly name: Uint8Array;
  /** Null: the issuer's certificate has no subjectKeyIdentifier. */
  readonly keyIdentifier: Uint8Array | null;
}

/**
 * Subject and subjectKeyIdentifier of an issuer's certificate. Nothing else is looked at: the lab
 * also issues below a CA that no checker would accept.
 *
 * @param certificate DER
 * @throws DerError when it is no certificate
 */
export function issuerFacts(certificate: Uint8Array): IssuerFacts {
  const tbs = readOuter(certificate, 'Certificate').enter('tbsCertificate');
  tbs.optional('version', contextTag(0, 'constructed'));
  for (const field of ['serialNumber', 'signature', 'issuer', 'validity']) tbs.read(field);
  const name = tbs.whole(tbs.read('subject', TAG.sequence));
  tbs.read('subjectPublicKeyInfo');
  while (!tbs.done) {
    const element = tbs.read('extensions');
    if (element.tag !== contextTag(3, 'constructed')) continue;
    return { name, keyIdentifier: keyIdentifierIn(tbs.inside(element).enter('Extensions')) };
  }
  return { name, keyIdentifier: null };
}

function keyIdentifierIn(extensions: DerReader): Uint8Array | null {
  while (!extensions.done) {
    const extension = extensions.enter('Extension');
    if (readOid(extension, 'extnID') !== OID.subjectKeyIdentifier) continue;
    extension.optional('critical', TAG.boolean);
    const value = extension.enter('extnValue', TAG.octetString);
    return value.content(value.read('KeyIdentifier', TAG.octetString));
  }
  return null;
}

/** The bits of a SubjectPublicKeyInfo: what a key identifier is the digest of. @throws DerError */
export function publicKeyBits(spki: Uint8Array): Uint8Array<ArrayBuffer> {
  const reader = readOuter(spki, 'SubjectPublicKeyInfo');
  reader.read('algorithm', TAG.sequence);
  return new Uint8Array(reader.content(reader.read('subjectPublicKey', TAG.bitString)).subarray(1));
}
