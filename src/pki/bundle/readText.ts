import { decodeBase64 } from '../../bytes/base64.ts';
import { DerReader } from '../der/reader.ts';
import { type PemBlock, type PemError, scanPem } from '../der/pem.ts';
import type { Collector, Place } from './collector.ts';
import { BUNDLE_LIMITS, BundleError } from './contents.ts';
import { readDer } from './readDer.ts';

/** A Kubernetes manifest says what it is, in YAML or in JSON. */
const MANIFEST = /(?:^|[{,])[ \t-]*["']?kind["']?[ \t]*:[ \t]*["']?(?:Secret|ConfigMap|List)\b/m;

/**
 * Reads text: a Kubernetes manifest, PEM with anything around it, or bare base64 of DER.
 *
 * @param collector what takes the findings and the problems
 * @param place where the text stands
 */
export async function readText(
  collector: Collector,
  place: Place,
  text: string,
  nesting: number,
): Promise<void> {
  if (nesting > BUNDLE_LIMITS.nesting) {
    throw new BundleError('too_large', 'Texts are packed in texts too deep.', 'Unpack it first.');
  }
  if (MANIFEST.test(text.slice(0, BUNDLE_LIMITS.manifest))) {
    const { readManifest } = await import('./kubernetes.ts');
    const { manifest, pem } = apart(text);
    await collector.attempt(place, () => readManifest(collector, place, manifest, nesting));
    await readBlocks(collector, place, pem, nesting);
    return;
  }
  const found = await readBlocks(collector, place, withRealLineEnds(text), nesting);
  if (!found) await readBareBase64(collector, place, text, nesting);
}

/** PEM at the margin stands beside a manifest: within one it would be indented. Lines keep their numbers. */
function apart(text: string): { readonly manifest: string; readonly pem: string } {
  const [manifest, pem]: [string[], string[]] = [[], []];
  let isPem = false;
  for (const line of text.split('\n')) {
    isPem ||= line.startsWith('-----BEGIN ');
    manifest.push(isPem ? '' : line);
    pem.push(isPem ? line : '');
    if (line.startsWith('-----END ')) isPem = false;
  }
  return { manifest: manifest.join('\n'), pem: pem.join('\n') };
}

/** @returns whether there was any PEM, good or not */
async function readBlocks(
  collector: Collector,
  place: Place,
  text: string,
  nesting: number,
): Promise<boolean> {
  const scan = scanPem(text);
  for (const error of scan.errors) collector.problem(pemProblem(error, place));
  for (const block of scan.blocks) {
    const at = placeOf(block, place);
    if (block.label === 'EC PARAMETERS' || block.label === 'DH PARAMETERS') continue;
    await collector.attempt(at, () => readBlock(collector, at, block, nesting));
  }
  return scan.blocks.length + scan.errors.length > 0;
}

/** PEM that went through JSON or a shell has its line ends as `\n` in two characters. */
function withRealLineEnds(text: string): string {
  return /-----\\[nr]/.test(text) ? text.replace(/\\r/g, '').replace(/\\n/g, '\n') : text;
}

async function readBlock(
  collector: Collector,
  place: Place,
  block: PemBlock,
  nesting: number,
): Promise<void> {
  if (block.label === 'OPENSSH PRIVATE KEY') {
    throw new BundleError(
      'unsupported',
      'This private key is in the format of OpenSSH.',
      'Convert a copy of it: “ssh-keygen -p -m PKCS8 -f copy” writes it as PKCS#8.',
    );
  }
  if (block.label === 'TRUSTED CERTIFICATE') return readTrusted(collector, place, block);
  return readDer(collector, place, block.der, nesting + 1);
}

/** OpenSSL's own: a certificate, then what it is trusted for, which is not read. */
function readTrusted(collector: Collector, place: Place, block: PemBlock): void {
  const reader = new DerReader(block.der);
  collector.certificate(reader.whole(reader.read('certificate')), place);
}

function placeOf(block: PemBlock, { from, file }: Place): Place {
  return { file, from: withLine(from, block.line), line: block.line };
}

function withLine(from: string, line: number): string {
  return from === '' ? `line ${line}` : `${from}, line ${line}`;
}

function pemProblem({ line, message, code }: PemError, { from }: Place) {
  const advice =
    code === 'encrypted'
      ? 'Decrypt it on your own machine and bring the result.'
      : 'Copy the whole block again, from its BEGIN line to its END line.';
  return { code: 'pem', from: withLine(from, line), line, offset: null, message, advice } as const;
}

async function readBareBase64(
  collector: Collector,
  place: Place,
  text: string,
  nesting: number,
): Promise<void> {
  const trimmed = text.trim();
  const decoded = decodeBase64(trimmed);
  if (!decoded.ok || decoded.bytes.length < 8) {
    throw new BundleError(
      'nothing_found',
      'There is no PEM, no base64 of DER and no Kubernetes Secret in this text.',
      'Paste a certificate from its “-----BEGIN CERTIFICATE-----” line to its END line.',
    );
  }
  const { bytes } = decoded;
  // Base64 twice: what `kubectl get secret -o jsonpath` gives for one key of its data.
  const inner = new TextDecoder().decode(bytes.subarray(0, 4096));
  if (inner.includes('-----BEGIN ')) {
    return readText(collector, place, new TextDecoder().decode(bytes), nesting + 1);
  }
  return readDer(collector, place, bytes, nesting + 1);
}
