import { beforeAll, describe, expect, test } from 'vitest';
import { parseCertificate } from '../../../src/pki/x509/certificate.ts';
import type { Check } from '../../../src/pki/path/check.ts';
import {
  derElement,
  derIa5String,
  derOid,
  derSequence,
  derSetOf,
} from '../../../src/pki/der/writer.ts';
import { issueCertificate } from '../../../src/pki/issue/certificate.ts';
import type { NamesByKind, RawExtension } from '../../../src/pki/issue/extensions.ts';
import { derName } from '../../../src/pki/issue/names.ts';
import { nameConstraints } from '../../../src/pki/issue/specialExtensions.ts';
import { generateKeyPair } from '../../../src/pki/keys/keys.ts';
import { OID } from '../../../src/pki/der/oids.ts';
import { validatePath } from '../../../src/pki/path/validate.ts';
import { NOW, times } from '../authorities.ts';
import { transplanted } from '../derSurgery.ts';
import type { Chain } from '../faultyChains.ts';
import { pathFactory, type Level } from './pathFactory.ts';
import { signedAnew } from '../resigned.ts';

const { crypto } = globalThis;
let issue: Awaited<ReturnType<typeof pathFactory>>;
beforeAll(async () => {
  issue = await pathFactory(crypto);
});

/** What the list of checks says last of name constraints. */
async function constraintCheck(chain: Chain): Promise<Check | undefined> {
  const { checks, cause } = await validatePath(crypto, {
    ...{ ...chain, time: NOW, purpose: 'server', name: null },
  });
  return cause ?? checks.findLast(({ id }) => id === 'name_constraints');
}

const judge = async (...path: readonly Level[]) => constraintCheck(await issue(...path));

const limits = (permitted: NamesByKind, excluded?: NamesByKind): Level => ({
  extensions: [nameConstraints(permitted, excluded)],
});

/** Constraints on the names of subjects: whole names, or what they begin with. */
function subjects(kind: 'permitted' | 'excluded', ...commonNames: string[]): Level {
  const bases = commonNames.map((commonName) =>
    derSequence(derElement(0xa4, derName({ commonName }))),
  );
  const value = derSequence(derElement(kind === 'permitted' ? 0xa0 : 0xa1, ...bases));
  const extension: RawExtension = { oid: OID.nameConstraints, critical: true, value };
  return { extensions: [extension] };
}

describe('whose names are constrained (RFC 5280 §6.1.3 (b), (c))', () => {
  test('those of every certificate below, by the one that breaks the rule', async () => {
    const check = await judge(subjects('excluded', 'CA 1'), {}, {});
    expect(check?.reason).toBe('name_constraints');
    expect(check?.found).toBe('name CN=CA 1 of CA 1 falls into name CN=CA 1');
    const other = await judge(subjects('excluded', 'CA'), {}, {});
    expect(other).toMatchObject({ verdict: 'pass', found: 'every name below it is permitted' });
  });

  test('a subject has to be permitted too', async () => {
    expect((await judge(subjects('permitted', 'CA 1', 'leaf'), {}, {}))?.verdict).toBe('pass');
    expect((await judge(subjects('permitted', 'CA 1'), {}, {}))?.found).toBe(
      'name CN=leaf of leaf is none of those permitted',
    );
  });

  test('an empty subject is no name', async () => {
    const check = await judge(subjects('permitted', 'Nobody'), { subject: {} });
    expect(check?.verdict).toBe('pass');
  });

  test('not those of a self-issued CA, but those of a self-issued leaf', async () => {
    const above = subjects('excluded', 'CA 0');
    expect((await judge(above, { selfIssued: true }, {}))?.verdict).toBe('pass');
    expect((await judge(above, { selfIssued: true }))?.reason).toBe('name_constraints');
  });

  test('of a CA that issued nothing nobody’s', async () => {
    const own = { ...limits({ dns: ['elsewhere.example'] }), ca: true };
    const check = await judge({}, own);
    expect(check).toMatchObject({ verdict: 'pass', found: 'nothing below it' });
    const noCa = await judge({}, { ...own, ca: false });
    expect(noCa).toMatchObject({ id: 'name_constraints', reason: 'malformed' });
  });
});

describe('which names are compared (§4.2.1.10)', () => {
  test('those of a form that is constrained; others may look as they will', async () => {
    const san = { uri: ['urn:example:x'], dns: ['a.lab.example'] };
    expect((await judge(limits({ dns: ['lab.example'] }), { san }))?.verdict).toBe('pass');
    const constrained = limits({ dns: ['lab.example'] }, { uri: ['other.example'] });
    expect((await judge(constrained, { san }))?.found).toBe(
      'URI urn:example:x of leaf cannot be compared with the constraints',
    );
  });

  test.each<[NamesByKind, NamesByKind]>([
    [{ dns: ['a.lab.example'] }, { dns: ['b.lab.example'] }],
    [{ dns: ['*.lab.example'] }, { dns: ['a.b.lab.example'] }],
    [{ dns: ['*.lab.example'] }, { dns: ['a.other.example'] }],
    [{ email: ['me@lab.example'] }, { email: ['you@lab.example'] }],
    [{ ip: ['10.0.0.1'] }, { ip: ['10.0.0.2/32'] }],
    [{ uri: ['https://[2001:db8::1]/'] }, { dns: ['lab.example'] }],
  ])('%o does not fall into what is excluded, %o', async (san, excluded) => {
    expect((await judge(limits({}, excluded), { san }))?.verdict).toBe('pass');
  });

  test.each<[NamesByKind, NamesByKind]>([
    [{ dns: ['*.LAB.example'] }, { dns: ['A.lab.example'] }],
    [{ dns: ['*.lab.example'] }, { dns: ['.lab.example'] }],
    [{ dns: ['*.lab.example'] }, { dns: ['example'] }],
    [{ dns: ['a*.lab.example'] }, { dns: ['other.example'] }],
    [{ email: ['me@lab.example'] }, { email: ['me@LAB.example'] }],
    [{ email: ['me@@lab.example'] }, { email: ['other.example'] }],
    [{ ip: ['10.0.0.1'] }, { ip: ['10.0.0.1/32'] }],
    [{ ip: ['10.0.0.1'] }, { ip: ['0.0.0.0/0'] }],
    [{ uri: ['https://a..b/'] }, { uri: ['other.example'] }],
    [{ uri: ['https://[2001:db8::1]/'] }, { uri: ['other.example'] }],
  ])('%o does, or cannot be compared with %o', async (san, excluded) => {
    expect((await judge(limits({}, excluded), { san }))?.reason).toBe('name_constraints');
  });

  test('a form that nobody looks into is refused where it is constrained', async () => {
    const id = derElement(0x88, Uint8Array.of(0x2a, 3));
    const value = derSequence(derElement(0xa1, derSequence(id)));
    const above = { extensions: [{ oid: OID.nameConstraints, critical: true, value }] };
    const san = { oid: OID.subjectAltName, critical: false, value: derSequence(id) };
    const leaf = { san: {}, extensions: [san] };
    expect((await judge(above, leaf))?.found).toBe(
      'registeredID 1.2.3 of leaf cannot be compared with the constraints',
    );
    expect((await judge(limits({ dns: ['lab.example'] }), leaf))?.verdict).toBe('pass');
  });

  test('a mail address in the subject counts when there is no subjectAltName', async () => {
    const { publicKey, privateKey } = await generateKeyPair(crypto, 'ecdsa-p256');
    const subject = { commonName: 'Root' };
    const root = await issueCertificate(crypto, {
      ...{ profile: 'root', subject, publicKey, issuer: { self: privateKey } },
      ...times,
      ...limits({ email: ['lab.example'] }),
    });
    const address = derSequence(derOid(OID.emailAddress), derIa5String('me@other.example'));
    const reasonOf = async (san: NamesByKind) => {
      const issuer = { certificate: root, privateKey };
      const leaf = await issueCertificate(crypto, {
        ...{ profile: 'server', subject: {}, publicKey, issuer, san },
        ...times,
      });
      const tbs = transplanted(parseCertificate(leaf).tbs, '5', derSequence(derSetOf([address])));
      const chain = [await signedAnew(leaf, new Uint8Array(tbs), privateKey)];
      return (await constraintCheck({ chain, anchors: [root] }))?.reason;
    };
    expect(await reasonOf({})).toBe('name_constraints');
    expect(await reasonOf({ dns: ['lab.example'] })).toBeUndefined();
  });
});

describe('in words', () => {
  test.each<[NamesByKind, NamesByKind, string]>([
    [{ dns: ['a.example'] }, {}, 'names below it within DNS a.example'],
    [{}, { dns: ['a.example'] }, 'names below it outside of DNS a.example'],
    [
      { dns: ['a', 'b', 'c', 'd'] },
      { ip: ['10.0.0.0/8'], dns: ['e'] },
      'names below it within DNS a, DNS b, DNS c, DNS d outside of DNS e, IP 10.0.0.0/8',
    ],
    [
      { dns: ['a', 'b', 'c', 'd', 'e'] },
      {},
      'names below it within DNS a, DNS b, DNS c, DNS d and 1 more',
    ],
  ])('%o, %o: %s', async (permitted, excluded, expected) => {
    const check = await judge(limits(permitted, excluded), {});
    expect(check?.expected).toBe(expected);
  });
});

test('so many comparisons are made, and not one more', async () => {
  const names = (count: number, suffix: string) =>
    Array.from({ length: count }, (_, index) => `h${index}.${suffix}`);
  const above = limits({}, { dns: names(1024, 'other.example'), email: ['other.example'] });
  const dns = names(1024, 'lab.example');
  expect((await judge(above, { san: { dns } }))?.verdict).toBe('pass');
  const one = await judge(above, { san: { dns, email: ['me@lab.example'] } });
  expect(one?.reason).toBe('limit');
});
