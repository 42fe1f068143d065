import { Lexer, LineCounter, parseAllDocuments } from 'yaml';
import { decodeBase64 } from '../../bytes/base64.ts';
import type { Collector, Place } from './collector.ts';
import { BUNDLE_LIMITS, BundleError } from './contents.ts';

type Fields = Readonly<Record<string, unknown>>;

/** Keys of a Secret whose content has to be what their names say. */
const EXPECTED = ['tls.crt', 'tls.key', 'ca.crt'];

/**
 * Reads what `kubectl get secret -o yaml` (or json) prints: Secrets, ConfigMaps and lists of them.
 * Entries that hold no certificate, key or CRL (passwords, tokens) are not looked into.
 *
 * @param text one or several YAML documents, or JSON, which is YAML
 * @throws BundleError when it is not YAML, or too long
 */
export async function readManifest(
  collector: Collector,
  place: Place,
  text: string,
  nesting: number,
): Promise<void> {
  let found = 0;
  for (const document of parseManifest(text)) {
    for (const resource of resourcesIn(document)) {
      found++;
      await readResource(collector, place, resource, nesting);
    }
  }
  if (found > 0) return;
  const message = 'There is no Secret and no ConfigMap in this YAML.';
  throw new BundleError(
    'manifest',
    message,
    'Paste what “kubectl get secret NAME -o yaml” prints.',
  );
}

/**
 * Comparing every key of a map with every other takes minutes on a hostile one; so does an excerpt
 * of the text for every error. A warning of the library would print what was pasted.
 */
const YAML_OPTIONS = { prettyErrors: false, uniqueKeys: false, logLevel: 'error' } as const;

function parseManifest(text: string): readonly unknown[] {
  if (text.length > BUNDLE_LIMITS.manifest) {
    const limit = BUNDLE_LIMITS.manifest / 1024 / 1024;
    const message = `This YAML is longer than ${limit} MiB, which is the most that is read.`;
    throw new BundleError('too_large', message, 'Paste one Secret at a time.');
  }
  if (/^\s*[[{]/.test(text)) return [parseJson(text)];
  return parseYaml(text);
}

function parseYaml(text: string): readonly unknown[] {
  if (hasMoreTokens(text, BUNDLE_LIMITS.manifestTokens)) {
    const message = 'This YAML has more lines and entries than are read.';
    throw new BundleError('too_large', message, 'Paste one Secret at a time.');
  }
  const lineCounter = new LineCounter();
  const documents = parsed(() => parseAllDocuments(text, { ...YAML_OPTIONS, lineCounter }));
  if (!Array.isArray(documents)) return [];
  return documents.map((document) => {
    const [error] = document.errors;
    if (error) throw notYaml(lineCounter.linePos(error.pos[0]).line, reasonOf(error.message));
    return parsed(() => document.toJS({ maxAliasCount: 100 }) as unknown);
  });
}

function hasMoreTokens(text: string, limit: number): boolean {
  const tokens = new Lexer().lex(text);
  for (let count = 0; count <= limit; count++) if (tokens.next().done) return false;
  return true;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw notYaml(null, 'the braces, quotes or commas do not fit');
  }
}

/** The YAML library answers hostile text (endless aliases, endless depth) with errors of its own. */
function parsed<T>(parse: () => T): T {
  try {
    return parse();
  } catch {
    throw notYaml(null, 'its aliases do not work out, or it is nested too deeply');
  }
}

/** The library's message as the end of a sentence of ours. */
function reasonOf(message: string): string {
  if (/call stack/i.test(message)) return 'it is nested too deeply';
  const reason = message.replace(/[.:\s]+$/, '');
  return reason.charAt(0).toLowerCase() + reason.slice(1);
}

function notYaml(line: number | null, why: string): BundleError {
  const where = line === null ? '' : ` on line ${line}`;
  const message = `This looks like a Kubernetes manifest, but it stops being YAML or JSON${where}: ${why}.`;
  return new BundleError('manifest', message, 'Copy all of it again, with its indentation.');
}

function isFields(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function* resourcesIn(document: unknown): Generator<Fields> {
  if (!isFields(document)) return;
  const { kind, items } = document;
  if (kind === 'Secret' || kind === 'ConfigMap') yield document;
  else if (Array.isArray(items)) {
    for (const item of items) {
      if (isFields(item) && !('items' in item)) yield* resourcesIn(item);
    }
  }
}

async function readResource(
  collector: Collector,
  place: Place,
  resource: Fields,
  nesting: number,
): Promise<void> {
  const { kind, metadata, data, stringData } = resource;
  const name = isFields(metadata) && typeof metadata['name'] === 'string' ? metadata['name'] : '';
  const of = name === '' ? String(kind) : `${String(kind)} ${name}`;
  const isEncoded = kind === 'Secret';
  for (const [entries, encoded] of [
    [data, isEncoded],
    [stringData, false],
  ] as const) {
    if (!isFields(entries)) continue;
    for (const [key, value] of Object.entries(entries)) {
      const from = within(place.from, `${key} of ${of}`);
      const at = { from, file: from, line: null };
      await collector.attempt(at, () => readEntry(collector, at, key, value, encoded, nesting));
    }
  }
}

const within = (outer: string, inner: string) => (outer === '' ? inner : `${outer}, ${inner}`);

/** What an entry holds, which no server takes for what its name says; told once it was read. */
const MISPLACED = {
  'tls.crt': { holds: 'a private key and no certificate', lacks: 'certificates' },
  'tls.key': { holds: 'a certificate and no private key', lacks: 'privateKeys' },
} as const;

async function readEntry(
  collector: Collector,
  place: Place,
  key: string,
  value: unknown,
  encoded: boolean,
  nesting: number,
): Promise<void> {
  const before = collector.counts;
  await readValue(collector, place, key, value, encoded, nesting);
  if (key !== 'tls.crt' && key !== 'tls.key') return;
  const { holds, lacks } = MISPLACED[key];
  const other = lacks === 'certificates' ? 'privateKeys' : 'certificates';
  const { counts } = collector;
  if (counts[lacks] > before[lacks] || counts[other] === before[other]) return;
  throw new BundleError(
    'unexpected',
    `The entry ${key} holds ${holds}. It was read all the same; a server would not start with it.`,
    'Put the certificates into tls.crt and their private key into tls.key; the two may be swapped.',
  );
}

async function readValue(
  collector: Collector,
  place: Place,
  key: string,
  value: unknown,
  encoded: boolean,
  nesting: number,
): Promise<void> {
  if (value === '' || value === null || value === undefined) {
    if (key !== 'tls.crt' && key !== 'tls.key') return;
    throw new BundleError('empty', `The entry ${key} is empty.`, 'Ask for the Secret again.');
  }
  if (typeof value !== 'string') {
    const message = `The entry ${key} is no text.`;
    throw new BundleError('manifest', message, 'Copy the manifest again.');
  }
  if (!encoded) {
    if (EXPECTED.includes(key) || value.includes('-----BEGIN ')) {
      await collector.read(place, value, nesting + 1);
    }
    if (EXPECTED.includes(key)) refuseEncoded(key, new TextEncoder().encode(value));
    return;
  }
  const decoded = decodeBase64(value);
  if (decoded.ok) {
    if (EXPECTED.includes(key) || isLikely(decoded.bytes)) {
      await collector.read(place, decoded.bytes, nesting + 1);
    }
    if (EXPECTED.includes(key)) refuseEncoded(key, decoded.bytes);
  } else if (EXPECTED.includes(key)) {
    const message = `The base64 of ${key} stops making sense at its character ${decoded.at + 1}.`;
    throw new BundleError('manifest', message, 'Copy the manifest again.', decoded.at);
  }
}

/** A server gets one layer of base64 taken off, and needs PEM under it. */
function refuseEncoded(key: string, bytes: Uint8Array): void {
  const inner = decodeBase64(new TextDecoder().decode(bytes).trim());
  if (!inner.ok || !new TextDecoder().decode(inner.bytes).includes('-----BEGIN ')) return;
  throw new BundleError(
    'unexpected',
    `The entry ${key} is in base64 once too often. It was read all the same; a server would find base64 where it needs PEM.`,
    'Encode it once under “data”, and not at all under “stringData” or in a ConfigMap.',
  );
}

/** PEM, or a SEQUENCE with a long length: a keystore. */
function isLikely(bytes: Uint8Array): boolean {
  if (bytes[0] === 0x30 && (bytes[1] ?? 0) >= 0x80) return true;
  return new TextDecoder().decode(bytes.subarray(0, 8192)).includes('-----BEGIN ');
}
