import fc from 'fast-check';
import { beforeAll, describe, expect, it } from 'vitest';
import { FAULTS } from '../../src/lab/faults.ts';
import { inspectWorld, prepareBrought } from '../../src/lab/inspect/world.ts';
import { run } from '../../src/lab/run.ts';
import { MAX_TRACE_LENGTH, readTrace, serialiseTrace } from '../../src/lab/serialise.ts';
import { ShapeError } from '../../src/lab/shape.ts';
import type { Trace } from '../../src/lab/trace.ts';
import { UNBROKEN, brokenBy, endsOf, laboratory, replacing, tlsActorIn } from './laboratory.ts';
import { fillers, presentingToo } from './longChains.ts';

const RELEASE = { version: '0.1.0', commit: null };
const { materials, crypto, now } = laboratory();
const MODES = ['tls', 'mtls', 'optional'] as const;

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

function written(trace: Trace): string {
  return JSON.stringify(serialiseTrace(trace, RELEASE));
}

async function played(mode: (typeof MODES)[number], faults: (typeof FAULTS)[number]['id'][]) {
  return run(await brokenBy(materials, faults), { mode, clock: now, crypto });
}

/** What reading it says is wrong. */
function fault(json: string): ShapeError {
  try {
    readTrace(json);
  } catch (error) {
    if (error instanceof ShapeError) return error;
    throw error;
  }
  throw new RangeError('It was read.');
}

describe('a trace that was written down', () => {
  it.each(MODES)('is read back as it was, whatever was broken, in mode %s', async (mode) => {
    for (const faults of [[], ...FAULTS.map(({ id }) => [id])]) {
      const trace = await played(mode, faults);
      expect(readTrace(written(trace))).toStrictEqual(trace);
    }
  });

  it('is read back with messages of several records, one changed on its way, or not to its end', async () => {
    const sound = await brokenBy(materials, []);
    const more = await fillers(materials, [40_000]);
    const world = replacing(sound, presentingToo(tlsActorIn(sound, 'server'), more));
    for (const broken of [3, 8, 1_000]) {
      let seen = 0;
      const trace = await run(world, {
        mode: 'mtls',
        clock: now,
        crypto,
        carry: (_from, record) =>
          Promise.resolve(seen++ < broken ? record : record.slice(0, 5 * (seen % 2))),
      });
      expect(readTrace(written(trace))).toStrictEqual(trace);
    }
  });

  it('is read back when a key was not brought', async () => {
    const { server, client, serverName } = endsOf(await brokenBy(materials, []));
    const brought = await prepareBrought(globalThis.crypto, {
      side: 'server',
      chain: server.identity.chain,
      privateKey: null,
      anchors: client.anchors,
      revocation: {},
      name: { kind: 'dns', value: serverName },
      at: now,
    });
    const world = await inspectWorld(materials, UNBROKEN, brought);
    const trace = await run(world, { mode: 'mtls', clock: now, crypto });
    expect(trace.standIn).toBe('server');
    expect(readTrace(written(trace))).toStrictEqual(trace);
  });
});

/** Every place in a JSON value: how to get there. */
function places(value: Json, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([name, one]) => places(one, [...path, name]))];
}

function withAt(value: Json, [name, ...rest]: readonly string[], put: (old: Json) => Json): Json {
  if (name === undefined) return put(value);
  if (Array.isArray(value))
    return value.map((one, index) => (String(index) === name ? withAt(one, rest, put) : one));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, one]) => [key, key === name ? withAt(one, rest, put) : one]),
  );
}

describe('reading checks everything', () => {
  let refused: Json;
  let all: (readonly string[])[];
  beforeAll(async () => {
    refused = JSON.parse(written(await played('mtls', ['client-expired']))) as Json;
    all = places(refused);
  });
  const broken = (path: string, put: (old: Json) => Json) =>
    fault(JSON.stringify(withAt(refused, path.split('.'), put)));

  it('what is read is exactly what was written, or it says where it is not', () => {
    fc.assert(
      fc.property(
        fc.nat(),
        fc.oneof(
          fc.jsonValue({ maxDepth: 1 }).map((value) => () => value as Json),
          fc.constantFrom<(old: Json) => Json>(
            (old) => (typeof old === 'number' ? old + 1 : null),
            (old) => (typeof old === 'boolean' ? !old : ''),
            (old) => (typeof old === 'string' ? `${old}0` : {}),
            (old) => (Array.isArray(old) ? old.slice(1) : []),
          ),
        ),
        (choice, put) => {
          const changed = withAt(refused, all[choice % all.length] ?? [], put);
          const text = JSON.stringify(changed);
          let trace: Trace;
          try {
            trace = readTrace(text);
          } catch (error) {
            expect(error).toBeInstanceOf(ShapeError);
            expect((error as ShapeError).message).toMatch(/ should be .*, and is .*\.$/s);
            return;
          }
          const again = JSON.parse(written(trace));
          expect({ ...again, release: null }).toEqual({ ...JSON.parse(text), release: null });
        },
      ),
      { numRuns: 400 },
    );
  });

  it.each<[string, (old: Json) => Json, string]>([
    ['version', () => 1, 'version should be 2, and is 1.'],
    ['mode', () => 'quic', 'mode should be one of tls, mtls, optional, and is "quic".'],
    ['steps', () => ({}), 'steps should be a list of 0 to 1000, and is an object.'],
    ['steps.0.index', () => 1, 'steps[0].index should be 0, and is 1.'],
    ['steps.0.kind', () => 'toString', 'steps[0].kind should be one of'],
    ['steps.0.party', () => 'attacker', 'steps[0].party should be a party of this run'],
    ['steps.0.records', () => [], 'steps[0].records should be a list of 1 to 2048'],
    ['steps.0.records.0.sent', () => 'AB', 'steps[0].records[0].sent should be at most'],
    ['steps.0.records.0.sent', () => 'abc', 'in lower-case hexadecimal, and is "abc".'],
    ['steps.0.records.0.changed', () => true, 'steps[0].records[0].changed should be'],
    ['steps.0.records.0.wire', () => '00', 'steps[0].records[0].changed should be'],
    ['outcome', () => 'connected', 'outcome should be "refused", as the steps tell it'],
    ['alert', () => 'unknown_ca', 'alert should be "certificate_expired", as the steps tell it'],
    ['late', () => false, 'late should be true, as the steps tell it'],
    ['delivered', () => true, 'delivered should be false, as the steps tell it'],
    ['decidedAt', () => 0, 'decidedAt should be'],
    ['cause.found', () => 'nothing', 'cause should be'],
    ['faults', () => ['no-such'], 'faults[0] should be one of'],
    ['clock', () => 0.5, 'clock should be a whole number'],
    ['parties.0', () => null, 'parties[0] should be an object, and is null.'],
    ['connections.0.server', () => 'proxy', 'connections[0] should be parties of this run'],
    ['steps.0.connection', () => 3, 'steps[0].connection should be a connection of this run'],
    ['connections.0.outcome.late', () => false, 'late should be true, as the steps tell it'],
  ])('%s is wrong', (path, put, message) => {
    expect(broken(path, put).message).toContain(message);
  });

  it('a field that is missing, or one too many', () => {
    const { steps, ...rest } = refused as Record<string, Json>;
    expect(fault(JSON.stringify(rest)).message).toMatch(/^steps should be .*, and is missing\.$/);
    expect(fault(JSON.stringify({ ...rest, steps: steps ?? [], more: 1 })).message).toBe(
      'more should be left out, and is 1.',
    );
  });

  it('a step that was taken out: the rest tells another ending', () => {
    const keep = (kind: string) =>
      withAt(refused, ['steps'], (steps) =>
        (steps as Record<string, Json>[])
          .filter((step) => step['kind'] !== kind)
          .map((step, index) => ({ ...step, index })),
      );
    expect(fault(JSON.stringify(keep('alert'))).place).toBe('alert');
    // Every step after it stands one earlier.
    expect(fault(JSON.stringify(keep('belief'))).place).toBe('decidedAt');
  });

  it('nobody can be deceived who believed nothing', async () => {
    const trace = await played('tls', ['server-expired']);
    const text = JSON.stringify({ ...(serialiseTrace(trace, RELEASE) as object), deceived: true });
    expect(fault(text).place).toBe('deceived');
  });

  it('what is no JSON, too long, or names a prototype', () => {
    expect(fault('{').message).toBe('It should be JSON, and is "{".');
    expect(fault('[]').message).toBe('It should be an object, and is a list of 0.');
    expect(fault(' '.repeat(MAX_TRACE_LENGTH + 1)).expected).toContain('67108864 characters');
    expect(fault('{"__proto__":{"version":1}}').place).toBe('__proto__');
  });
});
