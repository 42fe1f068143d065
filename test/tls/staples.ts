import { mustStaple } from '../../src/pki/issue/specialExtensions.ts';
import { issueOcspResponse, type OcspRequest } from '../../src/pki/issue/ocsp.ts';
import type { Identity } from '../../src/tls/endpoint.ts';
import { issueLeaf, type TestWorld } from './world.ts';

const HOUR = 3_600_000;

/** What the world's root says of an identity, as its OCSP responder; good and of today unless changed. */
export function stapleFor(
  { chain: [leaf = new Uint8Array()] }: Identity,
  { now, root, rootKey }: TestWorld,
  changes: Partial<OcspRequest> = {},
): Promise<Uint8Array> {
  return issueOcspResponse(globalThis.crypto, {
    certificate: leaf,
    issuerCertificate: root,
    responder: { certificate: root, privateKey: rootKey },
    status: { kind: 'good' },
    producedAt: now,
    thisUpdate: now - HOUR,
    nextUpdate: now + HOUR,
    ...changes,
  });
}

/** The same identity with that staple. */
export async function stapled(
  identity: Identity,
  world: TestWorld,
  changes: Partial<OcspRequest> = {},
): Promise<Identity> {
  return { ...identity, staple: await stapleFor(identity, world, changes) };
}

export const revoked = (world: TestWorld): Partial<OcspRequest> => ({
  status: { kind: 'revoked', at: world.now - HOUR, reason: 'keyCompromise' },
});

export const outdated = ({ now }: TestWorld): Partial<OcspRequest> => ({
  thisUpdate: now - 3 * HOUR,
  nextUpdate: now - 2 * HOUR,
});

/** A leaf that says that it must staple (RFC 7633). */
export function mustStapleLeaf(world: TestWorld, profile: 'server' | 'client'): Promise<Identity> {
  return issueLeaf(globalThis.crypto, world, profile, { extensions: [mustStaple()] });
}
