import { beforeAll, describe, expect, it } from 'vitest';
import { encodeBase64 } from '../../../src/bytes/base64.ts';
import { readInput } from '../../../src/pki/bundle/readInput.ts';
import { parseCertificate } from '../../../src/pki/x509/certificate.ts';
import { exportPrivateKeyPem } from '../../../src/pki/keys/ownKey.ts';
import { encodePem } from '../../../src/pki/der/pem.ts';
import { PATIENCE } from '../../support/patience.ts';
import { family } from '../authorities.ts';

const crypto = globalThis.crypto;
const read = (input: string) => readInput(crypto, input);
const base64 = (text: string) => encodeBase64(new TextEncoder().encode(text));

let crt: string;
let key: string;
let ca: string;

beforeAll(async () => {
  const chain = await family(crypto, 'ecdsa-p256');
  crt = encodePem('CERTIFICATE', chain.leafDer) + encodePem('CERTIFICATE', chain.middleDer);
  key = await exportPrivateKeyPem(crypto, chain.end.privateKey);
  ca = encodePem('CERTIFICATE', chain.rootDer);
});

function secret(data: Record<string, string>, name = 'payments-tls'): string {
  const entries = Object.entries(data).map(([entry, value]) => `  ${entry}: ${value}`);
  return [
    'apiVersion: v1',
    'data:',
    ...entries,
    'kind: Secret',
    'metadata:',
    '  annotations:',
    '    cert-manager.io/common-name: payments',
    '  creationTimestamp: "2026-01-01T00:00:00Z"',
    `  name: ${name}`,
    '  namespace: shop',
    'type: kubernetes.io/tls',
    '',
  ].join('\n');
}

const tls = () => ({ 'ca.crt': base64(ca), 'tls.crt': base64(crt), 'tls.key': base64(key) });

async function found(input: string) {
  const { certificates, privateKeys, problems } = await read(input);
  return {
    certificates: certificates.map(({ der, from }) => {
      return `${parseCertificate(der).subject.text.replace(/.*CN=/, '')} from ${from}`;
    }),
    keys: privateKeys.map(({ from }) => from),
    problems,
  };
}

const WHOLE = {
  certificates: [
    'Lab Root CA from ca.crt of Secret payments-tls, line 1',
    'payments from tls.crt of Secret payments-tls, line 1',
    'Lab Intermediate CA from tls.crt of Secret payments-tls, line 13',
  ],
  keys: ['tls.key of Secret payments-tls, line 1'],
  problems: [],
};

describe('kubectl get secret', () => {
  it('-o yaml: certificate, chain, key and CA, each with where it was', async () => {
    const { certificates, ...rest } = await found(secret(tls()));
    const withoutLines = (texts: readonly string[]) =>
      texts.map((text) => text.replace(/\d+$/, ''));
    expect(withoutLines(certificates)).toEqual(withoutLines(WHOLE.certificates));
    expect(rest).toEqual({ keys: WHOLE.keys, problems: [] });
  });

  it('-o json, on many lines or on one, and as a list', async () => {
    const resource = {
      apiVersion: 'v1',
      data: tls(),
      kind: 'Secret',
      metadata: { name: 'payments-tls' },
    };
    const list = { apiVersion: 'v1', items: [resource], kind: 'List' };
    const expected = await found(secret(tls()));
    for (const value of [resource, list]) {
      expect(await found(JSON.stringify(value))).toEqual(expected);
      expect(await found(JSON.stringify(value, null, 4))).toEqual(expected);
    }
  });

  it('several documents, stringData, and a ConfigMap with a CA', async () => {
    const indented = ca.replace(/^(?=.)/gm, '    ');
    const config = `kind: ConfigMap\nmetadata:\n  name: roots\ndata:\n  ca.crt: |\n${indented}`;
    const plain = `kind: Secret\nmetadata: {name: plain}\nstringData:\n  tls.crt: |\n${indented}`;
    const { certificates, problems } = await found([secret(tls()), config, plain].join('---\n'));
    expect(problems).toEqual([]);
    expect(certificates.slice(3)).toEqual([
      'Lab Root CA from ca.crt of ConfigMap roots, line 1',
      'Lab Root CA from tls.crt of Secret plain, line 1',
    ]);
  });

  it('leaves passwords and tokens alone, and an empty ca.crt', async () => {
    const data = { ...tls(), password: base64('hunter2'), token: 'not base64!', 'ca.crt': '""' };
    const { certificates, problems } = await found(secret(data));
    expect([certificates.length, problems]).toEqual([2, []]);
  });

  it('tells which entry is empty, cut off, or something else', async () => {
    const data = { 'ca.crt': base64(ca).slice(0, -3), 'tls.crt': '""', 'tls.key': base64('hello') };
    const { problems } = await found(secret(data));
    expect(problems.map(({ code, from }) => [code, from])).toEqual([
      ['manifest', 'ca.crt of Secret payments-tls'],
      ['empty', 'tls.crt of Secret payments-tls'],
      ['nothing_found', 'tls.key of Secret payments-tls'],
    ]);
  });

  it('that is no YAML says on which line', async () => {
    const { problems } = await found(secret(tls()).replace('metadata:', 'metadata: "'));
    expect(problems).toMatchObject([{ code: 'manifest' }]);
    expect(problems[0]?.message).toMatch(/stops being YAML or JSON on line \d+/);
    const json = await found('{"kind": "Secret", "data": {');
    expect(json.problems).toMatchObject([{ code: 'manifest' }]);
  });

  it('without a Secret says so', async () => {
    const { problems } = await found('kind: List\nitems: []\n');
    expect(problems).toMatchObject([{ code: 'manifest' }]);
  });

  it(
    'is bounded: aliases that multiply, deep nesting, endless length',
    async () => {
      const bomb = ['kind: Secret', 'a: &a [x,x,x,x,x,x,x,x,x,x]'];
      for (let i = 0; i < 12; i++) {
        const [from, to] = [String.fromCharCode(97 + i), String.fromCharCode(98 + i)];
        bomb.push(`${to}: &${to} [${Array<string>(10).fill(`*${from}`).join(',')}]`);
      }
      for (const text of [
        bomb.join('\n'),
        `kind: Secret\ndata: ${'['.repeat(100_000)}`,
        `kind: Secret\ndata: ${'{a: '.repeat(20_000)}`,
        `{"kind": "Secret", "data": ${'['.repeat(100_000)}`,
        `kind: Secret\n${'a: b\n'.repeat(500_000)}`,
      ]) {
        const { problems } = await found(text);
        expect(problems).toMatchObject([
          { code: expect.stringMatching(/manifest|too_large/) as string },
        ]);
      }
    },
    PATIENCE,
  );

  it('names a key and a certificate that stand in each other’s place, and reads both', async () => {
    const swapped = { 'tls.crt': base64(key), 'tls.key': base64(crt) };
    const { certificates, keys, problems } = await found(secret(swapped));
    expect([certificates.length, keys.length]).toEqual([2, 1]);
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringMatching(/^The entry tls.crt holds a private key and no certificate\./),
      expect.stringMatching(/^The entry tls.key holds a certificate and no private key\./),
    ]);
    expect(problems[0]?.advice).toContain('swapped');
    expect((await found(secret(tls()))).problems).toEqual([]);
  });

  it('names base64 that was put on once too often, and reads what is in it', async () => {
    const twice = secret({ 'tls.crt': base64(base64(crt)), 'tls.key': base64(key) });
    const plain = `kind: Secret\nmetadata: {name: a}\nstringData:\n  tls.crt: ${base64(crt)}\n`;
    for (const manifest of [twice, plain]) {
      const { certificates, problems } = await found(manifest);
      expect(certificates).toHaveLength(2);
      expect(problems.map(({ message }) => message)).toEqual([
        expect.stringMatching(/^The entry tls.crt is in base64 once too often\./),
      ]);
    }
  });

  it('hides no PEM that stands beside it', async () => {
    for (const text of [`${secret(tls())}---\n${crt}`, `${crt}---\n${secret(tls())}`]) {
      const alone = await found(secret(tls()));
      const both = await found(text);
      expect(both.problems).toEqual([]);
      expect(both.keys).toHaveLength(alone.keys.length);
      expect(both.certificates).toHaveLength(alone.certificates.length + 2);
    }
  });
});
