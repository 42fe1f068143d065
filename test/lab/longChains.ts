import { generateKeyPair } from '../../src/pki/keys.ts';
import { issueCertificate } from '../../src/pki/issue.ts';
import type { Materials } from '../../src/lab/materials.ts';
import type { Actor } from '../../src/lab/provision.ts';

/** The longest host name that a label-wise limit leaves room for, so that few make many bytes. */
const NAME = `${'a'.repeat(60)}.${'b'.repeat(60)}.${'c'.repeat(60)}.${'d'.repeat(50)}.example`;

/** Certificates that a chain can carry along without a use for them, about so many bytes each. */
export async function fillers(
  { provider, madeAt }: Pick<Materials, 'provider' | 'madeAt'>,
  sizes: readonly number[],
): Promise<Uint8Array[]> {
  const { publicKey, privateKey } = await generateKeyPair(provider, 'ecdsa-p256');
  return Promise.all(
    sizes.map((size) =>
      issueCertificate(provider, {
        profile: 'server',
        subject: { commonName: 'filler' },
        publicKey,
        issuer: { self: privateKey },
        notBefore: madeAt,
        notAfter: madeAt + 3_600_000,
        san: {
          dns: Array.from({ length: Math.max(1, Math.round(size / NAME.length)) }, () => NAME),
        },
      }),
    ),
  );
}

/** The same actor, who presents these after his own chain. */
export function presentingToo<A extends Actor>(actor: A, more: readonly Uint8Array[]): A {
  const { identity, info } = actor;
  return {
    ...actor,
    info: { ...info, chain: [...info.chain, ...more] },
    identity: identity && { ...identity, chain: [...identity.chain, ...more] },
  };
}
