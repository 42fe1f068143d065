import type { Certificate } from '../x509/certificate.ts';
import type { Defect } from '../x509/defects.ts';
import { timeText } from '../der/timeText.ts';
import { matchName, referenceText, type ReferenceName } from '../names/names.ts';
import { OID } from '../der/oids.ts';
import { signatureText } from '../x509/signatureAlgorithm.ts';
import { holdsAt } from '../x509/validity.ts';
import { isAnchor, type Finding, type PathInHand, type PathRule } from './plan.ts';
import type { BookVerdict } from '../keys/signatureBook.ts';

/** Certificates that break the rules of their own format are refused before anything is believed. */
export const ENCODING: PathRule = {
  id: 'encoding',
  spec: 'RFC 5280 §4.1',
  quiet: true,
  expected: () => 'a well-formed certificate',
  find: (certificate, index, path) => {
    const defect = isAnchor(path, index)
      ? anchorDefect(certificate)
      : firstDefect(certificate, index);
    if (!defect) return { found: 'well-formed' };
    const { field, problem, spec } = defect;
    return { found: `${field}: ${problem}`, reason: 'malformed', spec };
  },
};

/** Nothing refers to an anchor's serial number (RFC 5280 §6.1.1 (d)). */
function anchorDefect({ defects }: Certificate): Defect | undefined {
  return defects.find(({ field }) => field !== 'serialNumber');
}

/** Two algorithms that differ make a signature that cannot be right: SIGNATURE tells of them. */
function firstDefect(certificate: Certificate, index: number): Defect | undefined {
  const [first] = certificate.defects.filter(({ field }) => field !== 'signatureAlgorithm');
  return first ?? (index === 0 ? leafDefect(certificate) : undefined);
}

/** What a leaf must not be or say; of a CA other rules tell it better. */
function leafDefect({ version, extensions }: Certificate): Defect | undefined {
  if (version !== 3) {
    return { field: 'version', problem: `version ${version}, not 3`, spec: 'RFC 8446 §4.4.2.2' };
  }
  const { basicConstraints, keyUsage } = extensions;
  if (basicConstraints?.ca) return undefined;
  if (keyUsage?.has('keyCertSign')) {
    const problem = 'keyCertSign in a certificate that is no CA';
    return { field: 'keyUsage', problem, spec: 'RFC 5280 §4.2.1.3' };
  }
  if ((basicConstraints?.pathLen ?? null) !== null) {
    const problem = 'a path length in a certificate that is no CA';
    return { field: 'basicConstraints', problem, spec: 'RFC 5280 §4.2.1.9' };
  }
  return undefined;
}

/** Does the path end at somebody who is trusted? Asked of its last certificate. */
export const TRUST_ANCHOR: PathRule = {
  id: 'trust_anchor',
  spec: 'RFC 5280 §6.1.1 (d)',
  quiet: false,
  expected: () => 'a chain that ends at a trusted certificate',
  find: (last, index, { anchored, lookalike, names }) => {
    const name = names[index] ?? '';
    if (!anchored) return { found: deadEndText(last, name, lookalike), reason: 'unknown_issuer' };
    if (index === 0) return { found: `${name} itself is trusted` };
    return { found: `${names.join(' ← ')}, which is trusted` };
  },
};

function deadEndText(last: Certificate, name: string, lookalike?: boolean): string {
  if (last.issuer.key === last.subject.key) return `${name} is self-signed and not trusted`;
  const common = last.issuer.attributes.find(({ type }) => type === OID.commonName);
  const issued = `${name} was issued by ${common?.value ?? last.issuer.text}`;
  return lookalike
    ? `${issued}; the trusted certificate of that name has another key`
    : `${issued}, which was not presented and is not trusted`;
}

/** Does the leaf carry the name that was asked for? */
export function nameRule(name: ReferenceName): PathRule {
  return {
    id: 'name',
    spec: specOf(name),
    quiet: false,
    expected: () => referenceText(name),
    find: ({ extensions }) => {
      const { matches, found } = matchName(extensions.subjectAltName, name);
      return { found, reason: matches ? null : 'name_mismatch' };
    },
  };
}

function specOf({ kind, value }: ReferenceName): string {
  if (kind === 'dns' || kind === 'ip') return 'RFC 9525 §6';
  return value.startsWith('spiffe:') ? 'SPIFFE X509-SVID §2' : 'RFC 5280 §4.2.1.6';
}

/** Did the next certificate of the path sign this one? */
export const SIGNATURE: PathRule = {
  id: 'signature',
  spec: 'RFC 5280 §6.1.3 (a)(1)',
  quiet: false,
  expected: (_certificate, index, { names }) => `signed by ${names[index + 1] ?? ''}`,
  find: async (certificate, index, path) => {
    const mismatch = certificate.defects.find(({ field }) => field === 'signatureAlgorithm');
    if (mismatch) {
      const { problem, spec } = mismatch;
      const written = signatureText(certificate.signatureAlgorithm);
      return { found: `${written}, ${problem}`, reason: 'bad_signature', spec };
    }
    const verdicts = await verifyAll(path);
    const issuer = path.names[index + 1] ?? '';
    return signatureFinding(certificate, issuer, verdicts[index] ?? 'invalid');
  },
};

/**
 * All at once: whoever verifies in the background is not kept waiting for one after another. All
 * are waited for, so that what is known afterwards does not depend on which came first.
 */
function verifyAll({ certificates, book }: PathInHand): Promise<BookVerdict[]> {
  const edges = certificates.slice(1).map((issuer, index) => {
    const certificate = certificates[index] ?? issuer;
    return book.verifyIssued(certificate, issuer);
  });
  return Promise.all(edges);
}

function signatureFinding(certificate: Certificate, by: string, verdict: BookVerdict): Finding {
  const what = `the ${signatureText(certificate.signatureAlgorithm)} signature`;
  switch (verdict) {
    case 'valid':
      return { found: `${what} fits the key of ${by}` };
    case 'over_limit':
      return { found: 'too many signatures had to be verified', reason: 'limit' };
    case 'unsupported_algorithm':
      return { found: `${what}, which is not known here`, reason: 'weak_signature' };
    case 'unusable_key':
      return {
        found: `${what} cannot be verified: the key of ${by} is of another kind or broken`,
        reason: 'bad_signature',
      };
    case 'invalid':
      return { found: `${what} does not fit the key of ${by}`, reason: 'bad_signature' };
  }
}

/** Is the certificate valid at the moment of the request? */
export const VALIDITY: PathRule = {
  id: 'validity',
  spec: 'RFC 5280 §6.1.3 (a)(2)',
  quiet: false,
  expected: ({ notBefore, notAfter }) => `from ${timeText(notBefore)} until ${timeText(notAfter)}`,
  find: (certificate, _index, { rules }) => {
    const { notBefore, notAfter } = certificate;
    const found = `the clock says ${timeText(rules.time)}`;
    switch (holdsAt(certificate, rules.time)) {
      case 'holds':
        return { found };
      case 'ended':
        return { found, expected: `not after ${timeText(notAfter)}`, reason: 'expired' };
      case 'not yet':
        return { found, expected: `not before ${timeText(notBefore)}`, reason: 'not_yet_valid' };
    }
  },
};
