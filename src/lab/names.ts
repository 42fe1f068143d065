/** What the parties of a world are called: data, so that a host can use its own. */
export interface WorldNames {
  /** The client’s workload: a DNS label. */
  readonly client: string;
  /** The server’s workload: a DNS label. */
  readonly server: string;
  /** The SPIFFE trust domain: DNS labels with dots. */
  readonly domain: string;
  /** What the lab’s authorities are called after: a DNS label. */
  readonly ca: string;
}

/** What everybody is called where nobody says otherwise. */
export const DEFAULT_NAMES: WorldNames = {
  client: 'orders',
  server: 'payments',
  domain: 'lab.example',
  ca: 'Lab',
};

/** Which names a link may change, in the order in which it writes them. */
export const NAMED = [
  'client',
  'server',
  'domain',
  'ca',
] as const satisfies readonly (keyof WorldNames)[];

/** A DNS label (RFC 1123 §2.1). */
const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/i;
/** As long as a whole name may be (RFC 1035 §2.3.4), with room for what stands before it. */
const LONGEST_DOMAIN = 180;

/** Can a thing of this kind be called so? */
export function isNameFor(kind: keyof WorldNames, name: string): boolean {
  if (kind !== 'domain') return LABEL.test(name);
  return name.length <= LONGEST_DOMAIN && name.split('.').every((label) => LABEL.test(label));
}

/** The host name of a workload, as a cluster gives it. */
export function hostOf(workload: string): string {
  return `${workload}.prod.svc`;
}

/** The SPIFFE ID of a workload in a trust domain, as a service account has it. */
export function spiffeIdOf(workload: string, domain: string): string {
  return `spiffe://${domain}/ns/prod/sa/${workload}`;
}

/** A workload that is neither the client nor the server of this world. */
export function bystander({ client, server }: WorldNames): string {
  return ['billing', 'shipping', 'search'].find((name) => name !== client && name !== server) ?? '';
}
