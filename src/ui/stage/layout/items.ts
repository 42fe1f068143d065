import type {
  AuthorisationStep,
  BeliefStep,
  CheckStep,
  KeysStep,
  SentStep,
} from '../../../lab/trace.ts';
import type { Epoch } from '../../../tls/endpoint.ts';

export interface Box {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** A small tag beside a pill, from `x` on. */
export interface Chip {
  readonly text: string;
  readonly x: number;
  readonly width: number;
}

/** A pill as it rests in the middle of its line, as one kind of onlooker sees it. */
export interface Face {
  readonly text: string;
  readonly mono: boolean;
  readonly lock: boolean;
  readonly width: number;
  readonly tag: Chip | null;
}

interface ItemBase {
  readonly index: number;
  /** Middle of the row. */
  readonly y: number;
  /** Everything that belongs to it: what is clicked, and where the focus ring goes. */
  readonly box: Box;
  readonly title: string;
  /** Is this the step that decided how the run ended? */
  readonly decides: boolean;
}

/** Something that crosses the wire. */
export interface SentItem extends ItemBase {
  readonly kind: 'sent';
  readonly step: SentStep;
  readonly epoch: Epoch;
  readonly from: number;
  readonly to: number;
  /** Where the pill comes to rest. */
  readonly middle: number;
  readonly open: Face;
  readonly sealed: Face;
  /** Says that the record was changed on the way; null when it was not. */
  readonly changed: Chip | null;
  /** Says that the receiver never opened it; null when it did. */
  readonly neglected: Chip | null;
  /** The step at which it comes out that nobody will read it. */
  readonly settledAt: number;
}

/** A check, on the lane of the party that checks. */
export interface GateItem extends ItemBase {
  readonly kind: 'gate';
  readonly step: CheckStep | AuthorisationStep;
  readonly passed: boolean;
  readonly lane: number;
  /** +1 when it stands to the right of its lane, -1 to the left. */
  readonly side: 1 | -1;
  readonly lines: readonly string[];
  readonly count: string;
  /** Only in mTLS: beside the title, or below it; `x` counts from the left of the text. */
  readonly tag: (Chip & { readonly below: boolean }) | null;
}

/** What a party believes from here on. */
export interface BeliefItem extends ItemBase {
  readonly kind: 'belief';
  readonly step: BeliefStep;
  readonly lane: number;
  readonly side: 1 | -1;
  readonly lines: readonly string[];
}

/** Keys came to exist at a party. */
export interface KeysItem extends ItemBase {
  readonly kind: 'keys';
  readonly step: KeysStep;
  readonly lane: number;
  readonly side: 1 | -1;
  /** Middle of the drawn key. */
  readonly glyph: number;
  /** Beside the key; empty where there is no room for words. */
  readonly text: string;
}

export type Item = SentItem | GateItem | BeliefItem | KeysItem;

/** A stretch of the wire under one kind of keys. */
export interface Band {
  readonly epoch: Epoch;
  readonly top: number;
  readonly bottom: number;
  /** Index of the first step in it. */
  readonly first: number;
  readonly label: string;
  /** What an eavesdropper can say; empty when it looks to him like the band before. */
  readonly sealedLabel: string;
  readonly labelX: number;
  readonly labelY: number;
}
