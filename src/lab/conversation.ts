import { recordsSent } from '../tls/output.ts';
import { decisionOf, requestOf, responseTo } from './application.ts';
import type { ConnectionPlan } from './plan.ts';
import { actorIn, nameIn, type Actor, type World } from './provision.ts';
import type { At, Recorder } from './recorder.ts';
import {
  speakerFor,
  type Circumstances,
  type Speaker,
  type Spoken,
  type SpokenEvent,
} from './speaker.ts';
import type { SentStep } from './trace.ts';
import { Wire, type Arrival, type Passing, type Sender } from './wire.ts';

/** Takes bytes to the other end of a connection. @returns them as they arrived */
export type Carry = (from: Sender, bytes: Uint8Array) => Promise<Uint8Array>;

/** A record on its way: the n-th of a step, or of none that is shown (change_cipher_spec). */
interface RecordId {
  readonly step: number | null;
  readonly record: number;
}

/** What waits to be read; `end`: the connection is over behind it. */
type Parcel = (RecordId & { readonly bytes: Uint8Array }) | 'end';

interface End {
  readonly side: Sender;
  readonly at: At;
  readonly actor: Actor;
  readonly speaker: Speaker;
  readonly inbox: Parcel[];
  /** It has nothing more to do with this connection. */
  isGone: boolean;
  /** Does it believe that it is connected? */
  believes: boolean;
  /** Who the other end proved to be; null: nobody that can be named. */
  peer: string | null;
}

/** One connection under way. */
interface Line {
  readonly plan: ConnectionPlan;
  readonly wire: Wire<RecordId>;
  readonly client: End;
  readonly server: End;
  isOpen: boolean;
  /** What its client is to ask once it believes that it is connected. */
  request: Uint8Array | null;
}

/** How the parties of a run are set up. */
export interface Setting extends Omit<Circumstances, 'clock'> {
  readonly clockOf: (party: string) => number;
  readonly carry: Carry;
}

/**
 * Lets the parties of a world talk: carries records one at a time, so that the trace knows what became
 * of each, and plays the applications. Who serves one connection and is the client of another hands on
 * what he is asked, and what he is answered.
 */
export class Conversation {
  readonly #recorder: Recorder;
  readonly #carry: Carry;
  readonly #lines: readonly Line[];

  constructor(world: World, recorder: Recorder, setting: Setting) {
    this.#recorder = recorder;
    this.#carry = setting.carry;
    this.#lines = world.connections.map((plan, connection) => {
      const end = (side: Sender): End => {
        const [party, to] =
          side === 'client' ? [plan.client, plan.server] : [plan.server, plan.client];
        const actor = actorIn(world, party);
        const circumstances = { ...setting, clock: setting.clockOf(party) };
        return {
          side,
          at: { party, to, side, connection, name: connection === 0 ? '' : `${plan.id}/` },
          actor,
          speaker: speakerFor(actor, side, circumstances),
          inbox: [],
          isGone: false,
          believes: false,
          peer: null,
        };
      };
      const client = end('client');
      return {
        plan,
        wire: new Wire<RecordId>(plan.wire),
        client,
        server: end('server'),
        isOpen: false,
        request: plan.after === null ? requestOf(client.actor) : null,
      };
    });
  }

  /** Until nobody has anything more to say. */
  async play(): Promise<void> {
    for (const line of this.#lines) if (line.plan.after === null) await this.#open(line);
    while ((await this.#turn()) || (await this.#release()));
  }

  async #open(line: Line): Promise<void> {
    if (line.isOpen) return;
    line.isOpen = true;
    await this.#take(line, line.server, await line.server.speaker.start(), null);
    await this.#take(line, line.client, await line.client.speaker.start(), null);
  }

  /** Delivers everything that waits at one end; false when nothing waits anywhere. */
  async #turn(): Promise<boolean> {
    for (const line of this.#lines) {
      const end = line.server.inbox.length > 0 ? line.server : line.client;
      if (end.inbox.length === 0) continue;
      for (let parcel = end.inbox.shift(); parcel; parcel = end.inbox.shift())
        await this.#deliver(line, end, parcel);
      return true;
    }
    return false;
  }

  /** What somebody held back for something that never came. */
  async #release(): Promise<boolean> {
    let any = false;
    for (const line of this.#lines) {
      const arrivals = line.wire.release();
      any ||= arrivals.length > 0;
      await this.#arrive(line, arrivals);
    }
    return any;
  }

  async #deliver(line: Line, end: End, parcel: Parcel): Promise<void> {
    if (end.isGone || end.speaker.isOver) return;
    if (parcel === 'end') {
      end.isGone = true;
      this.#recorder.ended(end.at);
      return this.#handOnEnd(line, end);
    }
    const spoken = await end.speaker.receive(parcel.bytes);
    if (parcel.step !== null)
      for (const { content } of spoken.opened)
        this.#recorder.opened(parcel.step, parcel.record, content);
    await this.#take(line, end, spoken, parcel.step);
  }

  /** Records what an end did and hands what it sent to the wire; then its application acts. */
  async #take(line: Line, end: End, { events }: Spoken, of: number | null): Promise<void> {
    for (const event of events) await this.#note(line, end, event, of);
    for (const event of events) await this.#application(line, end, event, of);
  }

  async #note(line: Line, end: End, event: SpokenEvent, of: number | null): Promise<void> {
    if (event.kind === 'hang-up') {
      end.isGone = true;
      (end === line.client ? line.server : line.client).inbox.push('end');
      return;
    }
    if (event.kind === 'connected') {
      end.believes = true;
      end.peer = nameIn(event.peerChain);
    }
    const noted = this.#recorder.event(end.at, event, of);
    const step = noted?.index ?? null;
    const holds = noted && holdingOf(noted);
    const records = event.kind === 'raw' ? [event] : recordsSent(event);
    for (const [record, { bytes }] of records.entries()) {
      const passing: Passing<RecordId> = { id: { step, record }, from: end.side, holds, bytes };
      await this.#arrive(line, line.wire.carry(passing));
    }
  }

  async #arrive(line: Line, arrivals: readonly Arrival<RecordId>[]): Promise<void> {
    for (const arrival of arrivals) {
      if (arrival.kind === 'end') {
        line.client.inbox.push('end');
        line.server.inbox.push('end');
        continue;
      }
      const [end, from] =
        arrival.to === 'client'
          ? [line.client, 'server' as const]
          : [line.server, 'client' as const];
      const bytes = await this.#carry(from, arrival.bytes);
      const id = arrival.kind === 'record' ? arrival.id : this.#inserted(end, arrival.by, bytes);
      if (id.step !== null) this.#recorder.arrived(id.step, id.record, bytes);
      end.inbox.push({ ...id, bytes });
    }
  }

  #inserted({ at }: End, by: string, bytes: Uint8Array): RecordId {
    const from = { ...at, party: by, to: at.party };
    const step = this.#recorder.event(from, { kind: 'raw', bytes }, null);
    return { step: step?.index ?? null, record: 0 };
  }

  /** The client asks as soon as it believes that it is connected; the server answers; both close. */
  async #application(line: Line, end: End, event: SpokenEvent, of: number | null): Promise<void> {
    const say = async (said: Promise<Spoken>) => this.#take(line, end, await said, of);
    if (event.kind === 'connected') {
      if (end.side === 'server') return this.#openBehind(line);
      if (line.request) await say(end.speaker.send(line.request));
    } else if (event.kind === 'data' && event.direction === 'received') {
      await this.#handle(line, end, event.data, say);
    } else if (event.kind === 'closed') {
      // Each direction is closed on its own (RFC 8446 §6.1); who has closed his has no more to say.
      await say(end.speaker.close());
      await this.#handOnEnd(line, end);
    }
  }

  async #handle(
    line: Line,
    end: End,
    data: Uint8Array,
    say: (said: Promise<Spoken>) => Promise<void>,
  ): Promise<void> {
    if (end.side === 'client') {
      const before = this.#before(line);
      if (before) await this.#act(before, before.server, (speaker) => speaker.send(data));
      return say(end.speaker.close());
    }
    const behind = this.#behind(line);
    if (!behind) return say(end.speaker.send(this.#answer(end)));
    if (!behind.client.believes) behind.request = data;
    else await this.#act(behind, behind.client, (speaker) => speaker.send(data));
  }

  /** What an application answers to whom it speaks with; a policy of its own is asked, and noted. */
  #answer({ actor, at, peer }: End): Uint8Array {
    const decision = decisionOf(actor, peer);
    if (decision) this.#recorder.decided(at, decision);
    return responseTo(decision);
  }

  /** Lets an end do something that no record of its own connection led to. */
  async #act(line: Line, end: End, act: (speaker: Speaker) => Promise<Spoken>): Promise<void> {
    if (!line.isOpen || end.isGone || end.speaker.isOver) return;
    await this.#take(line, end, await act(end.speaker), null);
  }

  /** The connection that is opened once this one stands. */
  #behind({ plan }: Line): Line | undefined {
    return this.#lines.find((line) => line.plan.after === plan.id);
  }

  #before({ plan }: Line): Line | undefined {
    return this.#lines.find((line) => line.plan.id === plan.after);
  }

  async #openBehind(line: Line): Promise<void> {
    const behind = this.#behind(line);
    if (behind) await this.#open(behind);
  }

  /** Who hands on has nothing more to hand on where one of his two connections is over. */
  async #handOnEnd(line: Line, { side }: End): Promise<void> {
    const other = side === 'client' ? this.#before(line) : this.#behind(line);
    if (!other) return;
    const end = side === 'client' ? other.server : other.client;
    await this.#act(other, end, (speaker) => speaker.close());
  }
}

function holdingOf(step: SentStep): Passing<unknown>['holds'] {
  return step.kind === 'message' ? step.name : step.kind;
}
