import { beforeAll, describe, expect, it } from 'vitest';
import { failureOf, type Failure, type Side } from '../../src/narration/failure.ts';
import { adviceWords, REASONS, reasonSentence } from '../../src/narration/reasons.ts';
import type { Check, PathReason } from '../../src/pki/path/check.ts';
import { validatePath } from '../../src/pki/path/validate.ts';
import { parseCertificate } from '../../src/pki/x509/certificate.ts';
import { DAY, family, NOW } from '../pki/authorities.ts';
import { leafOfUris } from '../support/leafOfUris.ts';

const REASON_CODES = Object.keys(REASONS) as PathReason[];
const POSITIONS = { leaf: 0, intermediate: 1, anchor: 2, unknown: null } as const;
const SIDES: readonly Side[] = ['client', 'server'];
const UNKNOWN = /is not known, so nobody can be named/;

type Family = Awaited<ReturnType<typeof family>>;
let made: Family;
let other: Family;

beforeAll(async () => {
  made = await family(globalThis.crypto, 'ecdsa-p256');
  other = await family(globalThis.crypto, 'ecdsa-p256');
});

function failure(reason: PathReason, position: keyof typeof POSITIONS, side: Side): Failure {
  const cause: Check = {
    id: 'validity',
    verdict: 'fail',
    index: POSITIONS[position],
    subject: {
      leaf: 'payments',
      intermediate: 'Lab Intermediate CA',
      anchor: 'Lab Root CA',
      unknown: 'a certificate',
    }[position],
    expected: 'what was expected',
    found: 'what was found',
    spec: 'RFC 5280 §6',
    reason,
  };
  const path = [made.leafDer, made.middleDer, made.rootDer];
  return failureOf(cause, { side, path, anchors: [parseCertificate(made.rootDer)], now: NOW });
}

const CASES = REASON_CODES.flatMap((reason) =>
  SIDES.flatMap((side) =>
    (Object.keys(POSITIONS) as (keyof typeof POSITIONS)[]).map((position) => ({
      reason,
      side,
      position,
    })),
  ),
);

describe('the words for a reason', () => {
  it.each(CASES)('are whole sentences: $reason, $position, shown by the $side', (one) => {
    const words = failure(one.reason, one.position, one.side);
    for (const text of [reasonSentence(words), adviceWords(words)]) {
      expect(text).toMatch(/^[A-Z].*\.$/s);
      expect(text).not.toMatch(/undefined|null|\[object|NaN|\s{2}|\.\.|: ?\.| [,;.]/);
    }
  });

  it.each(CASES)('name nobody twice: $reason, $position, shown by the $side', (one) => {
    const remedies = REASONS[one.reason].remedies(failure(one.reason, one.position, one.side));
    const said = remedies.map(({ who, action }) => `${who} ${action}`);
    expect(new Set(said).size).toBe(said.length);
    for (const { who, action } of remedies) {
      expect(who).toMatch(/^(the|whoever) /);
      expect(action).toMatch(/^[a-z]/);
    }
  });

  it('tell the reasons apart, in each of their forms', () => {
    for (const form of ['short', 'predicate'] as const) {
      const texts = REASON_CODES.map((reason) => REASONS[reason][form]);
      expect(texts.every((text) => text.length > 2)).toBe(true);
      expect(new Set(texts).size).toBe(texts.length);
    }
    for (const position of ['leaf', 'intermediate', 'anchor'] as const) {
      const sentences = REASON_CODES.map((one) => reasonSentence(failure(one, position, 'server')));
      expect(new Set(sentences).size).toBe(sentences.length);
    }
  });

  it('name somebody wherever it is known whose certificate failed', () => {
    for (const { reason, side, position } of CASES) {
      if (position === 'unknown') continue;
      expect(adviceWords(failure(reason, position, side))).not.toMatch(UNKNOWN);
    }
  });

  // What depends on whose certificate it was cannot be said of nobody's.
  it.each([
    'expired',
    'not_yet_valid',
    'revoked',
    'eku',
    'key_usage',
    'weak_key',
    'not_ca',
  ] as const)('accuse nobody of %s while it is not known whose certificate it was', (reason) => {
    for (const side of SIDES)
      expect(adviceWords(failure(reason, 'unknown', side))).toMatch(UNKNOWN);
  });

  it('send each to the side that can act', () => {
    for (const { reason, side, position } of CASES) {
      const judge = side === 'client' ? 'server' : 'client';
      for (const { who } of REASONS[reason].remedies(failure(reason, position, side))) {
        expect(who).not.toBe(`whoever keeps the ${side}’s trust store`);
        const judges = `the ${judge}’s operator`;
        const isForJudge = ['not_yet_valid', 'name_mismatch', 'revocation_unknown', 'policy'];
        if (who === judges) expect(isForJudge).toContain(reason);
      }
    }
  });
});

describe('when a certificate of a real chain has ended', () => {
  async function judged(which: 'rootDer' | 'middleDer' | 'leafDer', side: Side) {
    const short = { notBefore: NOW - 9 * DAY, notAfter: NOW - 2 * 3_600_000 };
    const { issueCertificate } = await import('../../src/pki/issue/certificate.ts');
    const { root, middle, end } = made;
    const name = (commonName: string) => ({ commonName, organisation: 'mTLS Lab' });
    const life = (mine: typeof which) =>
      mine === which ? short : { notBefore: NOW - 9 * DAY, notAfter: NOW + 9 * DAY };
    const rootDer = await issueCertificate(crypto, {
      profile: 'root',
      subject: name('Lab Root CA'),
      publicKey: root.publicKey,
      issuer: { self: root.privateKey },
      ...life('rootDer'),
    });
    const middleDer = await issueCertificate(crypto, {
      profile: 'intermediate',
      subject: name('Lab Intermediate CA'),
      publicKey: middle.publicKey,
      issuer: { certificate: rootDer, privateKey: root.privateKey },
      ...life('middleDer'),
    });
    const leafDer = await issueCertificate(crypto, {
      profile: side,
      subject: name('payments'),
      publicKey: end.publicKey,
      issuer: { certificate: middleDer, privateKey: middle.privateKey },
      san: { dns: ['payments.lab.example'] },
      ...life('leafDer'),
    });
    return sentences([leafDer, middleDer], [rootDer], side);
  }

  it('the operator of the side renews its leaf, and both clocks are told in plain words', async () => {
    const { what, advice } = await judged('leafDer', 'client');
    expect(advice).toBe(
      'The client’s operator can renew the certificate, and automate its renewal.',
    );
    expect(what).toMatch(
      /^The certificate of payments ended .*UTC\. The server’s clock says .*, two hours later\.$/,
    );
  });

  it('the CA above issues an intermediate again', async () => {
    const { advice } = await judged('middleDer', 'server');
    expect(advice).toMatch(
      /^The CA that issued it \(Lab Root CA\) can issue Lab Intermediate CA again/,
    );
  });

  it.each(['client', 'server'] as const)(
    'whoever trusts an ended root replaces it: the %s’s operator cannot',
    async (side) => {
      const judge = side === 'client' ? 'server' : 'client';
      const { advice } = await judged('rootDer', side);
      expect(advice).toBe(
        `Whoever keeps the ${judge}’s trust store can put the successor of Lab Root CA in its place.`,
      );
    },
  );
});

describe('when nobody who is trusted stands above', () => {
  it('a self-signed certificate is not asked for intermediates', async () => {
    const { advice } = await sentences([other.rootDer], [], 'server');
    expect(advice).not.toMatch(/along|intermediate/);
    expect(advice).toMatch(/this one is a CA’s/);
  });

  it('a CA that was made again under its name is told from one that is missing', async () => {
    const remade = await sentences([made.leafDer, made.middleDer], [other.rootDer], 'server');
    expect(remade.what + remade.advice).toMatch(/Lab Root CA/);
    expect(remade.advice).toMatch(/trust store/);
    const missing = await sentences([made.leafDer], [made.rootDer], 'client');
    expect(missing.what).toBe(
      'The certificate of payments says that Lab Intermediate CA issued it, who was not sent along, and whom the server does not trust.',
    );
    expect(missing.advice).toBe(
      'The client’s operator can send the certificate of Lab Intermediate CA along, if it is an intermediate CA. Or whoever keeps the server’s trust store can add Lab Intermediate CA to the list of client CAs, if it deserves trust.',
    );
  });
});

describe('when the name is another one', () => {
  it('both ways out are given: to ask by a name that is there, and to have it issued again', async () => {
    const { advice } = await sentences(
      [made.leafDer, made.middleDer],
      [made.rootDer],
      'server',
      'elsewhere.lab.example',
    );
    expect(advice).toMatch(/^The client’s operator can ask for the server by a name/);
    expect(advice).toMatch(/Or the server’s operator can have the certificate issued again/);
    expect(advice).toContain('elsewhere.lab.example');
  });
});

it('a SPIFFE ID beside another URI is said to be worthless, and not to be missing', async () => {
  const uris = ['spiffe://lab.example/orders', 'spiffe://lab.example/billing'];
  const { crypto } = globalThis;
  const leaf = await leafOfUris(crypto, NOW, uris);
  const name = { kind: 'uri', value: 'spiffe://lab.example/orders' } as const;
  const asked = { chain: [leaf], anchors: [leaf], time: NOW, purpose: 'client', name } as const;
  const { cause, path } = await validatePath(crypto, asked);
  if (!cause) throw new Error('It was accepted.');
  const words = failureOf(cause, {
    side: 'client',
    path,
    anchors: [parseCertificate(leaf)],
    now: NOW,
  });
  expect(reasonSentence(words)).toBe(
    'The server expected URI spiffe://lab.example/orders; the certificate has no valid SPIFFE ID. The certificate has 2 URIs; a SPIFFE certificate has exactly one.',
  );
  expect(adviceWords(words)).toBe(
    'The client’s operator can have the certificate issued again with one URI, a valid SPIFFE ID.',
  );
});

async function sentences(
  chain: readonly Uint8Array[],
  anchors: readonly Uint8Array[],
  side: Side,
  host: string | null = null,
) {
  const name = host === null ? null : { kind: 'dns' as const, value: host };
  const verdict = await validatePath(crypto, { chain, anchors, time: NOW, purpose: side, name });
  expect(verdict.cause).not.toBeNull();
  if (!verdict.cause) throw new Error('accepted');
  const words = failureOf(verdict.cause, {
    side,
    path: verdict.path,
    anchors: anchors.map(parseCertificate),
    now: NOW,
  });
  return { what: reasonSentence(words), advice: adviceWords(words) };
}
