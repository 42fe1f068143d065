import { displayName, readableCertificate } from '../pki/x509/certificate.ts';
import { endOf } from '../pki/x509/validity.ts';
import type { Role } from './plan.ts';
import type { Actor, World } from './provision.ts';

/** A moment at which a certificate of the world begins to hold, or no longer does. */
export interface Moment {
  /** The first one after the change, in milliseconds since 1970. */
  readonly time: number;
  readonly kind: 'begins' | 'ends';
  readonly certificate: string;
  /** Whose it is; an authority’s where it stands above another. */
  readonly owner: Role | 'authority';
}

/** The moments at which a verdict may change, in order of time; each certificate once. */
export function momentsOf(world: World): Moment[] {
  const seen = new Set<Uint8Array>();
  const moments: Moment[] = [];
  const add = (der: Uint8Array, owner: Moment['owner']) => {
    if (seen.has(der)) return;
    seen.add(der);
    const certificate = readableCertificate(der);
    if (!certificate) return;
    const name = displayName(certificate);
    moments.push({ time: certificate.notBefore, kind: 'begins', certificate: name, owner });
    moments.push({ time: endOf(certificate), kind: 'ends', certificate: name, owner });
  };
  for (const { info } of inOrder(world)) {
    info.chain.forEach((der, index) => {
      add(der, index === 0 ? info.role : 'authority');
    });
    for (const { der } of info.anchors) add(der, 'authority');
  }
  return moments.sort((a, b) => a.time - b.time);
}

/** The plan’s own parties before others, so that what is shared is not called an attacker’s. */
function inOrder({ actors }: World): readonly Actor[] {
  const isOwn = ({ info: { role } }: Actor) => role === 'client' || role === 'server';
  return [...actors.filter(isOwn), ...actors.filter((actor) => !isOwn(actor))];
}
