import {
  judgeAt,
  referenceFrom,
  revocationInputs,
  type InspectPurpose,
  type InspectQuestion,
} from '../../lab/inspect/question.ts';
import { sendingOf, type Sending } from '../../lab/inspect/file.ts';
import { timelineOf, type Timeline } from '../../lab/inspect/timeline.ts';
import type { BroughtParts } from '../../lab/inspect/world.ts';
import type { StartObstacle } from '../../narration/startWords.ts';
import { displayName, subjectIdentity, type Certificate } from '../../pki/x509/certificate.ts';
import type { PathVerdict } from '../../pki/path/check.ts';
import type { ReferenceName } from '../../pki/names/names.ts';
import { Collection } from './collection.svelte.ts';
import {
  canBeTrusted,
  isCertificate,
  leafOf,
  trustedAfter,
  type Held,
  type HeldCertificate,
} from './holdings.ts';
import {
  isOfKind,
  keyFor,
  matchKeys,
  misfitFor,
  NO_KEYS,
  ownedFirst,
  type KeyMatches,
} from './keyOwner.ts';

/** What the two sides say at a moment. */
export interface Judgement {
  readonly time: number;
  readonly verdicts: Readonly<Record<InspectPurpose, PathVerdict>>;
  /** The names that were asked for; null: none. */
  readonly names: Readonly<Record<InspectPurpose, ReferenceName | null>>;
}

const UNTOUCHED = { server: null, client: null } as const;

const derOf = ({ der }: Certificate): Uint8Array => der;

/**
 * What was brought to the Inspect page and what is asked about it. All of it stays in this object:
 * it is never written to the link, to storage or to the network, and `forget` empties it.
 */
export class Inspector {
  readonly collection = new Collection((held) => this.#take(held));
  /** Ids of what is ticked. */
  #trusted = $state.raw<readonly string[]>([]);
  #chosenLeaf = $state<string | null>(null);
  #keys = $state.raw<KeyMatches>(NO_KEYS);
  #purpose = $state<InspectPurpose>('server');
  /** What a person typed; null: not touched, so the leaf's own name is taken. */
  #typed = $state.raw<Readonly<Record<InspectPurpose, string | null>>>(UNTOUCHED);
  #insists = $state(false);
  #now = $state(Date.now());
  #time = $state(this.#now);
  #judgement = $state.raw<Judgement | null>(null);
  #timeline = $state.raw<Timeline | null>(null);
  #failure = $state<string | null>(null);
  #asked = 0;
  #timelineWork: AbortController | null = null;

  /** The certificate that is judged; null: there is none. */
  readonly leaf: HeldCertificate | null = $derived(
    leafOf(this.collection.held, this.#chosenLeaf, ownedFirst(this.#keys)),
  );
  readonly #certificates = $derived(this.collection.held.filter(isCertificate));
  /** Every certificate that was brought. */
  readonly certificates: readonly Certificate[] = $derived(
    this.#certificates.map(({ certificate }) => certificate),
  );
  /** What the person trusts. */
  readonly anchors: readonly Certificate[] = $derived(
    this.#certificates
      .filter(({ id }) => this.#trusted.includes(id))
      .map(({ certificate }) => certificate),
  );

  /** What goes out with the leaf; null: there is no leaf. */
  readonly sending: Sending | null = $derived(
    this.leaf &&
      sendingOf(this.leaf, this.#certificates, (one) => this.anchors.includes(one.certificate)),
  );

  get purpose(): InspectPurpose {
    return this.#purpose;
  }

  /** The moment to judge at, in milliseconds since 1970. */
  get time(): number {
    return this.#time;
  }

  /** What "now" means here: the moment at which the page was opened. */
  get now(): number {
    return this.#now;
  }

  get judgement(): Judgement | null {
    return this.#judgement;
  }

  get timeline(): Timeline | null {
    return this.#timeline;
  }

  /** Is whatever no CRL or OCSP response vouches for refused? */
  get insists(): boolean {
    return this.#insists;
  }

  get failure(): string | null {
    return this.#failure ?? this.collection.failure;
  }

  /** Which private key belongs to which certificates. */
  get keys(): KeyMatches {
    return this.#keys;
  }

  isTrusted(id: string): boolean {
    return this.#trusted.includes(id);
  }

  /** The name that the judge expects, as text; empty: any. */
  nameFor(purpose: InspectPurpose): string {
    const typed = this.#typed[purpose];
    if (typed !== null || purpose === 'client' || !this.leaf) return typed ?? '';
    // A wildcard is no name that one could ask for; the usual one below it is.
    return (subjectIdentity(this.leaf.certificate) ?? '').replace(/^\*\./, 'www.');
  }

  trust(id: string, isTrusted: boolean): void {
    const others = this.#trusted.filter((one) => one !== id);
    this.#trusted = isTrusted ? [...others, id] : others;
    this.#ask();
  }

  /** All CAs at once, or none: a trust bundle may hold many. */
  trustAll(isTrusted: boolean): void {
    const trustable = this.#certificates.filter((one) => one !== this.leaf && canBeTrusted(one));
    this.#trusted = isTrusted ? trustable.map(({ id }) => id) : [];
    this.#ask();
  }

  judge(id: string): void {
    this.#chosenLeaf = id;
    this.#ask();
  }

  setPurpose(purpose: InspectPurpose): void {
    this.#purpose = purpose;
    this.#askTimeline();
  }

  setName(text: string): void {
    this.#typed = { ...this.#typed, [this.#purpose]: text };
    this.#ask();
  }

  setInsists(insists: boolean): void {
    this.#insists = insists;
    this.#ask();
  }

  setTime(time: number): void {
    this.#time = time;
    void this.#judge();
  }

  /** The page is opened again: now is later than it was. */
  resume(): void {
    const stoodAtNow = this.#time === this.#now;
    this.#now = Date.now();
    if (stoodAtNow) this.setTime(this.#now);
  }

  /** Lets go of everything, keys first; nothing was ever kept anywhere else. */
  forget(): void {
    this.#keys = NO_KEYS;
    this.collection.forget();
    this.#trusted = [];
    this.#chosenLeaf = null;
    this.#typed = UNTOUCHED;
    this.#insists = false;
    this.#failure = null;
    this.#now = Date.now();
    this.#time = this.#now;
    this.#ask();
  }

  /** Why no server or client starts with what was brought; null: nothing is known against it. */
  get obstacle(): StartObstacle | null {
    const { leaf, sending } = this;
    if (!leaf) return null;
    const { certificate } = leaf;
    const misfit = misfitFor(this.#keys, this.#certificates, leaf);
    if (misfit) return { kind: 'key-misfit', sameKind: isOfKind(certificate, misfit.privateKey) };
    if (!sending?.instead) return null;
    const [first, own] = [displayName(sending.instead), displayName(certificate)];
    const sameKind = sending.instead.spki.algorithm.oid === certificate.spki.algorithm.oid;
    return { kind: 'leaf-not-first', first, own, sameKind };
  }

  /** What is needed to let it shake hands; null while there is nothing to show. */
  get parts(): BroughtParts | null {
    const { leaf } = this;
    const question = this.#question(this.#purpose);
    if (!leaf || !question) return null;
    return {
      side: question.purpose,
      chain: [question.leaf, ...question.others].map(derOf),
      privateKey: keyFor(this.#keys, leaf)?.privateKey ?? null,
      anchors: question.anchors.map(derOf),
      revocation: revocationInputs(question),
      name: question.name,
      at: this.#time,
    };
  }

  /** Finds out about what will be held, so that all of it is known once it is. */
  async #take(held: readonly Held[]): Promise<() => void> {
    const keys = await matchKeys(crypto, held);
    const { held: before } = this.collection;
    const leafBefore = this.leaf;
    return () => {
      const leaf = leafOf(held, this.#chosenLeaf, ownedFirst(keys));
      this.#keys = keys;
      this.#trusted = trustedAfter(held, before, this.#trusted, leaf, leafBefore);
      this.#ask();
    };
  }

  #question(purpose: InspectPurpose): InspectQuestion | null {
    const { leaf } = this;
    if (!leaf) return null;
    const statuses = (kind: 'crl' | 'ocsp') =>
      this.collection.held.flatMap((one) => (one.kind === kind && 'der' in one ? [one.der] : []));
    return {
      leaf: leaf.certificate,
      others: this.sending?.others ?? [],
      anchors: this.anchors,
      purpose,
      name: referenceFrom(this.nameFor(purpose), leaf.certificate),
      crls: statuses('crl'),
      ocsp: statuses('ocsp'),
      insistOnRevocation: this.#insists,
    };
  }

  #ask(): void {
    void this.#judge();
    this.#askTimeline();
  }

  /** Both sides judge; while the time is dragged only the last answer counts. */
  async #judge(): Promise<void> {
    const asked = ++this.#asked;
    const time = this.#time;
    const questions = { server: this.#question('server'), client: this.#question('client') };
    const names = {
      server: questions.server?.name ?? null,
      client: questions.client?.name ?? null,
    };
    const ask = (purpose: InspectPurpose) => {
      const question = questions[purpose];
      return question ? judgeAt(crypto, question, time) : Promise.resolve(null);
    };
    try {
      const [server, client] = await Promise.all([ask('server'), ask('client')]);
      if (asked !== this.#asked) return;
      this.#judgement = server && client ? { time, names, verdicts: { server, client } } : null;
    } catch (error) {
      this.#failure = String(error);
    }
  }

  #askTimeline(): void {
    this.#timelineWork?.abort();
    const work = (this.#timelineWork = new AbortController());
    const question = this.#question(this.#purpose);
    if (!question) {
      this.#timeline = null;
      return;
    }
    timelineOf(crypto, question, work.signal).then(
      (timeline) => {
        if (!work.signal.aborted) this.#timeline = timeline;
      },
      (error: unknown) => {
        if (!work.signal.aborted) this.#failure = String(error);
      },
    );
  }
}
