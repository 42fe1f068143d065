import { beforeAll, describe, expect, it } from 'vitest';
import { parseCertificate } from '../../src/pki/x509/certificate.ts';
import type { Identity, ServerConfig } from '../../src/tls/endpoint.ts';
import { findExtension } from '../../src/tls/extensionList.ts';
import { decodeHandshake } from '../../src/tls/messages.ts';
import { shakeHands, type End, type PairOptions } from './pair.ts';
import { expectRefusal } from './refusals.ts';
import { issueLeaf, makeWorld, type TestWorld } from './world.ts';

let world: TestWorld;
/** A CA that has nothing to do with it, and its client. */
let other: TestWorld;
let withRsa: Identity;

beforeAll(async () => {
  world = await makeWorld(globalThis.crypto);
  other = await makeWorld(globalThis.crypto, {}, {}, 'Other Company Root CA');
  withRsa = await issueLeaf(globalThis.crypto, world, 'client', { kind: 'rsa-2048' });
});

function sentBy(end: End, message: string): Uint8Array {
  const sent = end.all('message').find((one) => one.direction === 'sent' && one.name === message);
  return sent?.bytes ?? new Uint8Array();
}

/** The subjects that a server names; undefined when it names none. */
function namedBy(server: End) {
  const { extensions } = decodeHandshake(
    'CertificateRequest',
    sentBy(server, 'CertificateRequest'),
  );
  return findExtension(extensions, 'certificate_authorities')?.authorities;
}

/** Which leaf a client shows; null: an empty Certificate. */
function shownBy(client: End): Uint8Array | null {
  const { certificateList } = decodeHandshake('Certificate', sentBy(client, 'Certificate'));
  return certificateList[0]?.certData ?? null;
}

const meet = (client: PairOptions['client'], server: Partial<ServerConfig>) =>
  shakeHands(world, {
    ...(client && { client }),
    server: { clientAuth: 'required', ...server },
  });

describe('whom certificate_authorities names (§4.2.4)', () => {
  const subject = ({ root }: TestWorld) => parseCertificate(root).subject.der;

  it('the trust anchors, others, or nobody', async () => {
    const named = async (certificateAuthorities: ServerConfig['certificateAuthorities']) =>
      namedBy((await meet({}, { certificateAuthorities })).server);
    expect(await named('anchors')).toEqual([subject(world)]);
    expect(await named([other.root, world.root])).toEqual([subject(other), subject(world)]);
    expect(await named([])).toBeUndefined();
  });
});

describe('a client whose certificate no named authority issued (§4.4.2.3)', () => {
  const elsewhere = () => ({ certificateAuthorities: [other.root] });

  it('sends it all the same, and the server’s trust decides', async () => {
    const { client, server } = await meet({ unlistedIssuer: 'send' }, elsewhere());
    expect(shownBy(client)).toEqual(world.client.chain[0]);
    expect(server.connected).toBe(true);
  });

  it('withholds it, if told so: certificate_required', async () => {
    const { client, server } = await meet({ unlistedIssuer: 'withhold' }, elsewhere());
    expect(shownBy(client)).toBeNull();
    await expectRefusal(server, 'certificate_required', 'no_client_certificate');
    const optional = { ...elsewhere(), clientAuth: 'optional' } as const;
    expect((await meet({ unlistedIssuer: 'withhold' }, optional)).server.connected).toBe(true);
  });

  it('withholds none that is listed, nor any when nobody is', async () => {
    for (const certificateAuthorities of ['anchors', [other.root, world.root], []] as const) {
      const withholding = { unlistedIssuer: 'withhold' } as const;
      const { client, server } = await meet(withholding, { certificateAuthorities });
      expect(shownBy(client)).toEqual(world.client.chain[0]);
      expect(server.connected).toBe(true);
    }
  });

  it('is listed, too, where the authority stands further up its chain', async () => {
    const chain = [...other.client.chain, world.root];
    const identities = [{ ...other.client, chain }];
    const { client } = await meet({ unlistedIssuer: 'withhold', identities }, {});
    expect(shownBy(client)).toEqual(other.client.chain[0]);
  });
});

describe('a client of several identities', () => {
  it('shows one of a named authority', async () => {
    for (const unlistedIssuer of ['send', 'withhold'] as const) {
      const identities = [other.client, world.client];
      const { client, server } = await meet({ identities, unlistedIssuer }, {});
      expect(shownBy(client)).toEqual(world.client.chain[0]);
      expect(server.connected).toBe(true);
    }
  });

  it('shows the first where nobody is named', async () => {
    const identities = [other.client, world.client];
    const { client } = await meet({ identities }, { certificateAuthorities: [] });
    expect(shownBy(client)).toEqual(other.client.chain[0]);
  });

  it('shows one whose signature the server verifies', async () => {
    const identities = [world.client, withRsa];
    const signatureSchemes = ['rsa_pss_rsae_sha256'];
    const { client } = await shakeHands(world, {
      client: { identities },
      server: { clientAuth: 'required', signatureSchemes, identities: [await rsaServer()] },
    });
    expect(shownBy(client)).toEqual(withRsa.chain[0]);
  });

  const rsaServer = () => issueLeaf(globalThis.crypto, world, 'server', { kind: 'rsa-2048' });
});
