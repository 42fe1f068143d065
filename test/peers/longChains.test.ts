import { describe, expect, it } from 'vitest';
import type { Identity } from '../../src/tls/endpoint.ts';
import { filledChain } from '../lab/longChains.ts';
import { makeWorld, SERVER_NAME } from '../tls/world.ts';
import { OPENSSL } from './openssl.ts';
import { ourStack } from './ours.ts';
import { meet, type ClientSetup, type Meeting, type ServerSetup } from './stack.ts';

const CONNECTED: Meeting = { refusedBy: null, alert: null, delivered: true };

/** What OpenSSL takes of a chain when nothing else is set (SSL_MAX_CERT_LIST_DEFAULT). */
const OPENSSL_LIMIT = 100 * 1024;
/** What of a handshake message fits into one record, without its header (RFC 8446 §5.1). */
const ONE_RECORD = 2 ** 14 - 4;

/** A meeting in which one side presents a chain whose Certificate message is exactly that long. */
async function setups(side: 'client' | 'server', length: number) {
  const world = await makeWorld(globalThis.crypto);
  const making = { provider: globalThis.crypto, madeAt: world.now };
  const { chain, privateKey } = world[side];
  const filled: Identity = { chain: await filledChain(making, chain, length), privateKey };
  const common = { anchors: [world.root], clock: world.now };
  const clientSetup: ClientSetup = {
    ...common,
    identity: side === 'client' ? filled : null,
    name: { kind: 'dns', value: SERVER_NAME },
  };
  const serverSetup: ServerSetup = {
    ...common,
    clientAuth: side === 'client' ? 'required' : 'none',
    identity: side === 'server' ? filled : world.server,
  };
  return { clientSetup, serverSetup };
}

describe.each([
  ['server', 'client'],
  ['client', 'server'],
] as const)('a long chain of the %s', (side, reader) => {
  const ours = ourStack();
  const tooLong: Meeting = { refusedBy: reader, alert: 'illegal_parameter', delivered: false };

  it.each([
    [ONE_RECORD, CONNECTED],
    [ONE_RECORD + 1, CONNECTED],
    [50_000, CONNECTED],
    [OPENSSL_LIMIT, CONNECTED],
    [OPENSSL_LIMIT + 1, tooLong],
    [2 ** 17 + 1, tooLong],
    [250_000, tooLong],
  ])('of %d bytes ends with us as with OpenSSL', async (length, expected) => {
    const { clientSetup, serverSetup } = await setups(side, length);
    const [reading, writing] =
      reader === 'client'
        ? [
            meet(OPENSSL, clientSetup, ours, serverSetup),
            meet(ours, clientSetup, ours, serverSetup),
          ]
        : [
            meet(ours, clientSetup, OPENSSL, serverSetup),
            meet(ours, clientSetup, ours, serverSetup),
          ];
    expect(await reading, 'OpenSSL reads what we send').toEqual(expected);
    expect(await writing, 'we read what we send').toEqual(expected);
  });

  // Its tools send the leaf twice when they are given a whole chain, hence no exact length here.
  it.each([
    [1_500, CONNECTED],
    [30_000, CONNECTED],
    [OPENSSL_LIMIT - 1_000, CONNECTED],
    [OPENSSL_LIMIT + 1, tooLong],
  ])('of about %d bytes from OpenSSL ends with us as with OpenSSL', async (length, expected) => {
    const { clientSetup, serverSetup } = await setups(side, length);
    const theirs = await meet(OPENSSL, clientSetup, OPENSSL, serverSetup);
    const [client, server] = reader === 'client' ? [ours, OPENSSL] : [OPENSSL, ours];
    expect(theirs, 'OpenSSL').toEqual(expected);
    expect(await meet(client, clientSetup, server, serverSetup), 'we').toEqual(theirs);
  });
});
