import { spawnSync } from 'node:child_process';
import { DEFAULT_NAMES } from '../../src/lab/names.ts';
import { faultWords } from '../../src/narration/faultWords.ts';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer } from 'node:net';
import type { AddressInfo } from 'node:net';
import { describe, expect, it } from 'vitest';
import { FAULTS } from '../../src/lab/faults.ts';
import { readTrace } from '../../src/lab/serialise.ts';
import { lab, startLab } from './lab.ts';
import { makeFiles } from './files.ts';

describe('lab run', () => {
  it.each([
    ['tls', 'connected', null, null, true],
    ['mtls', 'refused', 'server', 'certificate_expired', false],
    ['optional', 'refused', 'server', 'certificate_expired', false],
  ])('in mode %s with an expired client is %s', async (mode, ...expected) => {
    const { code, stdout, stderr } = await lab([
      'run',
      '--mode',
      mode,
      '--fault',
      'client-expired',
      '--json',
    ]);
    expect(readTrace(stdout).mode).toBe(mode);
    const trace = JSON.parse(stdout);
    const { outcome, refusedBy, alert, delivered, steps } = trace;
    expect([outcome, refusedBy, alert, delivered]).toEqual(expected);
    const refused = outcome === 'refused';
    expect(trace).toMatchObject({
      version: 2,
      mode,
      faults: ['client-expired'],
      clientBelievedConnected: true,
      serverBelievedConnected: !refused,
      late: refused,
      deceived: false,
    });
    expect(steps[0]).toMatchObject({ kind: 'message', party: 'client', name: 'ClientHello' });
    expect(code).toBe(refused ? 1 : 0);
    expect(stderr.trim().split('\n')).toEqual([
      refused ? expect.stringMatching(/refused by the server, certificate_expired/) : '',
    ]);
  });

  it('takes several faults at once, and tells the run in words', async () => {
    const { code, stdout } = await lab(['run', '--fault', 'client-expired,server-wrong-host']);
    expect(stdout).toContain('Faults: client-expired, server-wrong-host');
    expect(stdout).toContain('bad_certificate');
    expect(code).toBe(1);
  });

  it('says so when an attacker is who refuses, or who is refused', async () => {
    const { code, stdout } = await lab(['run', '--fault', 'wire-mitm', '--json']);
    const { refusedBy, connections, deceived } = JSON.parse(stdout);
    expect({ refusedBy, name: connections[0].server, deceived, code }).toEqual({
      refusedBy: 'client',
      name: 'attacker',
      deceived: false,
      code: 1,
    });
  });

  it('at another hour: as the certificates hold then', async () => {
    const at = async (hours: string) => {
      const { code, stdout } = await lab(['run', '--clock', hours, '--json']);
      return { code, alert: JSON.parse(stdout).alert };
    };
    expect(await at('22')).toEqual({ code: 0, alert: null });
    expect(await at('24')).toEqual({ code: 1, alert: 'certificate_expired' });
  });
});

describe('lab --version', () => {
  it('names the version of the package and the commit that is checked out', async () => {
    const { code, stdout } = await lab(['--version']);
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
    const head = spawnSync('git', ['rev-parse', '--short=10', 'HEAD'], { encoding: 'utf8' });
    const commit = head.status === 0 ? `${head.stdout.trim()}(-dirty)?` : 'unknown';
    expect(stdout).toMatch(new RegExp(`^mTLS Lab ${version}, commit ${commit}\n$`));
    expect(code).toBe(0);
  });

  it('says that the commit is unknown where there is no git', async () => {
    const { code, stdout } = await lab(['--version'], '', { PATH: '/nowhere' });
    expect(stdout).toMatch(/^mTLS Lab \d+\.\d+\.\d+, commit unknown\n$/);
    expect(code).toBe(0);
  });
});

describe('lab faults', () => {
  it('prints the catalogue', async () => {
    const { code, stdout } = await lab(['faults', '--json']);
    const expected = FAULTS.map(({ id, side, family }) => {
      const { title } = faultWords(id, DEFAULT_NAMES);
      return { id, side, family, title };
    });
    expect(JSON.parse(stdout)).toEqual(expected);
    expect(code).toBe(0);
  });
});

describe('lab verify', () => {
  it('answers each line with one line, also those that are no JSON', async () => {
    const lines = ['no json', '{"id":"a"}', '[]', '', '{"id":"b","leaf":"?"}'];
    const { code, stdout } = await lab(['verify'], lines.join('\n'));
    const answers = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(answers.map(({ id }) => id)).toEqual([null, 'a', null, 'b']);
    for (const { error } of answers) expect(error).toMatch(/\.$/);
    expect(code).toBe(0);
  });
});

describe('what cannot be done gets one line and exit code 2', () => {
  it.each([
    [['run', '--fault', 'no-such-fault'], 'no-such-fault'],
    [['run', '--mode', 'quic'], 'quic'],
    [['run', '--clock', 'noon'], 'noon'],
    [['run', '--clock', '1000000'], '1000000'],
    [['run', '--bogus'], '--bogus'],
    [['run', 'extra'], 'extra'],
    [['dance'], 'dance'],
    [['connect'], 'address'],
    [['connect', 'nowhere'], 'nowhere'],
    [['connect', '127.0.0.1:1'], '127.0.0.1:1'],
    [['connect', '127.0.0.1:99999'], '99999'],
    [['connect', '127.0.0.1:1', '--cert', 'a.pem'], '--key'],
    [['connect', '127.0.0.1:1', '--ca', 'no-such.pem'], 'no-such.pem'],
    [['connect', '127.0.0.1:1', '--ca', 'package.json'], 'package.json'],
    [['serve'], '--cert'],
    [['serve', '--cert', 'no-such.pem', '--key', 'no-such.key'], 'no-such.pem'],
  ])('%j', async (args, word) => {
    const { code, stdout, stderr } = await lab(args);
    expect(stderr.trim().split('\n')).toHaveLength(1);
    expect(stderr).toContain(word);
    expect(stdout).toBe('');
    expect(code).toBe(2);
  });

  it('serve: a key that is not the certificate’s, clients without a CA, a port in use', async () => {
    const files = await makeFiles();
    const other = await makeFiles();
    const serve = (...args: string[]) => lab(['serve', '--port', '0', ...args]);
    const mismatch = await serve('--cert', files.server.chain, '--key', other.server.key);
    expect(mismatch).toMatchObject({ code: 2, stdout: '' });
    expect(mismatch.stderr).toContain('not the key');
    const identity = ['--cert', files.server.chain, '--key', files.server.key];
    const trustsNobody = await serve(...identity, '--client-auth', 'required');
    expect(trustsNobody).toMatchObject({ code: 2, stdout: '' });
    const busy = createServer();
    await once(busy.listen(0, '127.0.0.1'), 'listening');
    const { port } = busy.address() as AddressInfo;
    const refused = await serve(...identity, '--port', String(port));
    busy.close();
    expect(refused).toMatchObject({ code: 2, stdout: '' });
    expect(refused.stderr).toContain('in use');
  });
});

describe('lab serve and lab connect', () => {
  it('meet: served is 0, refused is 1 on either side, however late', async () => {
    const files = await makeFiles();
    const { server, client, anchors } = files;
    const serving = startLab(
      ...['serve', '--port', '0', '--cert', server.chain, '--key', server.key],
      ...['--ca', anchors, '--client-auth', 'required'],
    );
    try {
      const [line] = await once(serving.stdout, 'data');
      const address = /listening on (\S+)/.exec(String(line))?.[1] ?? '';
      const connect = (...args: string[]) => lab(['connect', address, ...args]);
      const name = ['--servername', files.name];
      const known = ['--cert', client.chain, '--key', client.key];

      const served = await connect('--ca', anchors, ...name, ...known);
      expect(served.stderr).toBe('');
      expect(served.stdout).toContain('→ ClientHello');
      expect(served.stdout).toContain('HTTP/1.0 200 OK');
      expect(served.code).toBe(0);

      const late = await connect('--ca', anchors, ...name);
      expect(late.stdout).toContain('connected: TLS 1.3');
      expect(late.stderr).toContain('certificate_required');
      expect(late.code).toBe(1);

      const misnamed = await connect('--ca', anchors, '--servername', 'other.example', ...known);
      expect(misnamed.stderr).toContain('bad_certificate');
      expect(misnamed.code).toBe(1);
    } finally {
      serving.kill();
    }
  });
});
