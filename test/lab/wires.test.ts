import { describe, expect, it } from 'vitest';
import { DEFAULT_NAMES } from '../../src/lab/names.ts';
import {
  withParty,
  type ConnectionPlan,
  type PlainPartyPlan,
  type TlsPartyPlan,
  type WorldPlan,
} from '../../src/lab/plan.ts';
import { runFor } from '../../src/lab/onlooker.ts';
import { provisionPlan } from '../../src/lab/provision.ts';
import { run } from '../../src/lab/run.ts';
import type { HandshakeMode } from '../../src/lab/scenario.ts';
import { readTrace, serialiseTrace } from '../../src/lab/serialise.ts';
import { attackerInFront, soundPlan } from '../../src/lab/soundPlan.ts';
import { isSent, type SentStep, type Trace } from '../../src/lab/trace.ts';
import type { Change, RecordChoice, Tamper } from '../../src/lab/wire.ts';
import { stepWords } from '../../src/narration/stepWords.ts';
import { readyToTell } from '../../src/narration/refused.ts';
import { laboratory } from './laboratory.ts';

const { materials, crypto, now } = laboratory();
const plan = soundPlan(DEFAULT_NAMES);
const [own] = plan.connections;

async function play(of: WorldPlan, mode: HandshakeMode = 'mtls'): Promise<Trace> {
  const trace = await run(await provisionPlan(materials, of, []), { mode, clock: now, crypto });
  // Whatever happens can be written down, read back, and told.
  const written = JSON.stringify(serialiseTrace(trace, { version: '0.1.0', commit: null }));
  expect(readTrace(written)).toStrictEqual(trace);
  await readyToTell(trace);
  for (const step of trace.steps) expect(stepWords(step, trace).what).not.toBe('');
  return trace;
}

const wired = (...wire: readonly Tamper[]): WorldPlan => ({
  ...plan,
  connections: [{ ...own, wire }],
});

const first = (
  from: RecordChoice['from'],
  holds: RecordChoice['holds'],
  change: Change,
  nth = 0,
): Tamper => ({ record: { from, holds, nth }, change });

function ending({ outcome }: Trace): string {
  const { outcome: word, refusedBy, alert, late, delivered } = outcome;
  return [word, refusedBy, alert, late && 'late', delivered && 'delivered']
    .filter(Boolean)
    .join(' ');
}

function keyed({ steps }: Trace, key: string): SentStep {
  const step = steps.find((one) => one.key === key);
  if (!step || !isSent(step)) throw new Error(`Nothing was sent as ${key}.`);
  return step;
}

const NO_MAC = 'bad_record_mac';

describe('what happens to a record on the wire', () => {
  it.each([
    [
      'the hello, which only the keys tell',
      first('client', 'ClientHello', { kind: 'flip', at: 42 }),
      `refused client ${NO_MAC}`,
    ],
    [
      'ServerHello',
      first('server', 'ServerHello', { kind: 'flip', at: 42 }),
      `refused client ${NO_MAC}`,
    ],
    [
      'the first sealed record',
      first('either', 'sealed', { kind: 'flip', at: 'middle' }),
      `refused client ${NO_MAC}`,
    ],
    [
      'the client’s first sealed record',
      first('client', 'sealed', { kind: 'flip', at: 'middle' }),
      `refused server ${NO_MAC} late`,
    ],
    [
      'the ticket',
      first('server', 'NewSessionTicket', { kind: 'flip', at: 'middle' }),
      `refused client ${NO_MAC} delivered`,
    ],
    [
      'the request',
      first('client', 'data', { kind: 'flip', at: 'middle' }),
      `refused server ${NO_MAC} late`,
    ],
    [
      'the response',
      first('server', 'data', { kind: 'flip', at: 'middle' }),
      `refused client ${NO_MAC} delivered`,
    ],
  ])('one bit of %s', async (_, tamper, expected) => {
    expect(ending(await play(wired(tamper)))).toBe(expected);
  });

  it('one that never arrives: what comes next does not fit its place', async () => {
    const trace = await play(wired(first('server', 'sealed', { kind: 'drop' })));
    expect(ending(trace)).toBe(`refused client ${NO_MAC}`);
    const [lost] = keyed(trace, 'message:server:EncryptedExtensions').records;
    expect(lost).toMatchObject({ arrivals: 0, changed: true, opened: null });
    expect(lost.wire).toHaveLength(0);
  });

  it('one that is cut: the next one’s bytes are taken for the missing ones', async () => {
    const trace = await play(wired(first('server', 'sealed', { kind: 'cut', bytes: 8 })));
    expect(ending(trace)).toBe(`refused client ${NO_MAC}`);
    const [cut] = keyed(trace, 'message:server:EncryptedExtensions').records;
    expect(cut.sent.length - cut.wire.length).toBe(8);
  });

  it('one that comes twice, at once or later', async () => {
    for (const after of [0, 2]) {
      const trace = await play(wired(first('server', 'sealed', { kind: 'repeat', after })));
      expect(ending(trace)).toBe(`refused client ${NO_MAC}`);
      const [record] = keyed(trace, 'message:server:EncryptedExtensions').records;
      expect(record.arrivals).toBe(2);
    }
    const replayed = await play(wired(first('client', 'data', { kind: 'repeat', after: 0 })));
    expect(ending(replayed)).toBe(`refused server ${NO_MAC} late delivered`);
  });

  it('two that change places', async () => {
    const trace = await play(wired(first('server', 'sealed', { kind: 'delay', by: 1 })));
    expect(ending(trace)).toBe(`refused client ${NO_MAC}`);
  });

  it('one that waits for something that never comes arrives in the end', async () => {
    const trace = await play(wired(first('client', 'ClientHello', { kind: 'delay', by: 9 })));
    expect(ending(trace)).toBe('connected delivered');
  });

  it('bytes that stand in place of others, and a place that is not there', async () => {
    const none = first('client', 'ClientHello', {
      kind: 'overwrite',
      at: 0,
      bytes: Uint8Array.of(99),
    });
    expect(ending(await play(wired(none)))).toBe('refused server unexpected_message');
    const beyond = first('client', 'ClientHello', { kind: 'flip', at: 9_999 });
    await expect(play(wired(beyond))).rejects.toThrow('has no bytes');
  });

  it('a record that somebody else made up: told as his, and nobody is accused of it', async () => {
    const attacker = withAttacker(plan);
    const handshakeFailure = Uint8Array.of(21, 3, 3, 0, 2, 2, 40);
    const wire = [
      first('server', 'ServerHello', { kind: 'insert', bytes: handshakeFailure, by: 'attacker' }),
      first('server', 'ServerHello', { kind: 'drop' }),
    ];
    const trace = await play({ ...attacker, connections: [{ ...own, wire }] });
    expect(trace.outcome).toMatchObject({ outcome: 'broken', refusedBy: null, alert: null });
    expect(keyed(trace, 'raw:attacker')).toMatchObject({ to: 'client', kind: 'raw' });
    expect(keyed(trace, 'raw:attacker').records[0].outerType).toBe('alert');
    expect(trace.steps.some(({ key }) => key === 'belief:client:refused')).toBe(true);
  });

  it.each([
    ['before any byte of the server', 'server', 'ServerHello', 'before', 'broken'],
    ['behind ServerHello', 'server', 'ServerHello', 'behind', 'broken'],
    ['before the client’s answer', 'client', 'sealed', 'before', 'broken'],
    ['in place of the server’s goodbye', 'server', 'close', 'before', 'connected delivered'],
  ] as const)('the connection ends %s', async (_, from, holds, place, expected) => {
    const trace = await play(wired(first(from, holds, { kind: 'hang-up', place })));
    expect(ending(trace)).toBe(expected);
    expect(trace.steps.some((step) => step.kind === 'belief' && step.belief === 'ended')).toBe(
      true,
    );
    expect(trace.outcome.refusedBy).toBeNull();
  });
});

/** The same world with an attacker on the wire, who has a lane and is no end of a connection. */
function withAttacker(of: WorldPlan): WorldPlan {
  const [client, server] = of.parties;
  if (!client || !server) throw new Error('There is nobody.');
  const attacker: PlainPartyPlan = {
    ...{ id: 'attacker', role: 'attacker', name: 'attacker', clockAhead: 0 },
    ...{ speaks: 'plain', opens: null, answers: null, hangsUp: false },
  };
  return { ...of, parties: [client, attacker, server] };
}

describe('a party that speaks no TLS', () => {
  const plain = (id: 'client' | 'server', lines: Partial<PlainPartyPlan>): WorldPlan => ({
    ...plan,
    parties: plan.parties.map((party) =>
      party.id === id
        ? {
            ...{ id, role: id, name: party.name, clockAhead: 0, speaks: 'plain' as const },
            ...{ opens: null, answers: null, hangsUp: false, ...lines },
          }
        : party,
    ),
  });

  it('a client that asks in the clear', async () => {
    const trace = await play(plain('client', { opens: 'GET / HTTP/1.1\r\n\r\n' }));
    expect(trace.outcome).toMatchObject({ outcome: 'refused', refusedBy: 'server' });
    expect(keyed(trace, 'raw:client').records[0].outerType).toBeNull();
  });

  it('a server that answers in the clear and goes', async () => {
    const answers = 'HTTP/1.1 400 Bad Request\r\n\r\n';
    const trace = await play(plain('server', { answers, hangsUp: true }));
    expect(trace.outcome).toMatchObject({ outcome: 'refused', refusedBy: 'client' });
  });

  it('a server that speaks first', async () => {
    const opens = '220 payments.prod.svc ESMTP\r\n';
    const trace = await play(plain('server', { opens }));
    expect(trace.outcome).toMatchObject({ outcome: 'refused', refusedBy: 'client' });
    const keys = trace.steps.map(({ key }) => key);
    expect(keys.slice(0, 2)).toEqual(['raw:server', 'message:client:ClientHello']);
  });

  it('a client that connects and goes', async () => {
    const trace = await play(plain('client', { hangsUp: true }));
    expect(ending(trace)).toBe('broken');
  });
});

describe('more than one connection', () => {
  const behind: ConnectionPlan = {
    id: 'onward',
    client: 'attacker',
    server: 'server',
    after: own.id,
    wire: [],
  };
  /** An attacker whom the client was made to trust, and who hands on what he is asked. */
  const relayed = (change: Partial<TlsPartyPlan>): WorldPlan => {
    const front = attackerInFront(
      withParty(plan, 'client', ({ judges }) => ({
        judges: { ...judges, trusts: ['root', 'attackerRoot'] },
      })),
    );
    const [client] = plan.parties;
    if (client?.speaks !== 'tls') throw new Error('There is no client.');
    const asking = withParty(front, 'attacker', ({ judges }) => ({
      wants: client.wants,
      judges: { ...judges, trusts: ['root'] },
      ...change,
    }));
    const [connection] = asking.connections;
    return { ...asking, connections: [connection, behind] };
  };

  it('who hands on what he is asked gets the answer, and reads both: the client is deceived', async () => {
    const trace = await play(relayed({}), 'tls');
    expect(trace.outcome).toMatchObject({ outcome: 'connected', delivered: true, deceived: true });
    expect(trace.connections.map(({ client, server }) => `${client} to ${server}`)).toEqual([
      'client to attacker',
      'attacker to server',
    ]);
    expect(trace.connections[1]?.outcome).toMatchObject({ outcome: 'connected', delivered: true });
    const bodies = ['data:server', 'data:attacker'].map((key) =>
      trace.steps.find((step) => step.key.endsWith(key)),
    );
    const [real, handedOn] = bodies.map((step) => step?.kind === 'data' && step.bytes);
    expect(handedOn).toBeTruthy();
    expect(real).toBeTruthy();
    expect(trace.steps.some(({ key }) => key === 'onward/message:attacker:ClientHello')).toBe(true);
    const titled = (key: string) => stepWords(keyed(trace, key), trace).title;
    expect(titled('onward/data:attacker')).toBe('Attacker sends its request');
    expect(titled('data:attacker')).toBe('Attacker sends its response');
  });

  it('in mTLS the real server refuses him, while the client believes', async () => {
    const trace = await play(relayed({ identities: relayed({}).parties.flatMap(identitiesOf) }));
    expect(trace.outcome).toMatchObject({ outcome: 'connected', deceived: true, refusedBy: null });
    expect(trace.connections[1]?.outcome).toMatchObject({
      outcome: 'refused',
      refusedBy: 'server',
    });
  });

  it('each onlooker knows his own connection, and of that only its ends', async () => {
    const trace = await play(relayed({}), 'tls');
    for (const view of ['client', 'server', 'wire'] as const) {
      const told = runFor(trace, view);
      expect(told.parties.map(({ id }) => id)).toEqual(['client', 'server']);
      expect(JSON.stringify(told.steps.map(({ party }) => party))).not.toContain('attacker');
    }
  });
});

function identitiesOf(party: WorldPlan['parties'][number]): TlsPartyPlan['identities'] {
  return party.id === 'attacker' && party.speaks === 'tls' ? party.identities : [];
}
