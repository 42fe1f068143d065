import { setTimeout } from 'node:timers/promises';
import type { TLSSocket } from 'node:tls';
import { beforeAll, describe, expect, it } from 'vitest';
import { get, type Answer } from '../../src/node/client.ts';
import { createNodeCrypto } from '../../src/node/crypto.ts';
import { targetOf } from '../../src/node/target.ts';
import { makeFiles } from './files.ts';
import { lab } from './lab.ts';
import { tcp, tls } from './peers.ts';
import { LIKE_S_CLIENT } from '../../src/tls/likeOpenssl.ts';

const crypto = createNodeCrypto();
let files: Awaited<ReturnType<typeof makeFiles>>;
beforeAll(async () => {
  files = await makeFiles();
});

/** Asks as `lab connect` does. */
function ask(address: string): Promise<Answer> {
  const target = targetOf(address, files.name);
  const trust = { anchors: [files.world.root], name: target.name };
  const config = { crypto, clock: Date.now, serverName: target.serverName, trust };
  const settings = { ...LIKE_S_CLIENT, identities: [], clearAlerts: false };
  return get(target, { ...config, ...settings }, () => undefined);
}

/** The answer, which has failed with a sentence that says this. */
async function fails(address: string, ...words: readonly string[]) {
  const answer = await ask(address);
  for (const word of words) expect(answer.refusal).toContain(word);
  return answer;
}

describe.concurrent('lab connect says what is on the other side', () => {
  it('a server that resets at once', async () => {
    const address = await tcp((socket) => socket.resetAndDestroy());
    await fails(address, 'the connection was reset');
    expect(await lab(['connect', address, '--ca', files.anchors])).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^[^\n]*the connection was reset[^\n]*\n$/) as string,
    });
  });

  it('a server that closes at once', async () => {
    await fails(await tcp((socket) => socket.end()), 'closed the connection in the handshake');
  });

  it('a server that is silent', async () => {
    const { refusal } = await fails(await tcp(() => undefined), 'did not answer within 5 s');
    expect(refusal).not.toContain('closed');
  });

  it('plain HTTP, and what is no TLS either', async () => {
    const speaks = (text: string) => tcp((socket) => socket.once('data', () => socket.end(text)));
    const http = await fails(await speaks('HTTP/1.1 400 Bad Request\r\n\r\n'), 'plain HTTP');
    expect(http.refusal).not.toContain('type 72');
    await fails(await speaks('SSH-2.0-OpenSSH_9.2\r\n'), 'no TLS', '“SSH-2.0-OpenSSH');
  });

  it('a server that answers with a ServerHello of TLS 1.2', async () => {
    const hello = `0303${'11'.repeat(32)}00c02f00`;
    const record = Buffer.from(`16030300${'2a'}0200002603${hello.slice(2)}`, 'hex');
    const address = await tcp((socket) => socket.once('data', () => socket.write(record)));
    await fails(address, 'TLS 1.2', 'This lab speaks TLS 1.3 only.');
  });

  it('a server that refuses the version', async () => {
    const address = await tls(files, () => undefined, { maxVersion: 'TLSv1.2' });
    await fails(address, 'protocol_version', 'This lab speaks TLS 1.3 only.');
  });
});

describe.concurrent('lab connect and the end of an answer (RFC 8446 §6.1)', () => {
  const HEAD = 'HTTP/1.0 200 OK\r\n\r\n';

  it('is content with close_notify', async () => {
    const { refusal, response } = await ask(
      await tls(files, (socket) => socket.end(`${HEAD}whole`)),
    );
    expect({ refusal, response }).toEqual({ refusal: null, response: `${HEAD}whole` });
  });

  it('prints an answer that is cut off without it, and fails', async () => {
    const cut = (socket: TLSSocket) =>
      socket.write(`${HEAD}half`, () => void setTimeout(50).then(() => socket.destroy()));
    const address = await tls(files, cut);
    const { response } = await fails(address, 'cut off', 'close_notify');
    expect(response).toContain('half');
    expect(
      await lab(['connect', address, '--ca', files.anchors, '--servername', files.name]),
    ).toEqual({
      code: 1,
      stdout: expect.stringContaining('half') as string,
      stderr: expect.stringMatching(/^[^\n]*cut off[^\n]*\n$/) as string,
    });
  });

  it('reads an answer that takes longer than 5 s to its end', async () => {
    const slowly = async (socket: TLSSocket) => {
      socket.write(HEAD);
      for (const part of ['one ', 'two ', 'three ']) {
        await setTimeout(2_000);
        socket.write(part);
      }
      socket.end('four');
    };
    const { refusal, response } = await ask(await tls(files, (socket) => void slowly(socket)));
    expect({ refusal, response }).toEqual({ refusal: null, response: `${HEAD}one two three four` });
  });

  it('says that nothing came for 5 s when an answer stops', async () => {
    const address = await tls(files, (socket) => socket.write(`${HEAD}and then`));
    const { response } = await fails(address, '5 s of silence');
    expect(response).toContain('and then');
  });

  it('says that no answer came', async () => {
    await fails(await tls(files, (socket) => socket.end()), 'in order, without an answer');
    await fails(await tls(files, () => undefined), 'within 5 s after the handshake');
  });
});
