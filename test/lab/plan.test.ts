import { describe, expect, it } from 'vitest';
import { DEFAULT_NAMES } from '../../src/lab/names.ts';
import {
  certificateIn,
  withCertificate,
  withParty,
  type CertificateDetails,
  type WorldPlan,
} from '../../src/lab/plan.ts';
import { provisionPlan } from '../../src/lab/provision.ts';
import { run } from '../../src/lab/run.ts';
import type { HandshakeMode } from '../../src/lab/scenario.ts';
import { soundPlan } from '../../src/lab/soundPlan.ts';
import type { Trace } from '../../src/lab/trace.ts';
import { mustStaple } from '../../src/pki/issue/specialExtensions.ts';
import { parseCertificate, readableCertificate } from '../../src/pki/x509/certificate.ts';
import { laboratory, tlsActorIn } from './laboratory.ts';

const { materials, crypto, now } = laboratory();
const plan = soundPlan(DEFAULT_NAMES);
const HOUR = 3_600_000;

async function play(of: WorldPlan, mode: HandshakeMode = 'mtls'): Promise<Trace> {
  return run(await provisionPlan(materials, of, []), { mode, clock: now, crypto });
}

/** How a run ended, in a line. */
function ending({ outcome }: Trace): string {
  const { refusedBy, alert, cause } = outcome;
  const why = cause?.reason ?? cause?.id ?? '';
  return [outcome.outcome, refusedBy, alert, why].filter(Boolean).join(' ');
}

const detailed = (id: string, details: CertificateDetails) =>
  withCertificate(plan, id, { details });

describe('a certificate says what its plan says', () => {
  it.each<[string, CertificateDetails, string]>([
    ['no usage for servers', { extendedKeyUsage: ['clientAuth'] }, 'eku'],
    ['another key usage', { keyUsage: ['nonRepudiation'] }, 'key_usage'],
    ['a signature whose last bit is flipped', { corruptSignature: true }, 'bad_signature'],
    ['a byte less than it says', { truncated: true }, 'malformed'],
    ['version 1', { version: 1 }, 'malformed'],
    [
      'SHA-1 under the CA’s signature',
      { signatureAlgorithm: { name: 'ECDSA', hash: 'SHA-1' } },
      'weak_signature',
    ],
    [
      'a critical extension that nobody knows',
      {
        extensions: [
          { oid: '1.3.6.1.4.1.99999.1.2.3', critical: true, value: Uint8Array.of(5, 0) },
        ],
      },
      'unknown_critical_extension',
    ],
  ])('%s', async (_, details, reason) => {
    const { outcome } = await play(detailed('server', details), 'tls');
    expect(outcome).toMatchObject({ outcome: 'refused', refusedBy: 'client', cause: { reason } });
  });

  it('of an authority, too, and of one side only', async () => {
    const narrowed = {
      ...plan,
      certificates: {
        ...plan.certificates,
        'server-intermediate': {
          ...certificateIn(plan, 'intermediate'),
          details: { keyUsage: ['cRLSign'] as const },
        },
        server: { ...certificateIn(plan, 'server'), issuer: 'server-intermediate' },
      },
    };
    const shown = withParty(narrowed, 'server', () => ({
      identities: [{ shows: ['server', 'server-intermediate'], signsWith: 'server', staple: null }],
    }));
    expect(ending(await play(shown))).toBe('refused client unknown_ca key_usage');
  });

  it('a weak key, and a serial number', async () => {
    const weak = { ...plan, keys: { server: 'rsa-1024' as const } };
    expect(ending(await play(weak, 'tls'))).toBe('refused client bad_certificate weak_key');
    const numbered = await provisionPlan(
      materials,
      detailed('server', { serialNumber: Uint8Array.of(0x12, 0x34) }),
      [],
    );
    const [leaf] = tlsActorIn(numbered, 'server').info.chain;
    expect(parseCertificate(leaf ?? new Uint8Array()).serialNumber).toBe('1234');
  });

  it('and is issued again when anything above it changes, and not when nothing does', async () => {
    const leafOf = async (of: WorldPlan) =>
      tlsActorIn(await provisionPlan(materials, of, []), 'server').info.chain[0];
    const before = await leafOf(plan);
    expect(await leafOf(withCertificate(plan, 'client', { revoked: null }))).toBe(before);
    const subject = { commonName: 'Renamed CA' };
    const renamed = withCertificate(plan, 'intermediate', { subject });
    const after = await leafOf(renamed);
    expect(after).not.toEqual(before);
    expect(readableCertificate(after ?? new Uint8Array())?.issuer.text).toBe('CN=Renamed CA');
    const rekeyed = await leafOf({ ...plan, keys: { root: 'ecdsa-p384' } });
    expect(rekeyed).not.toEqual(before);
  });

  it('but cannot have issued its own issuer', async () => {
    const circle = withCertificate(plan, 'root', { issuer: 'intermediate' });
    await expect(play(circle)).rejects.toThrow('issued its own issuer');
  });
});

describe('revocation', () => {
  const revoked = { at: -2, reason: 'keyCompromise' } as const;
  const taken = withCertificate(plan, 'server', { revoked });
  const crls = {
    intermediate: { issuer: 'intermediate', lifetime: { from: -1, to: 24 } },
    stale: { issuer: 'intermediate', lifetime: { from: -24, to: -2 } },
    root: { issuer: 'root', lifetime: { from: -1, to: 24 } },
  };
  const asking = (of: WorldPlan, held: readonly string[]) =>
    withParty({ ...of, crls }, 'client', ({ judges }) => ({
      judges: {
        ...judges,
        revocation: { rule: { depth: 'leaf', unknown: 'deny' } as const, crls: held },
      },
    }));

  it.each([
    ['in a current CRL is found', taken, ['intermediate', 'root'], 'certificate_revoked revoked'],
    ['nowhere: accepted by who asked', plan, ['intermediate', 'root'], ''],
    ['cannot be told from a stale CRL', plan, ['stale'], 'certificate_expired revocation_unknown'],
    ['cannot be told without one', plan, ['root'], 'unknown_ca revocation_unknown'],
  ])('%s', async (_, of, held, why) => {
    const expected = why === '' ? 'connected' : `refused client ${why}`;
    expect(ending(await play(asking(of, held), 'tls'))).toBe(expected);
  });

  it('that nobody asks about goes unnoticed, and that is a deception', async () => {
    expect((await play(taken, 'tls')).outcome).toMatchObject({
      outcome: 'connected',
      deceived: true,
    });
  });

  it('in a staple counts for who asks for one', async () => {
    const stapling = (of: WorldPlan) =>
      withParty(
        withParty(of, 'server', ({ identities }) => ({
          identities: identities.map((one) => ({ ...one, staple: { from: -1, to: 24 } })),
        })),
        'client',
        ({ judges }) => ({ judges: { ...judges, stapling: 'require' as const } }),
      );
    expect(ending(await play(stapling(plan), 'tls'))).toBe('connected');
    expect(ending(await play(stapling(taken), 'tls'))).toContain('certificate_revoked');
  });

  it('that has to be stapled, and is not, is refused by who insists', async () => {
    const certified = detailed('server', { extensions: [mustStaple()] });
    const insisting = withParty(certified, 'client', ({ judges }) => ({
      judges: { ...judges, stapling: 'must-staple' as const },
    }));
    expect(ending(await play(certified, 'tls'))).toBe('connected');
    expect(ending(await play(insisting, 'tls'))).toContain('refused client');
  });
});

describe('a party goes by its own clock', () => {
  it.each([
    ['client', -48, 'tls', 'refused client bad_certificate not_yet_valid'],
    ['client', 100 * 24, 'tls', 'refused client certificate_expired expired'],
    ['server', -2, 'mtls', 'refused server bad_certificate not_yet_valid'],
    ['server', 48, 'mtls', 'refused server certificate_expired expired'],
    ['server', 48, 'tls', 'connected'],
  ] as const)('%s, %d hours ahead, %s', async (id, clockAhead, mode, expected) => {
    const trace = await play(
      withParty(plan, id, () => ({ clockAhead })),
      mode,
    );
    expect(ending(trace)).toBe(expected);
    expect(trace.parties.find((party) => party.id === id)?.clock).toBe(now + clockAhead * HOUR);
    expect(trace.clock).toBe(now);
  });
});

describe('a party offers and takes what its plan says', () => {
  const negotiating = (id: string, what: object) =>
    withParty(plan, id, ({ negotiates }) => ({ negotiates: { ...negotiates, ...what } }));

  it('no common version, suite, protocol: refused by the server, each with its own alert', async () => {
    const suites = { cipherSuites: ['TLS_AES_128_GCM_SHA256'] };
    const both = withParty(negotiating('client', suites), 'server', ({ negotiates }) => ({
      negotiates: { ...negotiates, cipherSuites: ['TLS_AES_256_GCM_SHA384'] },
    }));
    expect(ending(await play(both))).toBe('refused server handshake_failure');
    expect(ending(await play(negotiating('server', { versions: ['TLS 1.2'] })))).toBe(
      'refused server protocol_version',
    );
    expect(ending(await play(negotiating('client', { alpn: ['h2'] })))).toBe(
      'refused server no_application_protocol',
    );
  });

  it('a group that the other did not send a share for: asked for again', async () => {
    const { outcome, steps } = await play(negotiating('server', { groups: ['secp256r1'] }));
    expect(outcome.outcome).toBe('connected');
    const again = steps.some(({ key }) => key === 'message:server:HelloRetryRequest');
    expect(again).toBe(true);
  });

  it('how many intermediates it takes', async () => {
    const strict = withParty(plan, 'client', ({ judges }) => ({
      judges: { ...judges, maxIntermediates: 0 },
    }));
    expect(ending(await play(strict, 'tls'))).toBe('refused client unknown_ca depth');
  });

  it('a certificate by the name that the client wants; without one, the default', async () => {
    const two = withParty(
      {
        ...plan,
        certificates: {
          ...plan.certificates,
          billing: { ...certificateIn(plan, 'server'), san: { dns: ['billing.prod.svc'] } },
        },
      },
      'server',
      ({ identities }) => ({
        identities: [
          { shows: ['billing', 'intermediate'], signsWith: 'server', staple: null },
          ...identities,
        ],
      }),
    );
    expect(ending(await play(two))).toBe('connected');
    const silent = withParty(two, 'client', ({ wants }) => ({
      wants: wants && { ...wants, serverName: null },
    }));
    expect(ending(await play(silent))).toBe('refused client bad_certificate name_mismatch');
  });

  it('whom a server names is a hint: the client sends all the same, or withholds', async () => {
    const naming = withParty(plan, 'server', () => ({ certificateAuthorities: ['otherRoot'] }));
    expect(ending(await play(naming))).toBe('connected');
    const withheld = withParty(naming, 'client', () => ({ unlistedIssuer: 'withhold' as const }));
    expect(ending(await play(withheld))).toBe(
      'refused server certificate_required certificate_presented',
    );
  });
});

describe('whom an application lets ask', () => {
  const ORDERS = 'spiffe://lab.example/ns/prod/sa/orders';
  const allowing = (allows: readonly string[]) => withParty(plan, 'server', () => ({ allows }));

  it.each([
    ['mtls', [ORDERS], true, '200 OK'],
    ['mtls', ['spiffe://lab.example/ns/prod/sa/billing'], false, '403 Forbidden'],
    ['tls', [ORDERS], false, '403 Forbidden'],
  ] as const)('in mode %s, %j: authorised %s', async (mode, allows, authorised, status) => {
    const { outcome, steps } = await play(allowing(allows), mode);
    expect(outcome).toMatchObject({ outcome: 'connected', refusedBy: null, authorised });
    const answer = steps.find(({ key }) => key === 'data:server');
    expect(answer?.kind === 'data' && new TextDecoder().decode(answer.bytes)).toContain(status);
    // It is decided after the handshake, before the answer, by the server.
    const order = ['belief:server:connected', 'authorisation:server', 'data:server'];
    expect(steps.map(({ key }) => key).filter((key) => order.includes(key))).toEqual(order);
  });

  it('nobody is asked where there is no policy', async () => {
    const { outcome, steps } = await play(plan);
    expect(outcome.authorised).toBeNull();
    expect(steps.some(({ kind }) => kind === 'authorisation')).toBe(false);
  });
});
