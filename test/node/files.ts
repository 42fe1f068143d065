import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll } from 'vitest';
import { exportPrivateKeyPem } from '../../src/pki/keys/ownKey.ts';
import { type KeyKind } from '../../src/pki/keys/keys.ts';
import { encodePem } from '../../src/pki/der/pem.ts';
import type { Identity } from '../../src/tls/endpoint.ts';
import { makeWorld, SERVER_NAME } from '../tls/world.ts';

const folders: string[] = [];
afterAll(() => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A server and a client of one CA, as PEM files. */
export async function makeFiles(kind: KeyKind = 'ecdsa-p256') {
  const world = await makeWorld(globalThis.crypto, { server: kind, client: kind });
  const folder = mkdtempSync(join(tmpdir(), 'mtls-lab-cli-'));
  folders.push(folder);
  const write = (name: string, text: string) => {
    const file = join(folder, name);
    writeFileSync(file, text, { mode: 0o600 });
    return file;
  };
  const party = async (name: string, { chain, privateKey }: Identity) => ({
    chain: write(`${name}.pem`, chain.map((der) => encodePem('CERTIFICATE', der)).join('')),
    key: write(`${name}.key`, await exportPrivateKeyPem(globalThis.crypto, privateKey)),
  });
  return {
    world,
    name: SERVER_NAME,
    server: await party('server', world.server),
    client: await party('client', world.client),
    anchors: write('anchors.pem', encodePem('CERTIFICATE', world.root)),
  };
}
