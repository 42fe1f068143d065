import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { connect, createSecureContext, createServer } from 'node:tls';
import { beforeAll, describe, expect, it } from 'vitest';
import { makeExample } from '../../../src/lab/inspect/example.ts';
import {
  sendingOf,
  type FilePlace,
  type PlacedCertificate,
} from '../../../src/lab/inspect/file.ts';
import { displayName, parseCertificate } from '../../../src/pki/x509/certificate.ts';
import { decodePem, encodePem } from '../../../src/pki/der/pem.ts';
import { makeWorld } from '../../tls/world.ts';

const provider = globalThis.crypto;
let pems: Record<'leaf' | 'middle' | 'root' | 'key' | 'other', string>;

beforeAll(async () => {
  const blocks = async () =>
    (await makeExample(provider, Date.now())).match(/-----BEGIN [\s\S]+?-----END [^\n]+\n/g) ?? [];
  const [leaf = '', middle = '', root = '', key = ''] = await blocks();
  const [other = ''] = await blocks();
  pems = { leaf, middle, root, key, other };
});

type Name = 'leaf' | 'middle' | 'root' | 'other';

/** What would be sent with the leaf of some files: each is a bundle, an entry and its order. */
function sent(files: readonly (readonly [string, string, ...Name[]])[], trusted: Name[] = []) {
  const places = new Map<Name, FilePlace[]>();
  for (const [bundle, file, ...names] of files)
    names.forEach((name, at) =>
      places.set(name, [...(places.get(name) ?? []), { bundle, file, line: at + 1 }]),
    );
  const all = [...places].map(([name, found]): PlacedCertificate & { name: Name } => {
    const [block] = decodePem(pems[name]);
    if (!block) throw new Error('no certificate');
    return { name, certificate: parseCertificate(block.der), places: found };
  });
  const leaf = all.find(({ name }) => name === 'leaf');
  if (!leaf) throw new Error('no leaf');
  const isTrusted = (one: PlacedCertificate) =>
    trusted.some((name) => all.find((held) => held.name === name) === one);
  const { others, instead, unsent } = sendingOf(leaf, all, isTrusted);
  return {
    others: others.map(displayName),
    instead: instead && displayName(instead),
    unsent: unsent.map(displayName),
  };
}

const [MIDDLE, ROOT] = ['Example Server CA', 'Example Root CA'];

describe('what a server sends of the file that it is given', () => {
  it('the certificates in their order, a root and repetitions included', () => {
    expect(sent([['a', '', 'leaf', 'root', 'middle', 'root']], ['root'])).toEqual({
      others: [ROOT, MIDDLE, ROOT],
      instead: null,
      unsent: [],
    });
  });

  it('whatever else stands behind the leaf, other holders included', () => {
    expect(sent([['a', '', 'leaf', 'other', 'middle']]).others).toEqual(['payments', MIDDLE]);
  });

  it('takes the first for its own, whatever it is', () => {
    expect(sent([['a', '', 'middle', 'leaf']])).toMatchObject({ instead: MIDDLE });
    expect(sent([['a', '', 'root', 'middle', 'leaf']])).toMatchObject({ instead: ROOT });
  });

  it('as OpenSSL does: a file with the leaf last is refused with its key, one with it first is not', () => {
    const { leaf, middle, root, key } = pems;
    expect(() => createSecureContext({ cert: middle + leaf, key })).toThrow(/key values mismatch/);
    expect(() => createSecureContext({ cert: leaf + root + middle, key })).not.toThrow();
  });

  it('as OpenSSL does: beside a certificate of another kind of key it starts, and can show nothing', async () => {
    const { leaf, key } = pems;
    const other = await makeWorld(globalThis.crypto, { server: 'rsa-2048' });
    const [first = new Uint8Array()] = other.server.chain;
    const cert = encodePem('CERTIFICATE', first) + leaf;
    expect(() => createSecureContext({ cert, key })).not.toThrow();
    const server = createServer({ cert, key });
    await once(server.listen(0, '127.0.0.1'), 'listening');
    const { port } = server.address() as AddressInfo;
    const [error] = (await once(connect({ port, host: '127.0.0.1' }), 'error')) as [Error];
    server.close();
    expect(error.message).toContain('alert handshake failure');
  });

  it('what another entry of the same Secret holds is not sent', () => {
    const secret = [
      ['a', 'ca.crt', 'middle'],
      ['a', 'tls.crt', 'leaf'],
    ] as const;
    expect(sent(secret)).toEqual({ others: [], instead: null, unsent: [MIDDLE] });
    expect(sent([...secret, ['b', '', 'middle']]).others).toEqual([MIDDLE]);
  });

  it('a CA that was brought separately is added, unless the other side has it', () => {
    const files = [
      ['a', '', 'leaf'],
      ['b', '', 'middle', 'root'],
    ] as const;
    expect(sent(files).others).toEqual([MIDDLE, ROOT]);
    expect(sent(files, ['root']).others).toEqual([MIDDLE]);
  });

  it('of two files with the same leaf the one that a server can use counts', () => {
    const good = ['b', '', 'leaf', 'middle'] as const;
    expect(sent([['a', '', 'root', 'leaf'], good])).toMatchObject({
      others: [MIDDLE, ROOT],
      instead: null,
    });
    expect(sent([['a', '', 'leaf'], good]).others).toEqual([MIDDLE]);
  });

  it('several holders are a collection, of which nobody makes one file', () => {
    expect(sent([['a', '', 'other', 'middle', 'leaf']])).toEqual({
      others: [MIDDLE],
      instead: null,
      unsent: [],
    });
  });
});
