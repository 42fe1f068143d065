import 'reflect-metadata';
import { X509Certificate } from '@peculiar/x509';
import { describe, expect, it } from 'vitest';
import { family } from '../authorities.ts';

const provider = globalThis.crypto;

describe('@peculiar/x509, a reader that is not ours', () => {
  it.each(['ecdsa-p256', 'ecdsa-p384', 'ed25519', 'rsa-2048'] as const)(
    'reads and verifies what we issue with %s keys',
    async (kind) => {
      const { rootDer, middleDer, leafDer } = await family(provider, kind);
      const root = new X509Certificate(rootDer);
      const middle = new X509Certificate(middleDer);
      const leaf = new X509Certificate(leafDer);
      expect(leaf.subject).toBe('O=mTLS Lab, CN=payments');
      expect(leaf.issuer).toBe(middle.subject);
      expect(await root.verify({ publicKey: root.publicKey }, provider)).toBe(true);
      expect(await middle.verify({ publicKey: root }, provider)).toBe(true);
      expect(await leaf.verify({ publicKey: middle }, provider)).toBe(true);
      expect(await leaf.verify({ publicKey: root }, provider)).toBe(false);
    },
  );
});
