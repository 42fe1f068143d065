import { describe, expect, it } from 'vitest';
import { FAULTS, type FaultId } from '../../src/lab/faults.ts';
import { makeExample } from '../../src/lab/inspect/example.ts';
import { momentsOf } from '../../src/lab/moments.ts';
import { type World } from '../../src/lab/provision.ts';
import { parseCertificate } from '../../src/pki/x509/certificate.ts';
import { oidName } from '../../src/pki/der/oids.ts';
import { decodePem } from '../../src/pki/der/pem.ts';
import { parseCrl } from '../../src/pki/revocation/crl.ts';
import { parseOcspResponse } from '../../src/pki/revocation/ocsp.ts';
import { brokenBy, laboratory } from './laboratory.ts';

const HOUR = 3_600_000;
const { materials, now } = laboratory();

/** From when to when something holds, in hours from now. */
function hours(from: number, to: number | null): string {
  return [from, to ?? Infinity].map((time) => (time - now) / HOUR).join('..');
}

/** A certificate in one line: who, by whom, when, for whom, for what. */
function line(der: Uint8Array): string {
  const { subject, issuer, extensions, notBefore, notAfter } = parseCertificate(der);
  const names = extensions.subjectAltName?.map((name) =>
    'value' in name ? name.value : name.kind,
  );
  const usage = extensions.extendedKeyUsage?.map(oidName);
  return [
    ...[subject.text, `by ${issuer.text}`, hours(notBefore, notAfter)],
    ...[...(names ?? []), ...(usage ?? [])],
  ].join(' | ');
}

/** What each party of a world shows and trusts, and what happens to it, a line each. */
function facts({ actors, connections }: World): string[] {
  return [
    ...actors.flatMap(({ info: { id, chain, anchors } }) => [
      ...chain.map((der) => `${id} shows ${line(der)}`),
      ...anchors.map(({ der }) => `${id} trusts ${line(der)}`),
    ]),
    ...connections.flatMap(({ wire }) => wire.map(({ change }) => `on the wire: ${change.kind}`)),
    ...connections.map(({ client, server }) => `${client} connects to ${server}`),
  ];
}

const CLIENT = 'O=mTLS Lab, CN=orders';
const SERVER = 'O=mTLS Lab, CN=payments';
const LAB = 'O=mTLS Lab, CN=Lab Intermediate CA';
const OTHER = 'O=Other Company, CN=Other Company Root CA';
const SPIFFE = 'spiffe://lab.example/ns/prod/sa/orders';
const NAME = 'payments.prod.svc';
const SOUND_CLIENT = `client shows ${CLIENT} | by ${LAB} | -1..23 | ${SPIFFE} | clientAuth`;
const SOUND_SERVER = `server shows ${SERVER} | by ${LAB} | -24..2136 | ${NAME} | serverAuth`;
const INTERMEDIATE = `${LAB} | by O=mTLS Lab, CN=Lab Root CA | -4320..26280`;
const ROOT = 'O=mTLS Lab, CN=Lab Root CA | by O=mTLS Lab, CN=Lab Root CA | -8760..78840';

/** What a fault brings into the world, and what it takes out of it. */
const CHANGES: Readonly<Record<FaultId, { brings: string[]; takes: string[] }>> = {
  'client-expired': {
    brings: [`client shows ${CLIENT} | by ${LAB} | -26..-2 | ${SPIFFE} | clientAuth`],
    takes: [SOUND_CLIENT],
  },
  'client-untrusted-root': {
    brings: [`client shows ${CLIENT} | by ${OTHER} | -1..23 | ${SPIFFE} | clientAuth`],
    takes: [SOUND_CLIENT, `client shows ${INTERMEDIATE}`],
  },
  'client-wrong-eku': {
    brings: [`client shows ${CLIENT} | by ${LAB} | -1..23 | ${SPIFFE} | serverAuth`],
    takes: [SOUND_CLIENT],
  },
  'client-wrong-key': { brings: [], takes: [] },
  'client-cert-missing': { brings: [], takes: [SOUND_CLIENT, `client shows ${INTERMEDIATE}`] },
  'server-expired': {
    brings: [`server shows ${SERVER} | by ${LAB} | -2160..-2 | ${NAME} | serverAuth`],
    takes: [SOUND_SERVER],
  },
  'server-wrong-host': {
    brings: [
      `server shows O=mTLS Lab, CN=billing | by ${LAB} | -24..2136 | billing.prod.svc | serverAuth`,
    ],
    takes: [SOUND_SERVER],
  },
  'server-incomplete-chain': { brings: [], takes: [`server shows ${INTERMEDIATE}`] },
  'server-untrusted-root': {
    brings: [`server shows ${SERVER} | by ${OTHER} | -24..2136 | ${NAME} | serverAuth`],
    takes: [SOUND_SERVER, `server shows ${INTERMEDIATE}`],
  },
  'server-self-signed': {
    brings: [`server shows ${SERVER} | by ${SERVER} | -24..2136 | ${NAME} | serverAuth`],
    takes: [SOUND_SERVER, `server shows ${INTERMEDIATE}`],
  },
  'wire-flip-bit': { brings: ['on the wire: flip'], takes: [] },
  'wire-mitm': {
    brings: [
      `attacker shows O=Attacker, CN=payments | by O=Attacker, CN=Attacker Root CA | -24..2136 | ${NAME} | serverAuth`,
      'client connects to attacker',
    ],
    takes: ['client connects to server'],
  },
};

describe('the world', () => {
  const sound = async () => facts(await brokenBy(materials, []));

  it('without a fault: a workload identity for a day, a server certificate for ninety', async () => {
    expect(await sound()).toEqual([
      SOUND_CLIENT,
      `client shows ${INTERMEDIATE}`,
      `client trusts ${ROOT}`,
      SOUND_SERVER,
      `server shows ${INTERMEDIATE}`,
      `server trusts ${ROOT}`,
      'client connects to server',
    ]);
  });

  it.each(FAULTS.map(({ id }) => id))('with %s: that, and nothing else, is other', async (id) => {
    const [before, after] = [await sound(), facts(await brokenBy(materials, [id]))];
    expect({
      brings: after.filter((fact) => !before.includes(fact)),
      takes: before.filter((fact) => !after.includes(fact)),
    }).toEqual(CHANGES[id]);
  });

  it('says whose each moment is: the leaf its owner’s, all above it an authority’s', async () => {
    const moments = momentsOf(await brokenBy(materials, ['wire-mitm']));
    expect(
      moments.map(({ kind, certificate, owner }) => `${certificate} ${kind}, ${owner}`),
    ).toEqual([
      'Lab Root CA begins, authority',
      'Lab Intermediate CA begins, authority',
      'payments begins, server',
      'payments begins, attacker',
      'orders begins, client',
      'orders ends, client',
      'payments ends, server',
      'payments ends, attacker',
      'Lab Intermediate CA ends, authority',
      'Lab Root CA ends, authority',
    ]);
  });
});

describe('the example of Inspect', () => {
  const blocksOf = async (kind: 'sound' | 'revoked') =>
    decodePem(await makeExample(globalThis.crypto, now, kind));

  it('is a server certificate that ends in twelve days, with its chain and its key', async () => {
    const blocks = await blocksOf('sound');
    expect(blocks.map(({ label }) => label)).toEqual([
      ...['CERTIFICATE', 'CERTIFICATE', 'CERTIFICATE', 'PRIVATE KEY'],
    ]);
    const CA = 'O=mTLS Lab, CN=Example Server CA';
    const TOP = 'O=mTLS Lab, CN=Example Root CA';
    expect(blocks.slice(0, 3).map(({ der }) => line(der))).toEqual([
      `${SERVER} | by ${CA} | -1872..288 | payments.lab.example | serverAuth`,
      `${CA} | by ${TOP} | -7200..16800 | serverAuth`,
      `${TOP} | by ${TOP} | -16800..69600`,
    ]);
  });

  it('that was revoked: yesterday, and both sources are an hour old and hold for a week', async () => {
    const blocks = await blocksOf('revoked');
    const derOf = (label: string) => blocks.find((block) => block.label === label)?.der;
    const crl = parseCrl(derOf('X509 CRL') ?? new Uint8Array());
    const { responses, producedAt } = parseOcspResponse(derOf('OCSP RESPONSE') ?? new Uint8Array());
    const [leaf] = blocks.map(({ der }) => der);
    const { serialNumber } = parseCertificate(leaf ?? new Uint8Array());
    const [single] = responses;
    const reason = 'keyCompromise';
    expect([...crl.revoked]).toEqual([[serialNumber, { revocationDate: now - 24 * HOUR, reason }]]);
    expect(single?.status).toEqual({ kind: 'revoked', since: now - 24 * HOUR, reason });
    expect(producedAt).toBe(now - HOUR);
    for (const source of [crl, single])
      expect(hours(source?.thisUpdate ?? 0, source?.nextUpdate ?? 0)).toBe('-1..168');
  });
});
