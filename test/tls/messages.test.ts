import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FieldNode } from '../../src/bytes/fieldTree.ts';
import { describeCertificate } from '../../src/pki/x509/describe.ts';
import { describeAlert, describeHandshake, describeRecord } from '../../src/tls/describe.ts';
import { alpnExtension } from '../../src/tls/extensions.ts';
import { decodeHandshake, encodeHandshake, handshakeName } from '../../src/tls/messages.ts';
import { DecodeError } from '../../src/tls/reader.ts';
import { arbitraryMessage } from './arbitraryMessages.ts';
import { fragmentOf, PublishedTrace } from './rfc8448.ts';

/** A value, or the typed error; anything else that is thrown fails the test. */
function attempt(message: Uint8Array): 'value' | DecodeError {
  const name = handshakeName(message);
  try {
    decodeHandshake(name ?? 'Finished', message);
    return 'value';
  } catch (error) {
    if (error instanceof DecodeError) return error;
    throw error;
  }
}

/** The first node whose range does not nest in its parent's or does not follow its sibling's. */
function unsoundNode(node: FieldNode, from: number, limit: number): FieldNode | null {
  if (node.start < from || node.start > node.end || node.end > limit) return node;
  let at = node.start;
  for (const child of node.children ?? []) {
    const found = unsoundNode(child, at, node.end);
    if (found) return found;
    at = child.end;
  }
  return null;
}

function expectSound(node: FieldNode, length: number): void {
  expect(unsoundNode(node, 0, length)).toBeNull();
}

const trace = new PublishedTrace('Client_Authentication_Handshake');
const published = [
  fragmentOf(trace.bytes('Record_ClientHello_1')),
  trace.bytes('Message_ServerHello'),
  fragmentOf(new PublishedTrace('HelloRetryRequest_Handshake').bytes('Record_HelloRetryRequest')),
  trace.bytes('Message_EncryptedExtensions'),
  trace.bytes('Message_CertificateRequest'),
  trace.bytes('Message_Server_Certificate'),
  trace.bytes('Message_Server_CertificateVerify'),
  trace.bytes('Message_Server_Finished'),
].map((bytes) => ({ name: handshakeName(bytes) ?? 'Finished', bytes }));

describe('handshake messages (RFC 8446 §4)', () => {
  it('come back from their bytes as they were, and the bytes too', () => {
    fc.assert(
      fc.property(arbitraryMessage, ({ name, body }) => {
        const bytes = encodeHandshake(name, body);
        const decoded = decodeHandshake(name, bytes);
        expect(decoded).toEqual(body);
        expect(encodeHandshake(name, decoded)).toEqual(bytes);
      }),
      { numRuns: 300 },
    );
  });

  it.each(published)(
    '$name: cut off anywhere, it is a typed error that names a field',
    ({ bytes, name }) => {
      for (let length = 0; length < bytes.length; length++) {
        const cut = bytes.slice(0, length);
        const outcome = attempt(cut);
        expect(outcome).toBeInstanceOf(DecodeError);
        const field = outcome === 'value' ? '' : outcome.field;
        // A cut HelloRetryRequest has lost the random that tells it apart.
        expect([name, 'ServerHello', 'Finished']).toContain(field.split('.')[0]);
        expectSound(describeHandshake(cut, describeCertificate), length);
      }
    },
  );

  it.each(published)(
    '$name: with any byte changed, it is a value or a typed error',
    ({ bytes }) => {
      for (let index = 0; index < bytes.length; index++) {
        for (const change of [0x01, 0x80, 0xff]) {
          const mutant = bytes.slice();
          mutant[index] = (mutant[index] ?? 0) ^ change;
          attempt(mutant);
          expectSound(describeHandshake(mutant, describeCertificate), mutant.length);
        }
      }
    },
  );

  it('of any bytes are a value or a typed error, and a tree', () => {
    const header = fc.constantFrom(1, 2, 4, 8, 11, 13, 15, 20, 24, 99);
    fc.assert(
      fc.property(header, fc.uint8Array({ maxLength: 400 }), (type, body) => {
        const { length } = body;
        const bytes = Uint8Array.of(type, 0, length >> 8, length & 0xff, ...body);
        attempt(bytes);
        expectSound(describeHandshake(bytes, describeCertificate), bytes.length);
        expectSound(describeHandshake(body, describeCertificate), length);
        expectSound(describeRecord(body), length);
        expectSound(describeAlert(body), length);
      }),
      { numRuns: 500 },
    );
  });

  it('name the field that cannot be decoded', () => {
    const hello = published[0]?.bytes.slice() ?? new Uint8Array();
    const share = Buffer.from(hello).indexOf(Buffer.from('0033', 'hex'));
    hello[share + 5] = 0xff;
    expect(attempt(hello)).toMatchObject({
      code: 'decode_error',
      field: 'ClientHello.extensions.key_share.extension_data.client_shares',
    });
  });
});

describe('field trees of messages', () => {
  const names = (node: FieldNode | undefined) => node?.children?.map(({ name }) => name);
  const child = (node: FieldNode | undefined, name: string) =>
    node?.children?.find((one) => one.name === name);

  it('name the fields of ClientHello as RFC 8446 §4.1.2 does, header first', () => {
    const tree = describeHandshake(published[0]?.bytes ?? new Uint8Array());
    expect(tree).toMatchObject({
      name: 'ClientHello',
      type: 'Handshake',
      start: 0,
      spec: 'RFC 8446 §4.1.2',
    });
    expect(names(tree)).toEqual([
      'msg_type',
      'length',
      'legacy_version',
      'random',
      'legacy_session_id',
      'cipher_suites',
      'legacy_compression_methods',
      'extensions',
    ]);
    expect(tree.children?.[0]).toMatchObject({ value: 'client_hello (1)', start: 0, end: 1 });
    expect(child(tree, 'cipher_suites')?.value).toContain('TLS_AES_128_GCM_SHA256 (0x1301)');
    const extensions = child(tree, 'extensions');
    expect(names(extensions)).toContain('supported_groups');
    const sni = child(child(extensions, 'server_name'), 'extension_data');
    expect(sni).toMatchObject({ type: 'ServerNameList', spec: 'RFC 6066 §3' });
    const share = child(child(extensions, 'key_share'), 'extension_data');
    expect(share?.spec).toBe('RFC 8446 §4.2.8');
  });

  it('open certificates down to their own fields', () => {
    const bytes = trace.bytes('Message_Server_Certificate');
    const entry = describeHandshake(bytes, describeCertificate).children?.find(
      ({ name }) => name === 'certificate_list',
    );
    const data = child(entry?.children?.[1], 'cert_data');
    const certificate = data?.children?.at(-1);
    expect(certificate?.end).toBe(data?.end);
    expect(names(certificate)).toContain('tbsCertificate');
    expectSound(describeHandshake(bytes, describeCertificate), bytes.length);
  });

  it('say in words what names and protocols are', () => {
    const name = Uint8Array.from(Buffer.from('300d310b3009060355040a0c024c62', 'hex'));
    const tree = describeHandshake(
      encodeHandshake('CertificateRequest', {
        certificateRequestContext: new Uint8Array(),
        extensions: [
          { name: 'certificate_authorities', data: { authorities: [name, Uint8Array.of(1)] } },
        ],
      }),
    );
    const extension = child(child(tree, 'extensions'), 'certificate_authorities');
    const authorities = child(child(extension, 'extension_data'), 'authorities');
    expect(authorities?.children?.slice(1).map(({ value }) => value)).toEqual(['O=Lb', '01']);
    const hello = describeHandshake(
      encodeHandshake('EncryptedExtensions', { extensions: [alpnExtension(['http/1.1'])] }),
    );
    expect(JSON.stringify(hello)).toContain('“http/1.1”');
  });

  it('open a record in clear, and leave an encrypted one closed', () => {
    const plain = describeRecord(trace.bytes('Record_ClientHello_1'));
    expect(names(plain)).toEqual(['type', 'legacy_record_version', 'fragment']);
    expect(names(child(plain, 'fragment'))).toEqual(['length', 'ClientHello']);
    const sealed = describeRecord(trace.bytes('Record_ClientFinished'));
    expect(names(sealed)).toEqual(['opaque_type', 'legacy_record_version', 'encrypted_record']);
    expect(describeAlert(Uint8Array.of(2, 48)).children?.[1]?.value).toBe('unknown_ca (48)');
  });
});
