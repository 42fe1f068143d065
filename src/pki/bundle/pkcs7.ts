import { contextTag, type DerReader, readOuter, TAG } from '../der/reader.ts';
import { BundleError } from './contents.ts';

/** What a PKCS#7 file carries beside signatures. */
export interface SignedDataContents {
  readonly certificates: readonly Uint8Array[];
  readonly crls: readonly Uint8Array[];
}

const CONTEXT_0 = contextTag(0, 'constructed');
const CONTEXT_1 = contextTag(1, 'constructed');

/**
 * The certificates and CRLs of a SignedData (RFC 5652 §5.1), which is what `.p7b` files are. Its
 * signatures, if it has any, are not looked at.
 *
 * @param der ContentInfo
 * @throws DerError where it is no SignedData; BundleError when it carries nothing
 */
export function readSignedData(der: Uint8Array): SignedDataContents {
  const contentInfo = readOuter(der, 'ContentInfo');
  contentInfo.read('contentType', TAG.oid);
  const signedData = contentInfo.enter('content', CONTEXT_0).enter('SignedData');
  signedData.read('version', TAG.integer);
  signedData.read('digestAlgorithms', TAG.set);
  signedData.read('encapContentInfo', TAG.sequence);
  const certificates = listIn(signedData, CONTEXT_0, 'certificates');
  const crls = listIn(signedData, CONTEXT_1, 'crls');
  if (certificates.length + crls.length === 0) {
    const message = 'This PKCS#7 file carries neither certificates nor CRLs.';
    throw new BundleError('nothing_found', message, 'Export it again with its certificates.');
  }
  return { certificates, crls };
}

/** The members of a SET that are plain; attribute certificates and the like have other tags. */
function listIn(signedData: DerReader, tag: number, field: string): Uint8Array[] {
  const element = signedData.optional(field, tag);
  if (!element) return [];
  const members: Uint8Array[] = [];
  const list = signedData.inside(element);
  while (!list.done) {
    const member = list.read(field);
    if (member.tag === TAG.sequence) members.push(list.whole(member));
  }
  return members;
}
