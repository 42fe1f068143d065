import { toHex } from '../../bytes/hex.ts';
import { displayName, readableCertificate, type Certificate } from '../../pki/x509/certificate.ts';
import type { Check, PathAttempt, PathVerdict } from '../../pki/path/check.ts';
import { OID } from '../../pki/der/oids.ts';
import { MAX_ATTEMPTS_TOLD } from '../../pki/path/validate.ts';
import { chooseAttempts } from './attempts.ts';
import { PATH_CARDS } from '../../narration/page/pathPictureWords.ts';
import { deadEndWords } from '../../narration/page/pathWords.ts';

/** A certificate of the picture, drawn once however many paths lead through it. */
export interface PathNode {
  readonly id: string;
  /** `missing`: the issuer that a path asks for and that nobody here has. */
  readonly kind: 'leaf' | 'authority' | 'anchor' | 'missing';
  /** Null when it is missing. */
  readonly der: Uint8Array | null;
  /** Null when it is missing or cannot be read. */
  readonly certificate: Certificate | null;
  readonly title: string;
  /** What to say instead of dates; null: the dates. */
  readonly note: string | null;
  /** On the path that was taken, or on the best one given up. */
  readonly onSpine: boolean;
  /** A trust anchor that no drawn path reached. */
  readonly unused: boolean;
  /** The check that failed on it and ended a path. */
  readonly failure: Check | null;
}

/** `from` is vouched for by `to`, or so a path supposed. */
export interface PathEdge {
  readonly from: string;
  readonly to: string;
  /** `taken`: of the accepted path. `best`: of the best path given up. */
  readonly state: 'taken' | 'best' | 'tried';
  /** Why paths ended here; empty when none did. */
  readonly reasons: readonly string[];
}

export interface PathGraph {
  /** In path order: the spine from the leaf up, then what else was tried, then unused anchors. */
  readonly nodes: readonly PathNode[];
  readonly edges: readonly PathEdge[];
  /** Attempts in the picture, the spine first. */
  readonly attempts: readonly PathAttempt[];
  /** Attempts that are left out. */
  readonly hidden: readonly PathAttempt[];
  /** There may have been more attempts: a path check tells only of so many. */
  readonly isCut: boolean;
  /** How many trust anchors are left out; no drawn path reached them. */
  readonly hiddenAnchors: number;
}

/** At most so many unused anchors are drawn unasked. */
const MOST_UNUSED = 2;

export interface GraphInput {
  readonly verdict: PathVerdict;
  /** DER of the trust anchors. */
  readonly anchors: readonly Uint8Array[];
  /** Certificates that have been read already; those that are not among them are read here. */
  readonly known: readonly Certificate[];
  /** Draw every attempt, however many there are. */
  readonly all: boolean;
}

/** What a path check tried, as certificates and who vouches for whom. */
export function buildPathGraph({ verdict, anchors, known, all }: GraphInput): PathGraph {
  const { shown, hidden } = chooseAttempts(verdict, all);
  const builder = new GraphBuilder(anchors, known, verdict.accepted);
  shown.forEach((attempt, at) => {
    builder.add(attempt, at === 0);
  });
  const { nodes, edges } = builder.finish();
  const unused = nodes.filter((node) => node.unused);
  const left = all ? [] : unused.slice(MOST_UNUSED);
  return {
    nodes: nodes.filter((node) => !left.includes(node)),
    edges,
    attempts: shown,
    hidden,
    isCut: verdict.attempts.length >= MAX_ATTEMPTS_TOLD,
    hiddenAnchors: left.length,
  };
}

type Draft = { -readonly [K in keyof PathNode]: PathNode[K] };
interface EdgeDraft {
  readonly from: Draft;
  readonly to: Draft;
  state: PathEdge['state'];
  readonly reasons: Set<string>;
}

class GraphBuilder {
  readonly #nodes = new Map<string, Draft>();
  readonly #edges = new Map<string, EdgeDraft>();
  readonly #anchors: ReadonlyMap<string, Uint8Array>;
  readonly #known: ReadonlyMap<Uint8Array, Certificate>;
  readonly #accepted: boolean;

  constructor(anchors: readonly Uint8Array[], known: readonly Certificate[], accepted: boolean) {
    this.#known = new Map(known.map((one) => [one.der, one]));
    this.#anchors = new Map(anchors.map((der) => [toHex(der), der]));
    this.#accepted = accepted;
  }

  add(attempt: PathAttempt, isSpine: boolean): void {
    const chain = attempt.certificates.map((der, at) => this.#certificate(der, at === 0));
    const edges = chain.slice(1).map((to, at) => this.#edge(chain[at], to, isSpine));
    if (isSpine) for (const node of chain) node.onSpine = true;
    const { cause } = attempt;
    if (!cause) return;
    const last = chain.at(-1);
    if (cause.reason === 'unknown_issuer' && last) edges.push(this.#missing(last, isSpine));
    this.#end(
      cause,
      chain,
      edges.filter((edge) => edge !== null),
    );
  }

  /** Marks where a path ended: at the certificate that failed, and on the edge that leads to it. */
  #end(cause: Check, chain: readonly Draft[], edges: readonly EdgeDraft[]): void {
    const judged = cause.index === null ? undefined : chain[cause.index];
    const sound = (part: Draft | EdgeDraft) =>
      this.#accepted && ('onSpine' in part ? part.onSpine : part.state === 'taken');
    if (judged && !sound(judged) && cause.reason !== 'unknown_issuer') judged.failure ??= cause;
    const place = edges[edgeOf(cause, edges.length)];
    // What fails only on this path must not be written on the path that was accepted.
    const free = place && !sound(place) ? place : edges.find((edge) => !sound(edge));
    const onlyTheLeaf = cause.index === 0 && judged?.failure === cause;
    if (free && !(onlyTheLeaf && cause.id !== 'signature'))
      free.reasons.add(deadEndWords(cause, judged?.certificate ?? null));
  }

  #certificate(der: Uint8Array, isLeaf: boolean): Draft {
    const id = toHex(der);
    const drawn = this.#nodes.get(id);
    if (drawn) return drawn;
    const certificate = this.#known.get(der) ?? readableCertificate(der);
    const node: Draft = {
      id,
      kind: this.#anchors.has(id) ? 'anchor' : isLeaf ? 'leaf' : 'authority',
      der,
      certificate,
      title: certificate ? displayName(certificate) : PATH_CARDS.unreadable.title,
      note: certificate ? null : PATH_CARDS.unreadable.note,
      onSpine: false,
      unused: false,
      failure: null,
    };
    this.#nodes.set(id, node);
    return node;
  }

  #edge(from: Draft | undefined, to: Draft, isSpine: boolean): EdgeDraft | null {
    if (!from) return null;
    const key = `${from.id} ${to.id}`;
    const known = this.#edges.get(key);
    if (known) return known;
    const state = isSpine ? (this.#accepted ? 'taken' : 'best') : 'tried';
    const edge: EdgeDraft = { from, to, state, reasons: new Set() };
    this.#edges.set(key, edge);
    return edge;
  }

  /** The issuer that is named and not there; who signed itself names nobody else. */
  #missing(below: Draft, isSpine: boolean): EdgeDraft | null {
    const { certificate } = below;
    const issuer = certificate?.issuer;
    const self = issuer !== undefined && issuer.key === certificate?.subject.key;
    const id = `missing-${self ? below.id : (issuer?.key ?? below.id)}`;
    const node: Draft = this.#nodes.get(id) ?? {
      id,
      kind: 'missing',
      der: null,
      certificate: null,
      title: self ? PATH_CARDS.selfSigned.title : issuerName(certificate),
      note: self ? PATH_CARDS.selfSigned.note : PATH_CARDS.missing.note,
      onSpine: false,
      unused: false,
      failure: null,
    };
    node.onSpine ||= isSpine;
    this.#nodes.set(id, node);
    return this.#edge(below, node, isSpine);
  }

  finish(): Pick<PathGraph, 'nodes' | 'edges'> {
    const edges = [...this.#edges.values()];
    for (const der of this.#anchors.values()) {
      const node = this.#certificate(der, false);
      node.unused = !node.onSpine && !edges.some(({ from, to }) => from === node || to === node);
      if (node.unused) node.note = PATH_CARDS.unused;
    }
    const nodes = [...this.#nodes.values()];
    const order = (node: Draft) => (node.onSpine ? 0 : node.unused ? 2 : 1);
    return {
      nodes: nodes.sort((a, b) => order(a) - order(b)),
      edges: edges.map(({ from, to, state, reasons }) => ({
        from: from.id,
        to: to.id,
        state,
        reasons: [...reasons],
      })),
    };
  }
}

/** Which edge of a path a failed check ends: the one that leads up to the certificate judged. */
function edgeOf(cause: Check, edges: number): number {
  if (cause.reason === 'unknown_issuer' || cause.index === null) return edges - 1;
  // The signature on a certificate is what its issuer, the next one, gave.
  return cause.id === 'signature' ? cause.index : Math.max(0, cause.index - 1);
}

function issuerName(certificate: Certificate | null): string {
  const issuer = certificate?.issuer;
  const common = issuer?.attributes.find(({ type }) => type === OID.commonName);
  return (common?.value ?? issuer?.text) || PATH_CARDS.missing.title;
}
