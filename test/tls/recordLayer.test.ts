import { concatBytes } from '../../src/bytes/bytes.ts';
import { describe, expect, it } from 'vitest';
import type { TlsCrypto } from '../../src/tls/crypto.ts';
import { createTlsCrypto } from '../../src/tls/webCrypto.ts';
import type { RecordInfo } from '../../src/tls/endpoint.ts';
import { TlsFailure } from '../../src/tls/failure.ts';
import { HandshakeAssembler } from '../../src/tls/handshakeAssembler.ts';
import { BadRecordMac, RecordReader, RecordWriter } from '../../src/tls/recordLayer.ts';

const crypto = createTlsCrypto(globalThis.crypto);
const keys = { key: new Uint8Array(16).fill(1), iv: new Uint8Array(12).fill(2) };
const otherKeys = { key: new Uint8Array(32).fill(3), iv: new Uint8Array(12).fill(4) };

async function halves() {
  const writer = new RecordWriter(crypto);
  const reader = new RecordReader(crypto);
  await writer.changeKeys('application', keys);
  await reader.changeKeys('application', keys);
  return { writer, reader };
}

async function refusal(read: Promise<unknown>): Promise<TlsFailure> {
  try {
    await read;
  } catch (error) {
    if (error instanceof TlsFailure) return error;
  }
  throw new Error('Nothing was refused.');
}

/** A record that is protected, whatever its inner bytes are. */
async function sealed(inner: Uint8Array): Promise<Uint8Array> {
  const length = inner.length + 16;
  const header = Uint8Array.of(23, 3, 3, length >> 8, length & 0xff);
  const aead = await crypto.aead(keys.key);
  return concatBytes(header, await aead.seal(keys.iv, header, inner));
}

async function open(bytes: Uint8Array): Promise<RecordInfo | null> {
  const { reader } = await halves();
  reader.push(bytes);
  return reader.next();
}

describe('the record layer (RFC 8446 §5)', () => {
  it('frames, protects and opens records in order', async () => {
    const { writer, reader } = await halves();
    const contents = [Uint8Array.of(1), new Uint8Array(), new Uint8Array(2 ** 14).fill(9)];
    for (const [sequence, content] of contents.entries()) {
      const written = await writer.write('application_data', content);
      reader.push(written.bytes);
      expect(await reader.next()).toEqual(written);
      expect(written).toMatchObject({
        sequence,
        epoch: 'application',
        outerType: 'application_data',
      });
    }
    expect(await reader.next()).toBeNull();
  });

  it('gives the same records however the bytes arrive', async () => {
    const { writer, reader } = await halves();
    const first = await writer.write('application_data', Uint8Array.of(1, 2, 3));
    const second = await writer.write('alert', Uint8Array.of(1, 0));
    const seen: RecordInfo[] = [];
    for (const byte of concatBytes(first.bytes, second.bytes)) {
      reader.push(Uint8Array.of(byte));
      const record = await reader.next();
      if (record) seen.push(record);
    }
    expect(seen).toEqual([first, second]);
  });

  it('§5.3: starts its sequence again with new keys, in one direction only', async () => {
    const { writer, reader } = await halves();
    await writer.write('application_data', Uint8Array.of(0));
    await writer.changeKeys('application', otherKeys);
    await reader.changeKeys('application', otherKeys);
    const written = await writer.write('application_data', Uint8Array.of(1));
    expect(written.sequence).toBe(0);
    reader.push(written.bytes);
    expect((await reader.next())?.content).toEqual(Uint8Array.of(1));
  });

  it('§5.3: makes each nonce of its sequence number, over every byte of it', async () => {
    const nonces: bigint[] = [];
    const noting: TlsCrypto = {
      ...crypto,
      aead: () => ({
        seal(nonce) {
          nonces.push(BigInt(`0x${Buffer.from(nonce).toString('hex')}`));
          return new Uint8Array(16);
        },
        open: () => null,
      }),
    };
    const writer = new RecordWriter(noting);
    const iv = Uint8Array.of(0xff, 1, 2, 3, 4, 5, 6, 7, 8, 9, 0xaa, 0x55);
    await writer.changeKeys('application', { key: keys.key, iv });
    const number = BigInt(`0x${Buffer.from(iv).toString('hex')}`);
    for (let sequence = 0n; sequence < 66_000n; sequence++) {
      await writer.write('application_data', Uint8Array.of(1));
      if (nonces.at(-1) !== (number ^ sequence)) throw new Error(`The nonce of ${sequence}.`);
    }
    expect(nonces).toHaveLength(66_000);
  });

  it('§D.4: sends change_cipher_spec in clear, and counts it in no sequence', async () => {
    const { writer, reader } = await halves();
    const dummy = await writer.write('change_cipher_spec', Uint8Array.of(1));
    expect([...dummy.bytes]).toEqual([20, 3, 3, 0, 1, 1]);
    expect(dummy.epoch).toBe('plaintext');
    const data = await writer.write('application_data', Uint8Array.of(1));
    expect(data.sequence).toBe(0);
    reader.push(concatBytes(dummy.bytes, data.bytes));
    expect((await reader.next())?.contentType).toBe('change_cipher_spec');
    expect(await reader.next()).toEqual(data);
  });

  it('§5.1: holds to 2^14 bytes in clear, and does not wait for more', async () => {
    const reader = new RecordReader(crypto);
    const full = concatBytes(Uint8Array.of(22, 3, 3, 0x40, 0), new Uint8Array(2 ** 14));
    reader.push(full.subarray(0, -1));
    expect(await reader.next()).toBeNull();
    reader.push(full.subarray(-1));
    expect((await reader.next())?.content).toHaveLength(2 ** 14);
    reader.push(Uint8Array.of(22, 3, 3, 0x40, 1));
    expect((await refusal(reader.next())).error.alert).toBe('record_overflow');
  });

  it('§5.2: waits for a ciphertext of 2^14 + 256 bytes', async () => {
    expect(await open(Uint8Array.of(23, 3, 3, 0x41, 0))).toBeNull();
  });

  it.each([20, 21, 22, 24])(
    '§5.1: ignores which version a record of type %d says',
    async (type) => {
      const reader = new RecordReader(crypto);
      reader.push(Uint8Array.of(type, 9, 9, 0, 1, 1));
      const read = await reader.next().catch((error: unknown) => error);
      if (type === 24) expect(read).toBeInstanceOf(TlsFailure);
      else expect(read).toMatchObject({ content: Uint8Array.of(1), epoch: 'plaintext' });
    },
  );

  it('refuses a record that is replayed, reordered or changed', async () => {
    const { writer, reader } = await halves();
    const { bytes } = await writer.write('application_data', Uint8Array.of(1));
    reader.push(concatBytes(bytes, bytes));
    await reader.next();
    const failure = await refusal(reader.next());
    expect(failure).toBeInstanceOf(BadRecordMac);
    expect(failure.error).toMatchObject({ alert: 'bad_record_mac', code: 'bad_record_mac' });
    for (let at = 0; at < bytes.length; at++) {
      const changed = bytes.slice();
      changed[at] = (changed[at] ?? 0) ^ 1;
      const { reader: fresh } = await halves();
      fresh.push(changed);
      const isLength = at === 3 || at === 4;
      const outcome = await fresh.next().catch((error: unknown) => error);
      if (!isLength) expect(outcome).toBeInstanceOf(TlsFailure);
    }
  });

  it('§5.4: takes padding off, and refuses nothing but padding', async () => {
    const padded = await open(await sealed(Uint8Array.of(7, 0, 8, 23, 0, 0, 0)));
    expect(padded?.content).toEqual(Uint8Array.of(7, 0, 8));
    expect((await refusal(open(await sealed(new Uint8Array(9))))).error.alert).toBe(
      'unexpected_message',
    );
  });

  it.each([
    { what: 'change_cipher_spec', inner: [1, 20] },
    { what: 'an unknown type', inner: [1, 99] },
    { what: 'an empty handshake message', inner: [22] },
    { what: 'an empty alert', inner: [21, 0, 0] },
  ])('refuses $what inside an encrypted record: unexpected_message', async ({ inner }) => {
    const failure = await refusal(open(await sealed(Uint8Array.from(inner))));
    expect(failure.error.alert).toBe('unexpected_message');
  });

  it('§5.2: holds to 2^14 bytes of content and 2^14 + 256 of ciphertext', async () => {
    const full = concatBytes(new Uint8Array(2 ** 14).fill(1), Uint8Array.of(23));
    expect((await open(await sealed(full)))?.content).toHaveLength(2 ** 14);
    const over = concatBytes(full, Uint8Array.of(0));
    expect((await refusal(open(await sealed(over)))).error.alert).toBe('record_overflow');
    const header = Uint8Array.of(23, 3, 3, 0x41, 1);
    expect((await refusal(open(header))).error.alert).toBe('record_overflow');
  });

  it('does not wait for the body of a record that may not be', async () => {
    const { reader } = await halves();
    reader.push(Uint8Array.of(71, 69, 84, 32, 47));
    expect((await refusal(reader.next())).error.alert).toBe('unexpected_message');
  });
});

describe('handshake messages in records (§5.1)', () => {
  const record = (...content: number[]): RecordInfo => ({
    bytes: Uint8Array.from(content),
    outerType: 'handshake',
    contentType: 'handshake',
    epoch: 'plaintext',
    sequence: 0,
    content: Uint8Array.from(content),
  });

  it('may share a record, or span several', () => {
    const assembler = new HandshakeAssembler();
    const records = [record(20, 0, 0), record(1, 5, 20, 0, 0, 0, 24), record(0, 0, 1, 0)];
    const messages = records.flatMap((one) => {
      assembler.push(one);
      const whole = [];
      for (let next = assembler.next(); next; next = assembler.next()) whole.push(next);
      return whole;
    });
    expect(messages.map(({ bytes }) => [...bytes])).toEqual([
      [20, 0, 0, 1, 5],
      [20, 0, 0, 0],
      [24, 0, 0, 1, 0],
    ]);
    const carriedBy = messages.map((message) => message.records.map((one) => records.indexOf(one)));
    expect(carriedBy).toEqual([[0, 1], [1], [1, 2]]);
    expect(assembler.isEmpty).toBe(true);
  });
});
