import { readFileSync } from 'node:fs';
import type { TlsCrypto } from '../../src/tls/crypto.ts';
import { createTlsCrypto } from '../../src/tls/webCrypto.ts';
import { HandshakeAssembler } from '../../src/tls/handshakeAssembler.ts';
import type { TrafficSecret } from '../../src/tls/tls13/keySchedule.ts';
import { handshakeName } from '../../src/tls/messages.ts';
import { RecordReader, RecordWriter } from '../../src/tls/recordLayer.ts';
import { Transcript } from '../../src/tls/transcript.ts';
import { CIPHER_SUITES, type CipherSuite } from '../../src/tls/algorithms.ts';

/** The published example handshakes of RFC 8448, as bytes. See test/vectors/rfc8448/README.md. */
export type TraceName =
  | 'Simple_1RTT_Handshake'
  | 'HelloRetryRequest_Handshake'
  | 'Client_Authentication_Handshake'
  | 'Middlebox_Compatibility_Mode';

type Fields = Readonly<Record<string, string | Readonly<Record<string, string>>>>;

const FILE = new URL('../vectors/rfc8448/traces.json', import.meta.url);
const TRACES = JSON.parse(readFileSync(FILE, 'utf8')) as Readonly<Record<string, Fields>>;

export const crypto: TlsCrypto = createTlsCrypto(globalThis.crypto);
export const sha256 = crypto.hash('SHA-256');

/** The suite of every example: TLS_AES_128_GCM_SHA256. */
export const suite = CIPHER_SUITES[0] as CipherSuite;

export class PublishedTrace {
  readonly #fields: Fields;

  constructor(name: TraceName) {
    this.#fields = TRACES[name] ?? {};
  }

  /** A message, record or random of the trace. @throws Error when there is none of that name */
  bytes(name: string): Uint8Array {
    return fromHex(this.#fields[name], name);
  }

  names(): string[] {
    return Object.keys(this.#fields);
  }

  /** A secret of the trace. */
  expected(name: string): Uint8Array {
    const { expected } = this.#fields;
    return fromHex(typeof expected === 'object' ? expected[name] : undefined, name);
  }
}

function fromHex(hex: unknown, name: string): Uint8Array {
  if (typeof hex !== 'string') throw new Error(`The trace holds no ${name}.`);
  return Uint8Array.from(Buffer.from(hex, 'hex'));
}

/** A record without its five-byte header. */
export const fragmentOf = (record: Uint8Array): Uint8Array => record.subarray(5);

/** PKCS#8 around a raw X25519 private key (RFC 8410 §7). */
const PKCS8_X25519 = Buffer.from('302e020100300506032b656e04220420', 'hex');

/** The shared secret of a published private key and its peer's public one. */
export async function agreeX25519(privateKey: Uint8Array, peer: Uint8Array): Promise<Uint8Array> {
  const { subtle } = globalThis.crypto;
  const algorithm = { name: 'X25519' };
  const pkcs8 = Uint8Array.from([...PKCS8_X25519, ...privateKey]);
  const key = await subtle.importKey('pkcs8', pkcs8, algorithm, false, ['deriveBits']);
  const publicKey = await subtle.importKey('raw', Uint8Array.from(peer), algorithm, false, []);
  const secret = await subtle.deriveBits({ name: 'X25519', public: publicKey }, key, 256);
  return new Uint8Array(secret);
}

/** Opens a recorded record, and seals what was in it again. */
export async function openAndSeal(secret: TrafficSecret, records: readonly Uint8Array[]) {
  const reader = new RecordReader(crypto);
  const writer = new RecordWriter(crypto);
  await reader.changeKeys('handshake', secret);
  await writer.changeKeys('handshake', secret);
  const opened = [];
  for (const bytes of records) {
    reader.push(bytes);
    const record = await reader.next();
    if (!record) throw new Error('The record is not whole.');
    const sealed = await writer.write(record.contentType, record.content);
    opened.push({ record, sealed: sealed.bytes });
  }
  return opened;
}

/** The transcript of these messages. */
export function transcriptOf(...messages: readonly Uint8Array[]): Transcript {
  const transcript = new Transcript();
  transcript.choose(sha256);
  for (const bytes of messages) transcript.add({ name: handshakeName(bytes) ?? 'Finished', bytes });
  return transcript;
}

/** The handshake messages that stand in the content of a record. */
export function messagesIn(content: Uint8Array): Uint8Array[] {
  const assembler = new HandshakeAssembler();
  assembler.push({
    bytes: content,
    outerType: 'handshake',
    contentType: 'handshake',
    epoch: 'handshake',
    sequence: 0,
    content,
  });
  const messages: Uint8Array[] = [];
  for (let next = assembler.next(); next; next = assembler.next()) messages.push(next.bytes);
  return messages;
}
