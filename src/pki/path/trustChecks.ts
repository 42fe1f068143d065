import { displayName, type Certificate, type Defect } from '../certificate.ts';
import { timeText } from '../describeDer.ts';
import { matchName, referenceText } from '../names.ts';
import { OID } from '../oids.ts';
import { signatureText } from '../signatureAlgorithm.ts';
import type { Finding, PathInHand, PlannedCheck } from './plan.ts';
import type { SignatureBook } from './signatureBook.ts';

/** Certificates that break the rules of their own format are refused before anything is believed. */
export function encodingChecks({ certificates, anchored }: PathInHand): PlannedCheck[] {
  return certificates.map((certificate, index) => {
    const isAnchor = anchored && index === certificates.length - 1;
    const defect = isAnchor ? anchorDefect(certificate) : firstDefect(certificate, index);
    return {
      id: 'encoding',
      index,
      quiet: true,
      subject: displayName(certificate),
      expected: 'a well-formed certificate',
      spec: defect?.spec ?? 'RFC 5280 §4.1',
      run: (): Finding =>
        defect
          ? { found: `${defect.field}: ${defect.problem}`, reason: 'malformed' }
          : { found: 'well-formed' },
    };
  });
}

/** Nothing refers to an anchor's serial number, and old roots have 0 (RFC 5280 §4.1.2.2). */
function anchorDefect({ defects }: Certificate): Defect | undefined {
  return defects.find(({ field }) => field !== 'serialNumber');
}

function firstDefect({ defects, version }: Certificate, index: number): Defect | undefined {
  if (index > 0 || version === 3) return defects[0];
  return { field: 'version', problem: `version ${version}, not 3`, spec: 'RFC 8446 §4.4.2.2' };
}

/** Does the path end at somebody who is trusted? */
export function anchorCheck({ certificates, anchored, lookalike }: PathInHand): PlannedCheck[] {
  const last = certificates[certificates.length - 1];
  if (!last) return [];
  const index = certificates.length - 1;
  const subject = displayName(last);
  const found = anchored ? anchorText(certificates, subject) : deadEndText(last, lookalike);
  return [
    {
      id: 'trust_anchor',
      index,
      subject,
      expected: 'a chain that ends at a trusted certificate',
      spec: 'RFC 5280 §6.1.1 (d)',
      run: () => ({ found, ...(anchored ? {} : { reason: 'unknown_issuer' as const }) }),
    },
  ];
}

function anchorText(certificates: readonly Certificate[], anchor: string): string {
  if (certificates.length === 1) return `${anchor} itself is trusted`;
  const chain = certificates.slice(0, -1).map(displayName).join(' ← ');
  return `${chain} ← ${anchor}, which is trusted`;
}

function deadEndText(last: Certificate, lookalike: boolean): string {
  const name = displayName(last);
  if (last.issuer.key === last.subject.key) return `${name} is self-signed and not trusted`;
  const common = last.issuer.attributes.find(({ type }) => type === OID.commonName);
  const issued = `${name} was issued by ${common?.value ?? last.issuer.text}`;
  return lookalike
    ? `${issued}; the trusted certificate of that name has another key`
    : `${issued}, which was not presented and is not trusted`;
}

/** Does the leaf carry the name that was asked for? */
export function nameCheck({ certificates, rules }: PathInHand): PlannedCheck[] {
  const { name } = rules;
  const [leaf] = certificates;
  if (!name || !leaf) return [];
  return [
    {
      id: 'name',
      index: 0,
      subject: displayName(leaf),
      expected: referenceText(name),
      spec: name.kind === 'email' || name.kind === 'uri' ? 'RFC 5280 §4.2.1.6' : 'RFC 9525 §6',
      run: () => {
        const { matches, found } = matchName(leaf.extensions.subjectAltName, name);
        return { found, ...(matches ? {} : { reason: 'name_mismatch' as const }) };
      },
    },
  ];
}

/** Signatures and dates from the anchor down, each signature before the date beside it. */
export function signatureAndTimeChecks(path: PathInHand, book: SignatureBook): PlannedCheck[] {
  const { certificates } = path;
  const checks: PlannedCheck[] = [];
  for (let index = certificates.length - 1; index >= 0; index--) {
    const certificate = certificates[index];
    const issuer = certificates[index + 1];
    if (!certificate) continue;
    if (issuer) checks.push(signatureCheck(certificates, certificate, issuer, index, book));
    checks.push(validityCheck(certificate, index, path.rules.time));
  }
  return checks;
}

function signatureCheck(
  path: readonly Certificate[],
  certificate: Certificate,
  issuer: Certificate,
  index: number,
  book: SignatureBook,
): PlannedCheck {
  const by = displayName(issuer);
  return {
    id: 'signature',
    index,
    subject: displayName(certificate),
    expected: `signed by ${by}`,
    spec: 'RFC 5280 §6.1.3 (a)(1)',
    run: async () => {
      await verifyAll(path, book);
      const verdict = await book.verifyIssued(certificate, issuer);
      const what = `the ${signatureText(certificate.signatureAlgorithm)} signature`;
      if (verdict === 'valid') return { found: `${what} fits the key of ${by}` };
      if (verdict === 'over_limit') {
        return { found: 'too many signatures had to be verified', reason: 'limit' };
      }
      if (verdict === 'unsupported_algorithm') {
        return { found: `${what}, which is not known here`, reason: 'weak_signature' };
      }
      const found =
        verdict === 'unusable_key'
          ? `${what} cannot be verified: the key of ${by} is of another kind or broken`
          : `${what} does not fit the key of ${by}`;
      return { found, reason: 'bad_signature' };
    },
  };
}

/**
 * All at once: whoever verifies in the background is not kept waiting for one after another. All
 * are waited for, so that what is known afterwards does not depend on which came first.
 */
async function verifyAll(path: readonly Certificate[], book: SignatureBook): Promise<void> {
  const edges = path.slice(0, -1).map((certificate, index) => {
    const issuer = path[index + 1];
    return issuer && book.verifyIssued(certificate, issuer);
  });
  await Promise.all(edges);
}

function validityCheck(certificate: Certificate, index: number, time: number): PlannedCheck {
  const { notBefore, notAfter } = certificate;
  return {
    id: 'validity',
    index,
    subject: displayName(certificate),
    expected: `from ${timeText(notBefore)} until ${timeText(notAfter)}`,
    spec: 'RFC 5280 §6.1.3 (a)(2)',
    run: () => findValidity(notBefore, notAfter, time),
  };
}

function findValidity(notBefore: number, notAfter: number, time: number): Finding {
  // Certificates count in seconds, and the last one belongs to them.
  const now = Math.floor(time / 1000) * 1000;
  const found = `the clock says ${timeText(now)}`;
  if (now < notBefore) {
    return { found, expected: `not before ${timeText(notBefore)}`, reason: 'not_yet_valid' };
  }
  if (now > notAfter) {
    return { found, expected: `not after ${timeText(notAfter)}`, reason: 'expired' };
  }
  // What is no time at all (NaN) must not pass as one.
  return Number.isFinite(now) ? { found } : { found: 'no time', reason: 'not_yet_valid' };
}
