import type { Materials } from '../../src/lab/materials.ts';
import type { TlsActor } from '../../src/lab/provision.ts';
import { issueCertificate } from '../../src/pki/issue/certificate.ts';
import { generateKeyPair } from '../../src/pki/keys/keys.ts';

/** Around a certificate in a Certificate message, and around all of them (RFC 8446 §4.4.2). */
const AROUND_ENTRY = 3 + 2;
const AROUND_LIST = 1 + 3;
/** In between, a length takes two bytes more than its first one wherever it stands. */
const SHORTEST = 700;
const LONGEST = 60_000;

type Making = Pick<Materials, 'provider' | 'madeAt'>;

/** Certificates that a chain can carry along without a use for them, of exactly so many bytes each. */
export async function fillers(making: Making, sizes: readonly number[]): Promise<Uint8Array[]> {
  // Signatures of Ed25519 are all of one length.
  const { publicKey, privateKey } = await generateKeyPair(making.provider, 'ed25519');
  const issue = (padding: number) =>
    issueCertificate(making.provider, {
      profile: 'server',
      subject: { commonName: 'filler' },
      publicKey,
      issuer: { self: privateKey },
      serialNumber: Uint8Array.of(1),
      notBefore: making.madeAt,
      notAfter: making.madeAt + 3_600_000,
      san: { uri: [`urn:${'x'.repeat(padding)}`] },
    });
  const least = await issue(300);
  return Promise.all(
    sizes.map((size) => {
      if (size < SHORTEST || size > LONGEST) throw new RangeError(`No filler has ${size} bytes.`);
      return issue(300 + size - least.length);
    }),
  );
}

/**
 * That chain, and after it what makes the body of a Certificate message exactly that long.
 *
 * @param chain leaf first
 */
export async function filledChain(
  making: Making,
  chain: readonly Uint8Array[],
  length: number,
): Promise<Uint8Array[]> {
  const taken = chain.reduce((sum, der) => sum + AROUND_ENTRY + der.length, AROUND_LIST);
  const sizes: number[] = [];
  for (let left = length - taken; left > 0;) {
    // What is left over is shared by two, so that neither is too short.
    const size = left > LONGEST + SHORTEST + AROUND_ENTRY ? LONGEST - SHORTEST : left;
    const entry = size > LONGEST ? Math.floor(size / 2) : size;
    sizes.push(entry - AROUND_ENTRY);
    left -= entry;
  }
  return [...chain, ...(await fillers(making, sizes))];
}

/** The same actor, who presents these after his own chain. */
export function presentingToo(actor: TlsActor, more: readonly Uint8Array[]): TlsActor {
  const { identities, info } = actor;
  return {
    ...actor,
    info: { ...info, chain: [...info.chain, ...more] },
    identities: identities.map((one) => ({ ...one, chain: [...one.chain, ...more] })),
  };
}
