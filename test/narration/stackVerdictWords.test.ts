import { describe, expect, it } from 'vitest';
import { failureOf } from '../../src/narration/failure.ts';
import { stackVerdictWords } from '../../src/narration/stackVerdictWords.ts';
import type { KeyUsage } from '../../src/pki/x509/extensions.ts';
import { validatePath } from '../../src/pki/path/validate.ts';
import { parseCertificate } from '../../src/pki/x509/certificate.ts';
import { NETSCAPE_ROOT } from '../peers/otherCases.ts';
import { makeWorld, type Wishes } from '../tls/world.ts';

const { crypto } = globalThis;
const HOUR = 3_600_000;

/** What is said of a world's certificate when it is refused. */
async function told(side: 'server' | 'client', wishes: Wishes, later = 0) {
  const world = await makeWorld(crypto, {}, wishes);
  const time = world.now + later;
  const anchors = [parseCertificate(world.root)];
  const given = { anchors: [world.root], time, purpose: side, name: null };
  const { cause, path } = await validatePath(crypto, { ...given, chain: world[side].chain });
  if (!cause) throw new Error('It is accepted.');
  return stackVerdictWords(failureOf(cause, { side, path, anchors, now: time }));
}

const usage = (...keyUsage: readonly KeyUsage[]) => ({ keyUsage });

describe('which real stacks took what is refused', () => {
  const leaf = 'took a certificate with keyEncipherment and without digitalSignature';

  it('is told of a leaf that may not sign, as its judge was measured', async () => {
    expect(await told('server', { server: usage('keyEncipherment') })).toBe(
      `Stacks differ here: OpenSSL 3.0, Node 20 and Go 1.19 ${leaf} when this was measured.`,
    );
    expect(await told('client', { client: usage('keyEncipherment') })).toBe(
      `Stacks differ here: Go 1.19 ${leaf} when this was measured.`,
    );
  });

  it('is told of a root that only Netscape’s extension calls a CA', async () => {
    expect(await told('server', { root: NETSCAPE_ROOT })).toBe(
      'Stacks differ here: OpenSSL 3.0, Node 20 and GnuTLS 3.7 took a root that only Netscape’s extension calls a CA when this was measured.',
    );
  });

  it('is not told of what was not measured, or taken by none', async () => {
    expect(await told('client', { root: NETSCAPE_ROOT })).toBeNull();
    expect(await told('server', { server: usage('nonRepudiation') })).toBeNull();
    expect(await told('server', { root: { ...NETSCAPE_ROOT, extensions: [] } })).toBeNull();
    expect(await told('server', {}, 25 * HOUR)).toBeNull();
  });
});
