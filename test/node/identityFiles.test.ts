import { spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { encodePem } from '../../src/pki/der/pem.ts';
import { makeFiles } from './files.ts';
import { lab, startLab } from './lab.ts';

type Files = Awaited<ReturnType<typeof makeFiles>>;
let files: Files;
let folder: string;
beforeAll(async () => {
  files = await makeFiles();
  folder = dirname(files.anchors);
});

const path = (name: string) => join(folder, name);

function openssl(...args: readonly string[]): void {
  const done = spawnSync('openssl', args, { cwd: folder, encoding: 'utf8' });
  expect(done.stderr, `openssl ${args.join(' ')}`).not.toMatch(/error/i);
}

function toPkcs12(name: string, { chain, key }: { chain: string; key: string }, password: string) {
  openssl(
    ...['pkcs12', '-export', '-in', chain, '-inkey', key],
    ...['-out', path(name), '-passout', `pass:${password}`],
  );
  return path(name);
}

/** Starts `lab serve` with these files, lets somebody connect, and gives everything that was said. */
async function serveWith(args: readonly string[], meet: (address: string) => Promise<unknown>) {
  const serving = startLab('serve', '--port', '0', ...args);
  let said = '';
  serving.stdout.on('data', (text: Buffer) => (said += text.toString()));
  try {
    await once(serving.stdout, 'data');
    await meet(/listening on (\S+)/.exec(said)?.[1] ?? '');
    while (!said.trim().includes('\n')) await once(serving.stdout, 'data');
    return said;
  } finally {
    serving.kill();
  }
}

const refused = async (cert: string, key: string) => {
  const ended = await lab(['serve', '--port', '0', '--cert', cert, '--key', key]);
  expect(ended).toMatchObject({ code: 2, stdout: '' });
  expect(ended.stderr.trim().split('\n')).toHaveLength(1);
  return ended.stderr;
};

describe('--cert, --key and --ca', () => {
  it('take DER and PKCS#12 without a password', async () => {
    const { server, client, anchors } = files;
    openssl('x509', '-in', anchors, '-outform', 'DER', '-out', path('ca.der'));
    openssl('pkey', '-in', client.key, '-outform', 'DER', '-out', path('client-key.der'));
    openssl('x509', '-in', client.chain, '-outform', 'DER', '-out', path('client.der'));
    const packed = toPkcs12('server.p12', server, '');
    const der = ['--ca', path('ca.der')];
    const asked = await serveWith(['--cert', packed, '--key', packed, ...der], async (address) => {
      const client = ['--cert', path('client.der'), '--key', path('client-key.der')];
      const ended = await lab(['connect', address, ...der, '--servername', files.name, ...client]);
      expect(ended.stdout).toContain('200 OK');
      expect(ended).toMatchObject({ code: 0, stderr: '' });
    });
    expect(asked).toContain('was answered, as spiffe:');
  });

  it('say what to do with a PKCS#12 file that has a password', async () => {
    const packed = toPkcs12('locked.p12', files.server, 'secret');
    const said = await refused(packed, packed);
    expect(said).toContain('PKCS#12');
    expect(said).toContain(`openssl pkcs12 -in ${packed} -nodes`);
  });

  it('say what to do with a private key that has a password', async () => {
    const { server } = files;
    openssl('pkey', '-in', server.key, '-aes256', '-passout', 'pass:x', '-out', path('locked.key'));
    expect(await refused(server.chain, path('locked.key'))).toContain('openssl pkey -in');
  });

  it('refuse a chain that has its leaf last, and say which certificate the key belongs to', async () => {
    const { server, anchors } = files;
    const chain = readFileSync(anchors, 'utf8') + readFileSync(server.chain, 'utf8');
    writeFileSync(path('leaf-last.pem'), chain);
    const said = await refused(path('leaf-last.pem'), server.key);
    expect(said).toContain('belongs to certificate 2');
    expect(said).toContain('Put it first');
  });

  it('drop no certificate in silence: a broken one in a chain is refused', async () => {
    const { server } = files;
    const broken = encodePem('CERTIFICATE', Uint8Array.of(0x30, 3, 2, 1, 1));
    writeFileSync(path('broken.pem'), readFileSync(server.chain, 'utf8') + broken);
    expect(await refused(path('broken.pem'), server.key)).toContain('broken.pem');
  });

  it('name what is no certificate: a request, a key', async () => {
    const { server } = files;
    openssl('req', '-new', '-key', server.key, '-subj', '/CN=a', '-out', path('request.pem'));
    expect(await refused(path('request.pem'), server.key)).toContain('signing request');
    expect(await refused(server.key, server.key)).toContain('holds no certificate');
    expect(await refused(server.chain, server.chain)).toContain('holds no private key');
  });
});

describe('lab serve', () => {
  it('tells that a client offers TLS 1.2 only, and what we speak', async () => {
    const { server } = files;
    const said = await serveWith(['--cert', server.chain, '--key', server.key], async (address) => {
      spawnSync('openssl', ['s_client', '-connect', address, '-tls1_2'], { input: '' });
    });
    expect(said).toContain('was refused: protocol_version');
    expect(said).toContain('This lab speaks TLS 1.3 only.');
  });
});
