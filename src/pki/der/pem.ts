import { decodeBase64, encodeBase64 } from '../../bytes/base64.ts';

/** The labels of RFC 7468 that this lab reads and writes. A CRL's is `X509 CRL`, not `CRL`. */
export const PEM_LABEL = {
  certificate: 'CERTIFICATE',
  privateKey: 'PRIVATE KEY',
  publicKey: 'PUBLIC KEY',
  crl: 'X509 CRL',
  ocspResponse: 'OCSP RESPONSE',
  certificateRequest: 'CERTIFICATE REQUEST',
} as const;

/** The longest text that is read, in characters: fifteen times a browser's whole trust store. */
export const PEM_TEXT_LIMIT = 4 * 1024 * 1024;

/** How many mistakes are told of one text before the rest is left unread. */
const ERROR_LIMIT = 100;

/** One `-----BEGIN …-----` block. */
export interface PemBlock {
  /** `CERTIFICATE`, `PRIVATE KEY`… as written. */
  readonly label: string;
  readonly der: Uint8Array<ArrayBuffer>;
  /** The line of the BEGIN marker; the first line of the text is 1. */
  readonly line: number;
}

export type PemErrorCode =
  | 'too_large'
  | 'too_many_errors'
  | 'no_block'
  | 'bad_marker'
  | 'missing_end'
  | 'missing_begin'
  | 'label_mismatch'
  | 'encrypted'
  | 'bad_base64'
  | 'empty';

/** Why PEM text is not understood, and on which line (from 1) it stops making sense. */
export class PemError extends Error {
  override readonly name = 'PemError';
  readonly code: PemErrorCode;
  readonly line: number;
  /** The label of the block at fault; empty when there is none. */
  readonly label: string;

  constructor(code: PemErrorCode, line: number, message: string, label = '') {
    super(message);
    this.code = code;
    this.line = line;
    this.label = label;
  }
}

/** Everything that was found in a text: what could be read, and what could not. */
export interface PemScan {
  readonly blocks: readonly PemBlock[];
  readonly errors: readonly PemError[];
}

/**
 * One PEM block (RFC 7468), 64 characters a line, with a line feed at the end.
 *
 * @param label what the block holds: see {@link PEM_LABEL}
 * @param der the bytes
 */
export function encodePem(label: string, der: Uint8Array): string {
  const lines = encodeBase64(der).match(/.{1,64}/g) ?? [];
  return [`-----BEGIN ${label}-----`, ...lines, `-----END ${label}-----`, ''].join('\n');
}

/**
 * Every block of a text, in order.
 *
 * @param text PEM, with any text around and between the blocks, any line ends and any indentation
 * @throws PemError for the first thing that makes no sense, and when there is no block at all
 */
export function decodePem(text: string): PemBlock[] {
  const { blocks, errors } = scanPem(text);
  const [first] = errors;
  if (first) throw first;
  if (blocks.length === 0) {
    throw new PemError('no_block', 1, 'There is no “-----BEGIN …-----” line in this text.');
  }
  return [...blocks];
}

/**
 * Every block that can be read and an error for each that cannot: one broken block hides no other.
 * Time and memory grow with the length of the text only.
 *
 * @param text as for {@link decodePem}; a text without any block yields two empty lists
 */
export function scanPem(text: string): PemScan {
  if (text.length > PEM_TEXT_LIMIT) {
    const limit = PEM_TEXT_LIMIT / 1024 / 1024;
    const message = `This text is longer than ${limit} MiB, which is the most that is read.`;
    return { blocks: [], errors: [new PemError('too_large', 1, message)] };
  }
  const blocks: PemBlock[] = [];
  const errors: PemError[] = [];
  let open: Marker | null = null;
  for (const marker of markers(text)) {
    if (errors.length >= ERROR_LIMIT) {
      const message = `More than ${ERROR_LIMIT} mistakes: nothing from line ${marker.line} on was read.`;
      errors.push(new PemError('too_many_errors', marker.line, message));
      return { blocks, errors };
    }
    if (!marker.wellFormed) errors.push(malformedMarker(marker));
    if (marker.kind === 'BEGIN') {
      if (open) errors.push(missingEnd(open));
      open = marker;
    } else if (!open) {
      errors.push(missingBegin(marker));
    } else {
      const block = readBlock(text, open, marker);
      if (block instanceof PemError) errors.push(block);
      else if (open.wellFormed && marker.wellFormed) blocks.push(block);
      open = null;
    }
  }
  if (open) errors.push(missingEnd(open));
  return { blocks, errors };
}

interface Marker {
  readonly kind: 'BEGIN' | 'END';
  readonly label: string;
  /** Five dashes on both sides, as RFC 7468 §3 wants. */
  readonly wellFormed: boolean;
  readonly line: number;
  /** Where the marker's first and one past its last dash stand. */
  readonly start: number;
  readonly end: number;
}

/** The markers of a text in order. A label is bounded, so that no input makes the search slow. */
function* markers(text: string): Generator<Marker> {
  const pattern = /(BEGIN|END) ([^\r\n-]{1,64})-/g;
  let line = 1;
  let counted = 0;
  for (const match of text.matchAll(pattern)) {
    const before = dashesBefore(text, match.index);
    const tail = match.index + match[0].length - 1;
    const after = dashesAfter(text, tail);
    if (before < 2 || after < 2) continue;
    line += countLineFeeds(text, counted, match.index);
    counted = match.index;
    yield {
      kind: match[1] === 'BEGIN' ? 'BEGIN' : 'END',
      label: (match[2] ?? '').trim(),
      wellFormed: before === 5 && after === 5,
      line,
      start: match.index - before,
      end: tail + after,
    };
  }
}

/** How many dashes stand right before `at`; more than five are the same as six. */
function dashesBefore(text: string, at: number): number {
  let count = 0;
  while (count < 6 && text[at - 1 - count] === '-') count++;
  return count;
}

function dashesAfter(text: string, at: number): number {
  let count = 0;
  while (count < 6 && text[at + count] === '-') count++;
  return count;
}

/** Lines that end between two offsets: by a line feed, or by a carriage return alone. */
function countLineFeeds(text: string, from: number, to: number): number {
  let count = 0;
  for (let at = from; at < to; at++) {
    const unit = text.charCodeAt(at);
    if (unit === 0x0a || (unit === 0x0d && text.charCodeAt(at + 1) !== 0x0a)) count++;
  }
  return count;
}

function readBlock(text: string, begin: Marker, end: Marker): PemBlock | PemError {
  const { label, line } = begin;
  if (label !== end.label) {
    const message = `The block that begins as “${label}” on line ${line} ends as “${end.label}”.`;
    return new PemError('label_mismatch', end.line, message, label);
  }
  const inside = text.slice(begin.end, end.start);
  const headers = headersOf(inside);
  if (/^proc-type:.*encrypted/im.test(headers)) {
    const message = `The ${label} block is encrypted in OpenSSL's old way. “openssl pkey -in FILE -out plain.pem” decrypts it.`;
    return new PemError('encrypted', line, message, label);
  }
  const decoded = decodeBase64(inside.slice(headers.length));
  const bodyLine = line + countLineFeeds(inside, 0, headers.length);
  if (!decoded.ok) {
    const at = headers.length + decoded.at;
    const badLine = bodyLine + countLineFeeds(inside, headers.length, at);
    const message = base64Message(label, badLine, decoded.why, inside.charAt(at));
    return new PemError('bad_base64', badLine, message, label);
  }
  if (decoded.bytes.length === 0) {
    return new PemError('empty', line, `The ${label} block on line ${line} is empty.`, label);
  }
  return { label, der: decoded.bytes, line };
}

/** The RFC 1421 headers of a block (`Proc-Type: 4,ENCRYPTED`), with the empty line after them. */
function headersOf(inside: string): string {
  const match = /^\s*(?:[A-Za-z][\w-]*:[^\n]*\n)+\s*/.exec(inside);
  return match ? match[0] : '';
}

function base64Message(
  label: string,
  line: number,
  why: 'character' | 'length' | 'padding',
  character: string,
): string {
  switch (why) {
    case 'character':
      return `Line ${line} of the ${label} block has ${nameOf(character)}, which base64 never has.`;
    case 'padding':
      return `Line ${line} of the ${label} block has a “=” before the end of the base64.`;
    case 'length':
      return `The base64 of the ${label} block is cut off before line ${line}: some of it is missing.`;
  }
}

function nameOf(character: string): string {
  const code = character.codePointAt(0) ?? 0;
  if (code > 0x20 && code < 0x7f) return `the character “${character}”`;
  return `the character U+${code.toString(16).toUpperCase().padStart(4, '0')}`;
}

function malformedMarker(marker: Marker): PemError {
  const { kind, label, line } = marker;
  const message = `The “${kind} ${label}” marker on line ${line} needs exactly five dashes on each side.`;
  return new PemError('bad_marker', line, message, label);
}

function missingEnd(begin: Marker): PemError {
  const { label, line } = begin;
  const message = `The ${label} block that begins on line ${line} has no “-----END ${label}-----” line.`;
  return new PemError('missing_end', line, message, label);
}

function missingBegin(end: Marker): PemError {
  const { label, line } = end;
  const message = `Line ${line} ends a ${label} block that never began.`;
  return new PemError('missing_begin', line, message, label);
}
