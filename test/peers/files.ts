import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { exportPrivateKeyPem } from '../../src/pki/keys/ownKey.ts';
import { encodePem } from '../../src/pki/der/pem.ts';
import type { Identity } from '../../src/tls/endpoint.ts';
import type { Setup } from './stack.ts';

/** The PEM files of one end; a member is null when it has no such thing. */
export interface SetupFiles {
  /** Leaf first. */
  readonly chain: string | null;
  readonly key: string | null;
  readonly anchors: string | null;
  readonly crls: string | null;
  /** Both in one file, as OpenSSL wants them. */
  readonly anchorsAndCrls: string | null;
}

const folders: string[] = [];
process.on('exit', () => {
  for (const folder of folders) rmSync(folder, { recursive: true, force: true });
});

/** A new folder, which is gone when this process ends. */
export function temporaryFolder(): string {
  const folder = mkdtempSync(join(tmpdir(), 'mtls-lab-peers-'));
  folders.push(folder);
  return folder;
}

/** Writes down what an end holds, for programs that read files. */
export async function filesOf({ identity, anchors, crls = [] }: Setup): Promise<SetupFiles> {
  const folder = temporaryFolder();
  const write = (name: string, text: string) => {
    const file = join(folder, name);
    writeFileSync(file, text, { mode: 0o600 });
    return file;
  };
  return {
    chain: identity && write('chain.pem', chainPem(identity)),
    key: identity && write('key.pem', await keyPem(identity)),
    anchors: anchors.length === 0 ? null : write('anchors.pem', certificatesPem(anchors)),
    crls: crls.length === 0 ? null : write('crls.pem', crlsPem(crls)),
    anchorsAndCrls:
      anchors.length === 0 ? null : write('both.pem', certificatesPem(anchors) + crlsPem(crls)),
  };
}

export function chainPem({ chain }: Identity): string {
  return certificatesPem(chain);
}

export function keyPem({ privateKey }: Identity): Promise<string> {
  return exportPrivateKeyPem(globalThis.crypto, privateKey);
}

export function crlsPem(crls: readonly Uint8Array[]): string {
  return crls.map((der) => encodePem('X509 CRL', der)).join('');
}

export function certificatesPem(certificates: readonly Uint8Array[]): string {
  return certificates.map((der) => encodePem('CERTIFICATE', der)).join('');
}
