import type { Certificate } from '../../pki/x509/certificate.ts';
import type { Check } from '../../pki/path/check.ts';
import { DerError } from '../../pki/der/reader.ts';
import { parseCrl } from '../../pki/revocation/crl.ts';
import { parseOcspResponse } from '../../pki/revocation/ocsp.ts';
import { freshUntil } from '../../pki/revocation/ocspStatus.ts';
import { endOf } from '../../pki/x509/validity.ts';
import { judgeAt, type InspectQuestion } from './question.ts';

/** A stretch of time in which the verdict is the same. */
export interface Spell {
  /** First moment, in milliseconds since 1970; null: since ever. */
  readonly from: number | null;
  /** First moment that no longer belongs to it; null: for ever. */
  readonly to: number | null;
  readonly accepted: boolean;
  /** Null when accepted. */
  readonly cause: Check | null;
}

export interface Timeline {
  /** In order, without a gap; neighbours differ. */
  readonly spells: readonly Spell[];
  /** Moments at which a date of a certificate, CRL or OCSP response may change the verdict, in order. */
  readonly boundaries: readonly number[];
  /** More boundaries than this were found, and the rest was not tried. */
  readonly isCut: boolean;
}

/** So many moments are tried at most: each is a whole path check. */
const MAX_BOUNDARIES = 80;
const SECOND = 1000;

/**
 * When is it accepted, and when not? Found out by judging at every moment at which a date passes.
 *
 * @param signal ends the work early, with what {@link AbortSignal.throwIfAborted} throws
 */
export async function timelineOf(
  provider: Crypto,
  question: InspectQuestion,
  signal?: AbortSignal,
): Promise<Timeline> {
  const all = boundariesOf(question);
  const narrowed = { ...question, ...relevantOf(question) };
  const boundaries = all.slice(0, MAX_BOUNDARIES);
  const spells: Spell[] = [];
  for (const [at, from] of [null, ...boundaries].entries()) {
    signal?.throwIfAborted();
    const to = boundaries[at] ?? null;
    const moment = from ?? (to === null ? 0 : to - SECOND);
    const { accepted, cause } = await judgeAt(provider, narrowed, moment);
    const last = spells.at(-1);
    if (last && isSame(last, { accepted, cause })) spells[spells.length - 1] = { ...last, to };
    else spells.push({ from, to, accepted, cause });
  }
  return { spells, boundaries, isCut: all.length > boundaries.length };
}

function isSame(a: Pick<Spell, 'accepted' | 'cause'>, b: typeof a): boolean {
  return (
    a.accepted === b.accepted &&
    a.cause?.reason === b.cause?.reason &&
    a.cause?.subject === b.cause?.subject
  );
}

/** Each moment at which something starts or stops to hold, once and in order. */
export function boundariesOf(question: InspectQuestion): number[] {
  const times = relevant(question).flatMap((one) => [one.notBefore, endOf(one)]);
  for (const der of question.crls) times.push(...datesOf(der, datesOfCrl));
  for (const der of question.ocsp) times.push(...datesOf(der, datesOfOcsp));
  return [...new Set(times)].sort((a, b) => a - b);
}

/** The certificates that a path from the leaf could lead through. */
function relevant({ leaf, others, anchors }: InspectQuestion): Certificate[] {
  const found = [leaf];
  const rest = new Set([...others, ...anchors]);
  for (const below of found) {
    for (const one of rest) {
      if (one.subject.key !== below.issuer.key) continue;
      rest.delete(one);
      found.push(one);
    }
  }
  return found;
}

/** Without what no path leads through, so that a bundle of many roots is not gone through for each moment. */
function relevantOf(question: InspectQuestion): Pick<InspectQuestion, 'others' | 'anchors'> {
  const matters = new Set(relevant(question));
  const { others, anchors } = question;
  return {
    others: others.filter((one) => matters.has(one)),
    anchors: anchors.filter((one) => matters.has(one)),
  };
}

/** None when it cannot be read: then it says nothing at any time. */
function datesOf(der: Uint8Array, read: (der: Uint8Array) => number[]): number[] {
  try {
    return read(der);
  } catch (error) {
    if (error instanceof DerError) return [];
    throw error;
  }
}

function datesOfCrl(der: Uint8Array): number[] {
  const { thisUpdate, nextUpdate } = parseCrl(der);
  return nextUpdate === null ? [thisUpdate] : [thisUpdate, endOf({ notAfter: nextUpdate })];
}

function datesOfOcsp(der: Uint8Array): number[] {
  const { responses } = parseOcspResponse(der);
  return responses.flatMap((one) => [one.thisUpdate, endOf({ notAfter: freshUntil(one) })]);
}
