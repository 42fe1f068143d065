import { parseCertificate } from '../x509/certificate.ts';
import { DerReader, TAG } from '../der/reader.ts';
import { OID } from '../der/oids.ts';

/** What certificates, CRLs and OCSP responses say about their issuer, from its own certificate. */
export interface IssuerFacts {
  /** The Name, DER, byte for byte. */
  readonly name: Uint8Array;
  /** Null: the issuer's certificate has no subjectKeyIdentifier. */
  readonly keyIdentifier: Uint8Array | null;
}

/** A CA as its certificate and the key that signs for it (which may be the wrong one, on purpose). */
export interface CertifiedIssuer {
  readonly certificate: Uint8Array;
  readonly privateKey: CryptoKey;
}

/**
 * Subject and subjectKeyIdentifier of an issuer's certificate.
 *
 * @param der the certificate
 * @throws CertificateError when it is none
 */
export function issuerFacts(der: Uint8Array): IssuerFacts {
  const { subject, extensionList } = parseCertificate(der);
  const extension = extensionList.find(({ oid }) => oid === OID.subjectKeyIdentifier);
  if (!extension) return { name: subject.der, keyIdentifier: null };
  const value = new DerReader(extension.value);
  const keyIdentifier = value.content(value.read('KeyIdentifier', TAG.octetString));
  return { name: subject.der, keyIdentifier };
}
