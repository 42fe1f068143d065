import { hostOf, spiffeIdOf, type WorldNames } from './names.ts';
import type {
  CertificatePlan,
  JudgementPlan,
  NegotiationPlan,
  TlsPartyPlan,
  WorldPlan,
} from './plan.ts';

const DAY = 24;
const YEAR = 365 * DAY;

/** Who stands behind every certificate of the lab: the product itself. */
const LAB = 'mTLS Lab';

type AuthorityPlan = Pick<
  CertificatePlan,
  'profile' | 'subject' | 'issuer' | 'key' | 'lifetime' | 'holders'
>;

/** What every certificate has that says no more than its profile, and was never taken back. */
const USUAL = { san: {}, details: {}, revoked: null } as const;

function authority(plan: AuthorityPlan): CertificatePlan {
  return { ...plan, ...USUAL };
}

const JUDGES: JudgementPlan = {
  trusts: ['root'],
  maxIntermediates: null,
  stapling: 'off',
  revocation: null,
};

const NEGOTIATES: NegotiationPlan = {
  versions: ['TLS 1.3'],
  cipherSuites: null,
  groups: null,
  signatureSchemes: null,
  alpn: ['http/1.1'],
};

/** What a party is that connects to nobody and asks nobody. */
const PARTY = {
  speaks: 'tls',
  clockAhead: 0,
  judges: JUDGES,
  negotiates: NEGOTIATES,
  wants: null,
  unlistedIssuer: 'send',
  unknownName: 'default',
  certificateAuthorities: 'anchors',
  asks: 'none',
  expectsOfClients: null,
  tickets: 1,
  allows: null,
} as const;

/**
 * The world without a fault: a client and a server whose certificates come from one intermediate. A
 * workload identity lives a day, a server certificate ninety days. Two more authorities are at hand
 * for whoever needs one: another company’s, and an attacker’s.
 *
 * @param names what everybody is called
 */
export function soundPlan(names: WorldNames): WorldPlan {
  const client: TlsPartyPlan = {
    ...PARTY,
    id: 'client',
    role: 'client',
    name: names.client,
    identities: [{ shows: ['client', 'intermediate'], signsWith: 'client', staple: null }],
    wants: wantsOf(names),
  };
  const server: TlsPartyPlan = {
    ...PARTY,
    id: 'server',
    role: 'server',
    name: names.server,
    identities: [{ shows: ['server', 'intermediate'], signsWith: 'server', staple: null }],
    asks: 'as-the-mode-says',
  };
  return {
    names,
    keys: {},
    certificates: { ...authorities(names), ...leaves(names) },
    crls: {},
    parties: [client, server],
    connections: [{ id: 'own', client: 'client', server: 'server', after: null, wire: [] }],
  };
}

function wantsOf({ server }: WorldNames) {
  const host = hostOf(server);
  return { host, serverName: host, expects: { kind: 'dns', value: host } } as const;
}

function authorities({ ca }: WorldNames) {
  return {
    root: authority({
      profile: 'root',
      subject: { commonName: `${ca} Root CA`, organisation: LAB },
      issuer: 'self',
      key: 'root',
      lifetime: { from: -YEAR, to: 9 * YEAR },
      holders: ['ca'],
    }),
    intermediate: authority({
      profile: 'intermediate',
      subject: { commonName: `${ca} Intermediate CA`, organisation: LAB },
      issuer: 'root',
      key: 'intermediate',
      lifetime: { from: -180 * DAY, to: 3 * YEAR },
      holders: ['ca'],
    }),
    otherRoot: authority({
      profile: 'root',
      subject: { commonName: 'Other Company Root CA', organisation: 'Other Company' },
      issuer: 'self',
      key: 'otherRoot',
      lifetime: { from: -YEAR, to: 9 * YEAR },
      holders: [],
    }),
    attackerRoot: authority({
      profile: 'root',
      subject: { commonName: 'Attacker Root CA', organisation: 'Attacker' },
      issuer: 'self',
      key: 'attackerRoot',
      lifetime: { from: -10 * DAY, to: YEAR },
      holders: [],
    }),
  };
}

function leaves({ client, server, domain }: WorldNames) {
  return {
    client: {
      ...USUAL,
      profile: 'client',
      subject: { commonName: client, organisation: LAB },
      san: { uri: [spiffeIdOf(client, domain)] },
      issuer: 'intermediate',
      key: 'client',
      lifetime: { from: -1, to: DAY - 1 },
      holders: ['client'],
    },
    server: {
      ...USUAL,
      profile: 'server',
      subject: { commonName: server, organisation: LAB },
      san: { dns: [hostOf(server)] },
      issuer: 'intermediate',
      key: 'server',
      lifetime: { from: -DAY, to: 89 * DAY },
      holders: ['server'],
    },
  } as const;
}

/** An attacker who answers in the server’s place, with a certificate from his own authority. */
export function attackerInFront({
  certificates,
  parties,
  connections,
  ...plan
}: WorldPlan): WorldPlan {
  const [own, ...others] = connections;
  const attacker: TlsPartyPlan = {
    ...PARTY,
    id: 'attacker',
    role: 'attacker',
    name: 'attacker',
    identities: [{ shows: ['attacker'], signsWith: 'attacker', staple: null }],
    judges: { ...JUDGES, trusts: [] },
  };
  const host = hostOf(plan.names.server);
  return {
    ...plan,
    certificates: {
      ...certificates,
      attacker: {
        ...USUAL,
        profile: 'server',
        subject: { commonName: plan.names.server, organisation: 'Attacker' },
        san: { dns: [host] },
        issuer: 'attackerRoot',
        key: 'attacker',
        lifetime: { from: -DAY, to: 89 * DAY },
        holders: [],
      },
    },
    parties: parties.flatMap((party) => (party.id === 'server' ? [attacker, party] : [party])),
    connections: [{ ...own, server: 'attacker' }, ...others],
  };
}
