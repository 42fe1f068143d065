import { UNBROKEN } from '../laboratory.ts';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  isAuthority,
  judgeAt,
  likelyLeaf,
  referenceFrom,
  revocationInputs,
  type InspectQuestion,
} from '../../../src/lab/inspect/question.ts';
import { makeExample } from '../../../src/lab/inspect/example.ts';
import { boundariesOf, timelineOf } from '../../../src/lab/inspect/timeline.ts';
import { inspectWorld, prepareBrought, type BroughtParts } from '../../../src/lab/inspect/world.ts';
import { createMaterials } from '../../../src/lab/materials.ts';
import { run } from '../../../src/lab/run.ts';
import { outcomeWords } from '../../../src/narration/outcomeWords.ts';
import { stepWords } from '../../../src/narration/stepWords.ts';
import { readInput } from '../../../src/pki/bundle/readInput.ts';
import {
  displayName,
  parseCertificate,
  readableCertificates,
  subjectIdentity,
  type Certificate,
} from '../../../src/pki/x509/certificate.ts';
import { issueCrl } from '../../../src/pki/issue/crl.ts';
import { importPrivateKey } from '../../../src/pki/keys/ownKey.ts';
import { validatePath } from '../../../src/pki/path/validate.ts';
import { createTlsCrypto } from '../../../src/tls/webCrypto.ts';
import { leafOfUris } from '../../support/leafOfUris.ts';
import { namelessClient } from '../../support/namelessClient.ts';

const provider = globalThis.crypto;
const DAY = 86_400_000;
const HOUR = 3_600_000;
const NOW = Math.floor(Date.now() / 1000) * 1000;

let leaf: Uint8Array;
let middle: Uint8Array;
let root: Uint8Array;
let privateKey: CryptoKey;
/** The same, as they were read. */
let held: Readonly<Record<'leaf' | 'middle' | 'root', Certificate>>;

beforeAll(async () => {
  const contents = await readInput(provider, await makeExample(provider, NOW));
  const [first, second, third] = contents.certificates.map(({ certificate }) => certificate);
  const [key] = contents.privateKeys;
  if (!first || !second || !third || !key) throw new Error('The example is not whole.');
  held = { leaf: first, middle: second, root: third };
  [leaf, middle, root] = [first.der, second.der, third.der];
  privateKey = await importPrivateKey(provider, key.pkcs8);
});

function question(change: Partial<InspectQuestion> = {}): InspectQuestion {
  return {
    leaf: held.leaf,
    others: [held.middle],
    anchors: [held.root],
    purpose: 'server',
    name: referenceFrom('payments.lab.example'),
    crls: [],
    ocsp: [],
    insistOnRevocation: false,
    ...change,
  };
}

describe('a judgement of what somebody brought', () => {
  it('accepts the example for what it was issued for', async () => {
    expect(await judgeAt(provider, question(), NOW)).toMatchObject({ accepted: true });
  });

  it('says the same as of the bytes, and speaks of those very certificates', async () => {
    const verdict = await judgeAt(provider, question(), NOW);
    const { name, purpose } = question();
    const given = { chain: [leaf, middle], anchors: [root], time: NOW, name, purpose };
    expect(verdict).toEqual(await validatePath(provider, given));
    expect(verdict.path).toHaveLength(3);
    [leaf, middle, root].forEach((der, at) => expect(verdict.path[at]).toBe(der));
  });

  it('trusts nobody by itself', async () => {
    const verdict = await judgeAt(
      provider,
      question({ anchors: [], others: [held.middle, held.root] }),
      NOW,
    );
    expect(verdict.reason).toBe('unknown_issuer');
  });

  it('refuses a server’s certificate as a client’s', async () => {
    const verdict = await judgeAt(provider, question({ purpose: 'client', name: null }), NOW);
    expect(verdict.reason).toBe('eku');
  });

  it('can insist on revocation data that nobody brought', async () => {
    const verdict = await judgeAt(provider, question({ insistOnRevocation: true }), NOW);
    expect(verdict.reason).toBe('revocation_unknown');
  });

  it.each([
    ['payments.lab.example', 'dns'],
    ['10.1.2.3', 'ip'],
    ['2001:db8::1', 'ip'],
    ['spiffe://lab.example/ns/prod', 'uri'],
    ['ops@lab.example', 'email'],
  ])('takes %s for a name of kind %s', (text, kind) => {
    expect(referenceFrom(` ${text} `)).toEqual({ kind, value: text });
  });

  it.each([
    ['https://payments.lab.example:8443/health?x=1', 'dns', 'payments.lab.example'],
    ['payments.lab.example:8443', 'dns', 'payments.lab.example'],
    ['payments.lab.example/health', 'dns', 'payments.lab.example'],
    ['postgres://ops:secret@db.lab.example/orders', 'dns', 'db.lab.example'],
    ['10.1.2.3:443', 'ip', '10.1.2.3'],
    ['https://[2001:db8::1]:8443/', 'ip', '2001:db8::1'],
    ['[2001:db8::1]:8443', 'ip', '2001:db8::1'],
  ])('takes the host of %s', (text, kind, value) => {
    expect(referenceFrom(text)).toEqual({ kind, value });
  });

  it('asks for a URI as it stands where the certificate carries any of its scheme', async () => {
    const value = 'https://id.lab.example/orders';
    const der = await leafOfUris(provider, NOW, ['https://id.lab.example/payments']);
    expect(referenceFrom(value, parseCertificate(der))).toEqual({ kind: 'uri', value });
  });

  it('knows nobody by a SPIFFE ID that is not the only URI (X509-SVID §2)', async () => {
    const [one, two] = ['spiffe://lab.example/a', 'spiffe://lab.example/b'];
    const of = async (...uris: string[]) =>
      subjectIdentity(parseCertificate(await leafOfUris(provider, NOW, uris)));
    expect(await of(one)).toBe(one);
    expect(await of(one, two)).toBeNull();
    expect(await of('https://lab.example/a', one)).toBeNull();
    expect(await of('https://lab.example/a', 'https://lab.example/b')).toBe(
      'https://lab.example/a',
    );
  });

  it('finds the leaf in any order, and the CAs beside it', () => {
    const certificates = readableCertificates([root, leaf, middle]);
    const found = likelyLeaf(certificates);
    expect(found && displayName(found)).toBe('payments');
    expect(certificates.filter(isAuthority).map(displayName)).toEqual([
      'Example Root CA',
      'Example Server CA',
    ]);
  });
});

describe('the moments at which the verdict changes', () => {
  it('are found by judging at each of them', async () => {
    const { spells, boundaries } = await timelineOf(provider, question());
    const [begins, ends] = [NOW - 78 * DAY, NOW + 12 * DAY + 1000];
    expect(spells.map(({ from, to, accepted }) => [from, to, accepted])).toEqual([
      [null, NOW - 700 * DAY, false],
      [NOW - 700 * DAY, NOW - 300 * DAY, false],
      [NOW - 300 * DAY, begins, false],
      [begins, ends, true],
      [ends, NOW + 700 * DAY + 1000, false],
      [NOW + 700 * DAY + 1000, NOW + 2900 * DAY + 1000, false],
      [NOW + 2900 * DAY + 1000, null, false],
    ]);
    expect(boundaries).toHaveLength(6);
  });

  it('agree with a judgement a second before and at each of them', async () => {
    const { spells } = await timelineOf(provider, question());
    for (const { from, accepted, cause } of spells) {
      if (from === null) continue;
      const at = await judgeAt(provider, question(), from);
      const before = await judgeAt(provider, question(), from - 1000);
      expect([at.accepted, at.cause?.subject]).toEqual([accepted, cause?.subject]);
      expect([before.accepted, before.cause?.subject]).not.toEqual([accepted, cause?.subject]);
    }
  });

  it('leave out certificates that no path could lead through', async () => {
    const other = await readInput(provider, await makeExample(provider, NOW - 5 * DAY));
    const others = [
      held.middle,
      ...other.certificates.slice(0, 1).map(({ certificate }) => certificate),
    ];
    expect(boundariesOf(question({ others }))).toEqual(boundariesOf(question()));
  });

  it('include the dates between which an OCSP response counts', async () => {
    const contents = await readInput(provider, await makeExample(provider, NOW, 'revoked'));
    const [shown = held.leaf, ...others] = contents.certificates.map(
      ({ certificate }) => certificate,
    );
    const ocsp = contents.ocsp.map(({ der }) => der);
    const asked = question({ leaf: shown, others, ocsp });
    const dates = [NOW - HOUR, NOW + 7 * DAY + 1000];
    expect(boundariesOf(asked)).toEqual(expect.arrayContaining(dates));
    expect(boundariesOf({ ...asked, ocsp: [] })).not.toEqual(expect.arrayContaining(dates));
  });

  it('come from no CRL or OCSP response that cannot be read', () => {
    const garbage = Uint8Array.of(0x30, 0x82, 0xff);
    const asked = question({ crls: [garbage], ocsp: [garbage] });
    expect(boundariesOf(asked)).toEqual(boundariesOf(question()));
  });

  it('are eighty at most, and that there are more is said', async () => {
    const issuer = { certificate: leaf, privateKey };
    const crls = await Promise.all(
      Array.from({ length: 38 }, (_, day) => {
        const thisUpdate = NOW + day * DAY;
        const nextUpdate = thisUpdate + HOUR;
        return issueCrl(provider, { issuer, thisUpdate, nextUpdate, revoked: [] });
      }),
    );
    const full = await timelineOf(provider, question({ crls: crls.slice(1) }));
    expect([full.boundaries.length, full.isCut]).toEqual([80, false]);
    const more = await timelineOf(provider, question({ crls }));
    expect([more.boundaries.length, more.isCut]).toEqual([80, true]);
  });

  it('can be given up half-way', async () => {
    const signal = AbortSignal.abort(new Error('not needed any more'));
    await expect(timelineOf(provider, question(), signal)).rejects.toThrow('not needed any more');
  });
});

describe('the handshake that would follow', () => {
  const parts = (change: Partial<BroughtParts> = {}): BroughtParts => ({
    side: 'server',
    chain: [leaf, middle],
    privateKey,
    anchors: [root],
    revocation: {},
    name: referenceFrom('payments.lab.example'),
    at: NOW,
    ...change,
  });

  async function handshake(change: Partial<BroughtParts> = {}) {
    const brought = await prepareBrought(provider, parts(change));
    const materials = createMaterials(provider, brought.at);
    const world = await inspectWorld(materials, UNBROKEN, brought);
    const crypto = createTlsCrypto(provider);
    return run(world, { mode: 'mtls', clock: materials.madeAt, crypto });
  }

  it('connects with the chain and the key that were brought', async () => {
    const { outcome, parties } = await handshake();
    expect(outcome).toMatchObject({ outcome: 'connected', delivered: true });
    expect(parties[1]).toMatchObject({ name: 'yours', identity: 'payments.lab.example' });
  });

  it('says that any server would have done where no name was asked for', async () => {
    const asked = await handshake();
    const trace = await handshake({ name: null });
    expect(outcomeWords(asked).detail).toBe('each side knows the other');
    expect(outcomeWords(trace).detail).toContain('the client asked for no name');
    const judged = (of: typeof trace) =>
      of.steps.find((step) => step.kind === 'check' && step.party === 'client');
    const [named, unnamed] = [asked, trace].map((of) => {
      const step = judged(of);
      return step ? stepWords(step, of).what : '';
    });
    expect(named).toContain(
      ', and the expected name. Whether any of it was revoked, nobody asked.',
    );
    expect(unnamed).toContain('No name was asked for, so any would have done.');
  });

  it('asks the host that was brought, not the lab’s', async () => {
    const { steps } = await handshake();
    const request = steps.find((step) => step.kind === 'data');
    const sent = new TextDecoder().decode(request?.bytes);
    expect(sent).toContain('Host: payments.lab.example\r\n');
  });

  it('is refused for what is wrong with the chain, at the time that was chosen', async () => {
    const { outcome } = await handshake({ at: NOW + 13 * DAY });
    expect(outcome).toMatchObject({ refusedBy: 'client', alert: 'certificate_expired' });
  });

  it.each([
    ['other.lab.example', 'bad_certificate'],
    ['10.1.2.3', 'bad_certificate'],
    ['spiffe://lab.example/payments', 'bad_certificate'],
    ['', null],
  ])('asks for the name that was chosen: “%s”', async (text, alert) => {
    const { outcome } = await handshake({ name: referenceFrom(text) });
    expect(outcome.alert).toBe(alert);
  });

  it('judges a client’s certificate at the lab’s server', async () => {
    const { outcome } = await handshake({ side: 'client' });
    expect(outcome).toMatchObject({ refusedBy: 'server', alert: 'unsupported_certificate' });
  });

  it('says of a client without a SAN that it showed a certificate', async () => {
    const client = await namelessClient(provider, NOW, -1);
    const { root: anchor, chain, privateKey: own } = client;
    const change = { side: 'client', chain, anchors: [anchor], name: null } as const;
    const trace = await handshake({ ...change, privateKey: own });
    expect(trace.outcome).toMatchObject({ outcome: 'connected', delivered: true });
    expect(outcomeWords(trace).detail).toBe(
      'the client showed a certificate that names no host, address or URI',
    );
  });

  it('does not blame the chain when the key was not brought', async () => {
    const trace = await handshake({ privateKey: null });
    const accepted = trace.steps.find((step) => step.kind === 'check');
    expect(accepted).toMatchObject({ subject: 'certificate', passed: true });
    const failed = trace.steps.find((step) => step.kind === 'check' && !step.passed);
    expect(failed).toMatchObject({ subject: 'certificate_verify' });
    expect(failed && stepWords(failed, trace).label).toBe('Key was not brought');
    expect(outcomeWords(trace)).toMatchObject({
      look: 'unproven',
      verdict: 'Chain accepted, key not provable',
    });
  });

  it('still blames the chain when it is at fault and the key was not brought either', async () => {
    const trace = await handshake({ privateKey: null, anchors: [] });
    expect(outcomeWords(trace)).toMatchObject({
      look: 'refused',
      verdict: 'Refused by the client',
    });
  });
});

describe('the revoked example', () => {
  it.each(['crls', 'ocsp'] as const)('is refused for what its %s say', async (kind) => {
    const brought = await readInput(provider, await makeExample(provider, NOW, 'revoked'));
    const [end, authority, anchor] = brought.certificates.map(({ der }) => der);
    if (!end || !authority || !anchor) throw new Error('The example is not whole.');
    expect(brought.problems).toEqual([]);
    const evidence = brought[kind].map(({ der }) => der);
    expect(evidence).toHaveLength(1);
    const request = {
      chain: [end, authority],
      anchors: [anchor],
      time: NOW,
      purpose: 'server',
      name: null,
      revocation: { depth: 'leaf', unknown: 'allow' },
    } as const;
    expect(await validatePath(provider, { ...request, [kind]: evidence })).toMatchObject({
      accepted: false,
      reason: 'revoked',
    });
    expect(await validatePath(provider, request)).toMatchObject({ accepted: true });
  });

  it('is refused in the handshake, too, by a judge who has the CRL', async () => {
    const brought = await readInput(provider, await makeExample(provider, NOW, 'revoked'));
    const [end, authority, anchor] = brought.certificates.map(({ der }) => der);
    const [key] = brought.privateKeys;
    if (!end || !authority || !anchor || !key) throw new Error('The example is not whole.');
    const ready = await prepareBrought(provider, {
      side: 'server',
      chain: [end, authority],
      privateKey: await importPrivateKey(provider, key.pkcs8),
      anchors: [anchor],
      revocation: revocationInputs({
        crls: brought.crls.map(({ der }) => der),
        ocsp: [],
        insistOnRevocation: false,
      }),
      name: null,
      at: NOW,
    });
    const materials = createMaterials(provider, NOW);
    const world = await inspectWorld(materials, UNBROKEN, ready);
    const options = { clock: NOW, crypto: createTlsCrypto(provider) };
    const { outcome } = await run(world, { ...options, mode: 'tls' });
    expect(outcome).toMatchObject({ refusedBy: 'client', alert: 'certificate_revoked' });
  });
});
