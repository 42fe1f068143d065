import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import ts from 'typescript';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  createClient,
  createServer,
  createTlsCrypto,
  DEFAULT_SCENARIO,
  generateKeyPair,
  issueCertificate,
  Laboratory,
  LIKE_S_CLIENT,
  LIKE_S_SERVER,
  readTrace,
  serialiseTrace,
  type Identity,
  type Issuer,
  type TlsEvent,
} from '../src/engine.ts';
import { ROOT } from './support/commands.ts';

/** Written by hand: to change it is to change what programs may rely on. */
const VALUES = [
  ['createClient', 'createServer', 'createTlsCrypto', 'LIKE_S_CLIENT', 'LIKE_S_SERVER'],
  ['CertificateError', 'displayName', 'parseCertificate', 'subjectIdentity'],
  ['readInput', 'validatePath'],
  ['issueCertificate', 'issueCrl', 'issueOcspResponse'],
  ['exportPrivateKeyPem', 'generateKeyPair', 'importPrivateKey', 'KeyError', 'publicKeyMatches'],
  ['decodePem', 'encodePem', 'PEM_LABEL', 'PemError'],
  ['DEFAULT_NAMES', 'DEFAULT_SCENARIO', 'isNameFor', 'Laboratory', 'readQuery', 'writeQuery'],
  ['applyFaults', 'faultById', 'FAULTS'],
  ['certificateIn', 'soundPlan', 'withCertificate', 'withParty'],
  ['clockAt', 'createMaterials', 'provision', 'provisionPlan', 'run'],
  ['readTrace', 'serialiseTrace', 'ShapeError'],
].flat();

const TYPES = [
  ['ClientConfig', 'Endpoint', 'Identity', 'Output', 'PeerName', 'ServerConfig', 'StaplePolicy'],
  ['ContentType', 'DerivedSecret', 'Direction', 'Epoch', 'HandshakeName', 'Negotiated'],
  ['RecordInfo', 'TlsCrypto', 'TlsError', 'TlsEvent', 'Trust', 'VersionName'],
  ['AlertName', 'Refusal', 'RefusalCode', 'RefusalFacts'],
  ['BundleContents', 'Certificate', 'Check', 'PathAttempt', 'PathOptions', 'PathReason'],
  ['PathRequest', 'PathVerdict', 'ReferenceName', 'RevocationRule'],
  ['CertificateRequest', 'CertifiedIssuer', 'CrlRequest', 'Issuer', 'NamesByKind', 'OcspRequest'],
  ['RawExtension', 'SubjectName', 'KeyKind', 'PemBlock'],
  ['HandshakeMode', 'Link', 'LinkedStep', 'LinkProblem', 'Mode', 'Result', 'Runs', 'Scenario'],
  ['View', 'WorldNames'],
  ['CertificatePlan', 'Fault', 'FaultId', 'Materials', 'PartyPlan', 'RunOptions', 'Wish', 'World'],
  ['WorldPlan', 'ConnectionInfo', 'Outcome', 'PartyInfo', 'Release', 'Step', 'Trace', 'WireRecord'],
].flat();

describe('the face of the engine', () => {
  let checker: ts.TypeChecker;
  let exported: readonly ts.Symbol[];

  beforeAll(() => {
    const face = join(ROOT, 'src/engine.ts');
    const config = ts.readConfigFile(join(ROOT, 'tsconfig.json'), (path) => ts.sys.readFile(path));
    const { options } = ts.parseJsonConfigFileContent(config.config, ts.sys, ROOT);
    const program = ts.createProgram([face], options);
    checker = program.getTypeChecker();
    const source = program.getSourceFile(face);
    const module = source && checker.getSymbolAtLocation(source);
    if (!module) throw new Error('The face of the engine cannot be read.');
    exported = checker.getExportsOfModule(module);
  });

  const meant = (symbol: ts.Symbol) =>
    symbol.flags & ts.SymbolFlags.Alias ? checker.getAliasedSymbol(symbol) : symbol;
  const namesOf = (symbols: readonly ts.Symbol[]) => symbols.map(({ name }) => name).sort();

  it('exports these values and types, and no other', () => {
    const isValue = (symbol: ts.Symbol) => (meant(symbol).flags & ts.SymbolFlags.Value) !== 0;
    expect(namesOf(exported.filter(isValue))).toEqual([...VALUES].sort());
    expect(namesOf(exported.filter((one) => !isValue(one)))).toEqual([...TYPES].sort());
  });

  it('says of each what it is', () => {
    const isSilent = (symbol: ts.Symbol) =>
      meant(symbol).getDocumentationComment(checker).length === 0;
    expect(namesOf(exported.filter(isSilent))).toEqual([]);
  });

  it('says of each method of its classes what it does', () => {
    const silent = exported.flatMap((symbol) =>
      (meant(symbol).declarations ?? []).filter(ts.isClassDeclaration).flatMap(({ members }) =>
        members
          .filter(ts.isMethodDeclaration)
          .filter(({ name }) => !ts.isPrivateIdentifier(name))
          .filter((method) => ts.getJSDocCommentsAndTags(method).length === 0)
          .map(({ name }) => `${symbol.name}.${name.getText()}`),
      ),
    );
    expect(silent).toEqual([]);
  });
});

describe('a program that knows the face only', () => {
  const HOUR = 3_600_000;

  /** Who holds a certificate of some authority, made now. */
  async function identityOf(profile: 'server' | 'client', issuer: Issuer, now: number) {
    const { publicKey, privateKey } = await generateKeyPair(crypto, 'ecdsa-p256');
    const san = profile === 'server' ? { dns: ['api.example'] } : { uri: ['spiffe://example/web'] };
    const validity = { notBefore: now - HOUR, notAfter: now + HOUR };
    const subject = { commonName: profile };
    const request = { profile, subject, publicKey, issuer, san, ...validity };
    return { chain: [await issueCertificate(crypto, request)], privateKey } satisfies Identity;
  }

  it('issues certificates, and lets a client and a server shake hands with them', async () => {
    const now = Date.now();
    const authority = await generateKeyPair(crypto, 'ecdsa-p256');
    const root = await issueCertificate(crypto, {
      profile: 'root',
      subject: { commonName: 'Example CA' },
      publicKey: authority.publicKey,
      issuer: { self: authority.privateKey },
      notBefore: now - HOUR,
      notAfter: now + HOUR,
    });
    const issuer = { certificate: root, privateKey: authority.privateKey };
    const common = { crypto: createTlsCrypto(crypto), clock: () => now };
    const name = 'api.example';
    const client = createClient({
      ...LIKE_S_CLIENT,
      ...common,
      serverName: name,
      trust: { anchors: [root], name: { kind: 'dns', value: name } },
      identities: [await identityOf('client', issuer, now)],
      clearAlerts: false,
    });
    const server = createServer({
      ...LIKE_S_SERVER,
      ...common,
      identities: [await identityOf('server', issuer, now)],
      clientAuth: 'required',
      trust: { anchors: [root], name: { kind: 'uri', value: 'spiffe://example/web' } },
    });
    const heard: TlsEvent[] = [];
    let output = await client.start();
    for (let from = client; output.bytes.length > 0;) {
      from = from === client ? server : client;
      output = await from.receive(output.bytes);
      heard.push(...output.events);
    }
    expect([client.state, server.state]).toEqual(['CONNECTED', 'CONNECTED']);
    expect(heard.filter(({ kind }) => kind === 'connected')).toHaveLength(2);
    const { events } = await server.receive((await client.send(Uint8Array.of(1, 2, 3))).bytes);
    expect(events).toMatchObject([{ kind: 'data', data: Uint8Array.of(1, 2, 3) }]);
  });

  it('runs a scenario in a laboratory, and reads again what it wrote down', async () => {
    const scenario = { ...DEFAULT_SCENARIO, faults: ['client-expired'] } as const;
    const { runs } = await new Laboratory(crypto, Date.now).run(scenario, () => undefined);
    expect(runs.tls.outcome.outcome).toBe('connected');
    const release = { version: '1.2.3', commit: null };
    const written = JSON.stringify(serialiseTrace(runs.mtls, release));
    expect(readTrace(written)).toEqual(runs.mtls);
    expect(runs.mtls.outcome).toMatchObject({ refusedBy: 'server', alert: 'certificate_expired' });
  });

  const evaluate = (program: string) =>
    promisify(execFile)(
      process.execPath,
      ['--import', 'tsx', '--input-type=module', '--eval', program],
      { cwd: ROOT },
    );

  it('finds it by the name of the package, as the README shows', async () => {
    const readme = readFileSync(join(ROOT, 'README.md'), 'utf8');
    const [, program = ''] = /```js\n([\s\S]+?)```/.exec(readme) ?? [];
    expect(program).toContain("from 'mtls-lab'");
    const { stdout } = await evaluate(program);
    expect(stdout).toBe('refused by the server: certificate_expired\n');
  });

  it('finds nothing else of the package', async () => {
    await expect(evaluate("await import('mtls-lab/src/tls/client.ts');")).rejects.toThrow(
      'ERR_PACKAGE_PATH_NOT_EXPORTED',
    );
  });
});
