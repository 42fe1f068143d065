import type { Check, PathReason } from '../pki/path/check.ts';
import type { ReferenceName } from '../pki/names/names.ts';
import { parseIp } from '../pki/names/ip.ts';
import type { PathRequest, PolicyInputs, RevocationRule } from '../pki/path/request.ts';
import { decodePem, PemError } from '../pki/der/pem.ts';
import { validatePath } from '../pki/path/validate.ts';

/** The answer to one case. */
export interface LineVerdict {
  readonly id: string;
  readonly result: 'accept' | 'reject';
  readonly reason: PathReason | null;
  readonly checks: readonly Check[];
}

/** Why a line is no case: which member is wrong, in a sentence. */
export class LineError extends Error {
  override readonly name = 'LineError';
  /** The member, e.g. `purpose`; empty for the line itself. */
  readonly member: string;

  constructor(member: string, message: string) {
    super(message);
    this.member = member;
  }
}

/**
 * Judges one case in the form of the path suite (`test/vectors/path-suite/README.md`); `name` may
 * also be `{uri}`. Members that are not known are ignored.
 *
 * @param provider WebCrypto
 * @param json one line, parsed
 * @throws LineError when the line is no case; certificates that cannot be read are rejected instead
 */
export async function verifyLine(provider: Crypto, json: unknown): Promise<LineVerdict> {
  const line = objectOf(json, '');
  const { id = null } = line;
  const request = readRequest(line);
  const { accepted, reason, checks } = await validatePath(provider, request);
  return { id: String(id), result: accepted ? 'accept' : 'reject', reason, checks };
}

function readRequest(line: Record<string, unknown>): PathRequest {
  const leaf = readPem(line.leaf, 'leaf');
  const policy = line.policy == null ? null : readPolicy(objectOf(line.policy, 'policy'));
  const revocation =
    line.revocation == null ? null : readRevocation(objectOf(line.revocation, 'revocation'));
  return {
    chain: [leaf, ...readPems(line.intermediates, 'intermediates')],
    anchors: readPems(line.roots, 'roots'),
    time: readTime(line.time),
    purpose: oneOf(line.purpose ?? 'any', ['server', 'client', 'any'], 'purpose'),
    name: line.name == null ? null : readName(objectOf(line.name, 'name')),
    options: readOptions(line.options == null ? {} : objectOf(line.options, 'options')),
    ...(policy ? { policy } : {}),
    ...(revocation ? { revocation } : {}),
    crls: readPems(line.crls, 'crls'),
    ocsp: readPems(line.ocsp, 'ocsp'),
  };
}

function objectOf(value: unknown, member: string): Record<string, unknown> {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new LineError(member, `${member || 'The line'} is not a JSON object.`);
  }
  return { ...value };
}

function readPem(value: unknown, member: string): Uint8Array {
  if (typeof value !== 'string') throw new LineError(member, `${member} is not PEM text.`);
  try {
    const [block] = decodePem(value);
    return block?.der ?? new Uint8Array();
  } catch (error) {
    if (error instanceof PemError) throw new LineError(member, `${member}: ${error.message}`);
    throw error;
  }
}

function readPems(value: unknown, member: string): Uint8Array[] {
  if (value == null) return [];
  if (!Array.isArray(value)) throw new LineError(member, `${member} is not a list of PEM texts.`);
  return value.map((pem: unknown) => readPem(pem, member));
}

function readTime(value: unknown): number {
  const time = typeof value === 'string' ? Date.parse(value) : NaN;
  if (Number.isNaN(time)) {
    throw new LineError('time', 'time is not a moment like 2026-11-23T14:40:00Z.');
  }
  return time;
}

function oneOf<T extends string>(value: unknown, allowed: readonly T[], member: string): T {
  const found = allowed.find((one) => one === value);
  if (found !== undefined) return found;
  throw new LineError(member, `${member} is none of ${allowed.join(', ')}.`);
}

function readName(name: Record<string, unknown>): ReferenceName {
  for (const kind of ['dns', 'ip', 'email', 'uri'] as const) {
    const value = name[kind];
    if (value === undefined) continue;
    if (typeof value !== 'string') throw new LineError('name', `name.${kind} is not text.`);
    if (kind === 'ip' && !parseIp(value)) {
      throw new LineError('name', `name.ip, “${value}”, is no IP address.`);
    }
    return { kind, value };
  }
  throw new LineError('name', 'name is none of {dns}, {ip}, {email}, {uri} and null.');
}

function readOptions({ minRsaBits, allowSha1 }: Record<string, unknown>) {
  if (minRsaBits !== undefined && typeof minRsaBits !== 'number') {
    throw new LineError('options', 'options.minRsaBits is not a number.');
  }
  return {
    ...(minRsaBits === undefined ? {} : { minRsaBits }),
    allowSha1: readFlag(allowSha1, 'options.allowSha1'),
  };
}

function readFlag(value: unknown, member: string): boolean {
  if (value == null) return false;
  if (typeof value !== 'boolean') {
    throw new LineError(member, `${member} is neither true nor false.`);
  }
  return value;
}

function readPolicy(policy: Record<string, unknown>): PolicyInputs {
  const { initialPolicySet: set } = policy;
  if (set != null && !(Array.isArray(set) && set.every((oid) => typeof oid === 'string'))) {
    throw new LineError('policy', 'policy.initialPolicySet is not a list of object identifiers.');
  }
  return {
    ...(set == null ? {} : { initialPolicySet: set.map(String) }),
    explicit: readFlag(policy.explicit, 'policy.explicit'),
    inhibitMapping: readFlag(policy.inhibitMapping, 'policy.inhibitMapping'),
    inhibitAny: readFlag(policy.inhibitAny, 'policy.inhibitAny'),
  };
}

function readRevocation({ depth, unknown }: Record<string, unknown>): RevocationRule {
  return {
    depth: oneOf(depth ?? 'chain', ['leaf', 'chain'], 'revocation.depth'),
    unknown: oneOf(unknown ?? 'deny', ['deny', 'allow'], 'revocation.unknown'),
  };
}
