import type { HandshakeMode } from '../../src/lab/scenario.ts';
import { parseCertificate } from '../../src/pki/x509/certificate.ts';
import { derNamedBits } from '../../src/pki/der/writer.ts';
import { issueCrl } from '../../src/pki/issue/crl.ts';
import type { Identity } from '../../src/tls/endpoint.ts';
import { resigned } from '../pki/resigned.ts';
import { makeWorld, type TestWorld, type Wishes } from '../tls/world.ts';
import type { ClientSetup, ServerSetup } from './stack.ts';

/** A case that the catalogue has no fault for, and about which stacks may disagree. */
interface OtherCase {
  /** What the certificates are to say instead. */
  readonly wishes?: Wishes;
  /** What else the two ends hold or do. */
  readonly change?: (world: TestWorld) => Promise<Change>;
  /** Left out: all. */
  readonly modes?: readonly HandshakeMode[];
  /** Given: the only end that is measured; we play the other. */
  readonly plays?: 'server';
  /** Given: the only stacks that can be measured. */
  readonly peers?: readonly string[];
}

interface Change {
  readonly client?: Partial<ClientSetup>;
  readonly server?: Partial<ServerSetup>;
}

const DAY = 24 * 3_600_000;
const MUTUAL: readonly HandshakeMode[] = ['mtls', 'optional'];

const WITHOUT_SIGNATURES = { keyUsage: ['keyEncipherment'] } as const;
const SERIAL_SEVEN = { serialNumber: Uint8Array.of(7) };

/** A CA of before basicConstraints, known by Netscape's extension alone: bit 5 says sslCA. */
export const NETSCAPE_ROOT = {
  omit: ['basicConstraints'],
  keyUsage: [],
  extensions: [{ oid: '2.16.840.1.113730.1.1', critical: false, value: derNamedBits([5]) }],
} as const;

export const OTHER_CASES: Readonly<Record<string, OtherCase>> = {
  'server-no-digital-signature': { wishes: { server: WITHOUT_SIGNATURES } },
  'client-no-digital-signature': { wishes: { client: WITHOUT_SIGNATURES }, modes: MUTUAL },
  'server-serial-zero': { wishes: { server: { serialNumber: Uint8Array.of(0) } } },
  'server-serial-negative': {
    wishes: { server: SERIAL_SEVEN },
    change: async (world) => ({ server: { identity: await minusSeven(world, world.server) } }),
  },
  'client-serial-negative': {
    wishes: { client: SERIAL_SEVEN },
    change: async (world) => ({ client: { identity: await minusSeven(world, world.client) } }),
    modes: MUTUAL,
  },
  // With client certificates, it is the client’s root as well.
  'server-netscape-root': { wishes: { root: NETSCAPE_ROOT }, modes: ['tls'] },
  // Go has no CRLs in its TLS, and GnuTLS plays no server here.
  'client-revoked-stale-crl': {
    change: async (world) => ({ server: { crls: [await staleCrl(world)] } }),
    modes: MUTUAL,
    peers: ['OpenSSL', 'node:tls', 'JSSE'],
  },
  // Java does not say which alert it answers with, and nobody is left to read it.
  'server-untrusted-root-clear-alert': {
    change: async () => {
      const { root } = await makeWorld(globalThis.crypto);
      return { client: { anchors: [root], clearAlerts: true } };
    },
    plays: 'server',
    peers: ['OpenSSL', 'node:tls', 'Go'],
  },
};

/** The same certificate with the serial number -7 in place of 7. */
async function minusSeven({ rootKey }: TestWorld, { chain, privateKey }: Identity) {
  const [leaf = new Uint8Array()] = chain;
  const negative = await resigned(leaf, 'a003020102020107', 'a0030201020201f9', rootKey);
  return { chain: [negative], privateKey };
}

/** It has ended yesterday, and says that the client's certificate is revoked. */
function staleCrl({ now, root, rootKey, client }: TestWorld): Promise<Uint8Array> {
  const [leaf = new Uint8Array()] = client.chain;
  const { serialNumber } = parseCertificate(leaf);
  return issueCrl(globalThis.crypto, {
    issuer: { certificate: root, privateKey: rootKey },
    thisUpdate: now - 3 * DAY,
    nextUpdate: now - DAY,
    revoked: [{ serialNumber, revokedAt: now - 3 * DAY }],
  });
}
