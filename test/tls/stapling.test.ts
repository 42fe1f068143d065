import { beforeAll, describe, expect, it } from 'vitest';
import type { Identity, StaplePolicy } from '../../src/tls/endpoint.ts';
import { describeHandshake } from '../../src/tls/describe.ts';
import { findExtension } from '../../src/tls/extensionList.ts';
import { decodeHandshake } from '../../src/tls/messages.ts';
import { added, offer } from './offers.ts';
import { shakeHands, type End, type Pair } from './pair.ts';
import { PuppetClient } from './puppets.ts';
import { expectRefusal, started } from './refusals.ts';
import { mustStapleLeaf, outdated, revoked, stapled, stapleFor } from './staples.ts';
import { makeWorld, type TestWorld } from './world.ts';

let world: TestWorld;

const SIDES = ['server', 'client'] as const;
const POLICIES = ['off', 'ignore', 'check', 'must-staple', 'require'] as const;

beforeAll(async () => {
  world = await makeWorld(globalThis.crypto);
});

/** One end shows this, and the other makes of it what its policy says. */
function shows(
  side: (typeof SIDES)[number],
  identity: Identity,
  stapling: StaplePolicy,
): Promise<Pair> {
  const shown = { identities: [identity] } as const;
  return side === 'server'
    ? shakeHands(world, { server: shown, client: { stapling } })
    : shakeHands(world, { client: shown, server: { stapling, clientAuth: 'required' } });
}

/** The messages of one name that an end has sent, as bytes. */
function sentBy(end: End, name: string): Uint8Array {
  const sent = end.all('message').find((one) => one.direction === 'sent' && one.name === name);
  return sent?.bytes ?? new Uint8Array();
}

function staplesIn(end: End): (Uint8Array | undefined)[] {
  const { certificateList } = decodeHandshake('Certificate', sentBy(end, 'Certificate'));
  return certificateList.map(
    ({ extensions }) => findExtension(extensions, 'status_request')?.response,
  );
}

/** What the judging end told of revocation; null when it did not look. */
function toldOf(judge: End) {
  const checks = judge.all('check').flatMap((event) => event.checks);
  const check = checks.find(({ id }) => id === 'revocation');
  return check ? `${check.verdict}: ${check.found}` : null;
}

describe.each(SIDES)('what is stapled to the certificate of a %s (RFC 8446 §4.4.2.1)', (side) => {
  const judging = side === 'server' ? 'client' : 'server';

  it('is sent to who asks, and to nobody else', async () => {
    const identity = await stapled(world[side], world);
    for (const policy of POLICIES) {
      const pair = await shows(side, identity, policy);
      expect(staplesIn(pair[side])).toEqual([policy === 'off' ? undefined : identity.staple]);
      expect(pair.client.connected && pair.server.connected).toBe(true);
    }
  });

  it('stands beside the leaf only', async () => {
    const identity = await stapled(world[side], world);
    const pair = await shows(
      side,
      { ...identity, chain: [...identity.chain, world.root] },
      'check',
    );
    expect(staplesIn(pair[side])).toEqual([identity.staple, undefined]);
  });

  it.each([
    ['good', {}, 'pass: good, says the OCSP response', null],
    ['revoked', revoked, 'fail: revoked since ', 'certificate_revoked'],
    ['outdated', outdated, 'had to be renewed by ', 'bad_certificate_status_response'],
    ['none', null, 'no ', 'bad_certificate_status_response'],
  ] as const)('%s: counts where one is required', async (_what, changes, found, alert) => {
    const wish = typeof changes === 'function' ? changes(world) : (changes ?? {});
    const identity = changes === null ? world[side] : await stapled(world[side], world, wish);
    const pair = await shows(side, identity, 'require');
    expect(toldOf(pair[judging])).toContain(found);
    if (alert) await expectRefusal(pair[judging], alert, 'certificate_refused');
    else expect(pair[judging].connected).toBe(true);
  });

  it('counts as it is there where it is only checked', async () => {
    const good = await shows(side, await stapled(world[side], world), 'check');
    expect(toldOf(good[judging])).toContain('pass: good');
    const old = await shows(side, await stapled(world[side], world, outdated(world)), 'check');
    expect(toldOf(old[judging])).toContain('unknown: not known, which is allowed');
    expect(old[judging].connected).toBe(true);
    const bad = await shows(side, await stapled(world[side], world, revoked(world)), 'check');
    await expectRefusal(bad[judging], 'certificate_revoked', 'certificate_refused');
  });

  it('says revoked, and who ignores it goes on, as OpenSSL does', async () => {
    const identity = await stapled(world[side], world, revoked(world));
    for (const policy of ['off', 'ignore'] as const) {
      const pair = await shows(side, identity, policy);
      expect(pair.client.connected && pair.server.connected).toBe(true);
      expect(toldOf(pair[judging])).toBeNull();
    }
  });

  it('has to be there when the certificate says so (RFC 7633), for who follows that', async () => {
    const identity = await mustStapleLeaf(world, side);
    for (const policy of ['off', 'ignore', 'check'] as const) {
      const pair = await shows(side, identity, policy);
      expect([policy, pair[judging].connected]).toEqual([policy, true]);
    }
    for (const policy of ['must-staple', 'require'] as const) {
      const pair = await shows(side, identity, policy);
      const alert = 'bad_certificate_status_response';
      await expectRefusal(pair[judging], alert, 'certificate_refused');
      expect(toldOf(pair[judging])).toBe('fail: no OCSP response');
      const fine = await shows(side, await stapled(identity, world), policy);
      expect(fine.client.connected && fine.server.connected).toBe(true);
    }
    const other = await shows(side, world[side], 'must-staple');
    expect(other.client.connected && other.server.connected).toBe(true);
  });

  it('of another certificate tells nothing of this one', async () => {
    const staple = await stapleFor(await mustStapleLeaf(world, side), world);
    const pair = await shows(side, { ...world[side], staple }, 'require');
    expect(toldOf(pair[judging])).toBe('fail: the OCSP response is about another certificate');
  });

  it('is shown by its fields', async () => {
    const pair = await shows(side, await stapled(world[side], world), 'check');
    const shown = JSON.stringify(describeHandshake(sentBy(pair[side], 'Certificate')));
    expect(shown).toContain('"CertificateStatusType","start"');
    expect(shown).toContain('"ocsp (1)"');
  });
});

describe('a server that is asked', () => {
  const status = (statusType: number) =>
    added({
      name: 'status_request',
      data:
        statusType === 1
          ? { statusType, responderIdList: new Uint8Array(), requestExtensions: new Uint8Array() }
          : Uint8Array.of(statusType, 7),
    });

  it.each([1, 2])('for a status of type %i does not mind, whatever it holds', async (type) => {
    const { server } = await offer(world, status(type), {
      identities: [await stapled(world.server, world)],
    });
    expect(server.endpoint.state).toBe('WAIT_FINISHED');
    expect(staplesIn(server)[0] !== undefined).toBe(type === 1);
  });
});

it('a client refuses a staple that is not OCSP, as OpenSSL does: decode_error', async () => {
  const { client, server } = await started(world, { stapling: 'ignore' });
  await server.greet();
  await server.encryptedExtensions();
  await server.connection.send('Certificate', {
    certificateRequestContext: new Uint8Array(),
    certificateList: [
      {
        certData: world.server.chain[0] ?? new Uint8Array(),
        extensions: [
          { name: 'status_request', data: { statusType: 2, response: Uint8Array.of(1) } },
        ],
      },
    ],
  });
  client.take(await client.endpoint.receive(server.take()));
  await expectRefusal(client, 'decode_error', 'unknown_status_type');
});

it('a ClientHello asks as RFC 6066 §8 writes it', async () => {
  const { client } = await started(world, { stapling: 'check' });
  const hello = decodeHandshake('ClientHello', sentBy(client, 'ClientHello'));
  expect(findExtension(hello.extensions, 'status_request')).toEqual({
    statusType: 1,
    responderIdList: new Uint8Array(),
    requestExtensions: new Uint8Array(),
  });
  const silent = (await PuppetClient.make()).clientHello();
  expect(findExtension(silent.extensions, 'status_request')).toBeUndefined();
});
