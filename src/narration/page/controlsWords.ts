import type { FaultSide } from '../../lab/faults.ts';
import type { Moment } from '../../lab/moments.ts';
import type { Mode, View } from '../../lab/scenario.ts';
import { durationWords } from '../times.ts';

/** What the controls of the scenario say. */
export const CONTROLS = {
  handshake: 'Handshake',
  seenBy: 'Seen by',
  break: 'Break something',
  /** The same where there is less room: the rest is left out where there is none. */
  breakShort: { always: 'Break', wide: 'something' },
  sides: {
    client: 'Client certificate',
    server: 'Server certificate',
    wire: 'On the wire',
  } satisfies Record<FaultSide, string>,
  clock: 'Clock',
  clockName: 'Clock of the scenario',
  newKeys: 'New keys',
  newKeysHint: 'Make every key and certificate again',
  nothingLater: 'No certificate changes later.',
} as const;

/** What brings the clock back to where it started. */
export function backWords(isOfNow: boolean): string {
  return isOfNow ? 'Back to now' : 'Back to the start';
}

/** The modes, in the words of the page. */
export const MODES: readonly { readonly value: Mode; readonly label: string }[] = [
  { value: 'tls', label: 'TLS' },
  { value: 'mtls', label: 'mTLS' },
  { value: 'optional', label: 'Optional' },
  { value: 'compare', label: 'Compare' },
];

/** Who may be looking, in the words of the page. */
export const VIEWS: readonly { readonly value: View; readonly label: string }[] = [
  { value: 'everyone', label: 'Everyone' },
  { value: 'client', label: 'Client' },
  { value: 'server', label: 'Server' },
  { value: 'wire', label: 'Wire' },
];

/** Beside the choice of a handshake: `TLS 1.3`. */
export function versionWords(version: string): string {
  return `TLS ${version}`;
}

/** The button that mends all that is broken, and the same with what comes of it. */
export function clearWords(faults: number): { readonly label: string; readonly name: string } {
  const label = `Clear ${faults === 1 ? 'it' : `all ${faults}`}`;
  return { label, name: `${label}: everything is whole again` };
}

/** What happens to a certificate at a moment: `orders ends`. */
export function momentOfCertificate({ kind, certificate }: Moment): string {
  return `${certificate} ${kind === 'ends' ? 'ends' : 'starts'}`;
}

/** The way to the next such moment: `On to where orders ends`. */
export function onToWords(moment: string): string {
  return `On to where ${moment}`;
}

/**
 * An offset of the clock in words: `now`, `+3 days`, `−2 hours`.
 *
 * @param isOfNow whether it counts from now, or from a moment that somebody chose
 */
export function offsetWords(hours: number, isOfNow: boolean): string {
  const start = isOfNow ? 'now' : 'at the start';
  return hours === 0 ? start : `${hours > 0 ? '+' : '−'}${durationWords(Math.abs(hours))}`;
}
