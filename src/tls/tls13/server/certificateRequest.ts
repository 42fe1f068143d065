import { readableCertificates } from '../../../pki/x509/certificate.ts';
import { CERTIFICATE_ONLY_SCHEMES } from '../../algorithms.ts';
import type { Body } from '../../messages.ts';
import type { Server } from './session.ts';

/** RFC 8446 §4.3.2, with the names of authorities that help a client to choose (§4.2.4). */
export function certificateRequest({ config, schemes }: Server): Body<'CertificateRequest'> {
  const supportedSignatureAlgorithms = [
    ...schemes.map((scheme) => scheme.code),
    ...CERTIFICATE_ONLY_SCHEMES,
  ];
  const { certificateAuthorities, stapling, trust } = config;
  const named = certificateAuthorities === 'anchors' ? trust.anchors : certificateAuthorities;
  // No name for an anchor that cannot be read: the path check passes over it, too.
  const authorities = readableCertificates(named).map(({ subject }) => subject.der);
  const staple = stapling === 'off' ? [] : [ASKS_FOR_STAPLE];
  const lists = EMPTY_LIST * 2 + supportedSignatureAlgorithms.length * 2;
  const room = MAX_EXTENSIONS - lists - EMPTY * staple.length;
  const fits = authorities.reduce((sum, name) => sum + 2 + name.length, 0) <= room;
  return {
    certificateRequestContext: new Uint8Array(),
    extensions: [
      { name: 'signature_algorithms', data: { supportedSignatureAlgorithms } },
      ...staple,
      // The names only help the client to choose: none is better than some of them.
      ...(authorities.length > 0 && fits
        ? [{ name: 'certificate_authorities' as const, data: { authorities } }]
        : []),
    ],
  };
}

/** §4.4.2.1: an empty extension asks for an OCSP response. */
const ASKS_FOR_STAPLE = { name: 'status_request', data: new Uint8Array() } as const;
/** Bytes of all the extensions of a message together, at most. */
const MAX_EXTENSIONS = 2 ** 16 - 1;
/** Bytes of an extension that holds nothing, and of one that holds an empty list: its type and two lengths. */
const EMPTY = 4;
const EMPTY_LIST = 6;
