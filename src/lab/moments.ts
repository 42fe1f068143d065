import { displayName, parseCertificate } from '../pki/x509/certificate.ts';
import { endOf } from '../pki/x509/validity.ts';
import type { World } from './provision.ts';

/** A moment at which a certificate of the world begins to hold, or no longer does. */
export interface Moment {
  /** The first one after the change, in milliseconds since 1970. */
  readonly time: number;
  readonly kind: 'begins' | 'ends';
  readonly certificate: string;
  readonly owner: 'client' | 'server' | 'attacker' | 'authority';
}

/** The moments at which a verdict may change, in order of time; each certificate once. */
export function momentsOf(world: World): Moment[] {
  const parties = [
    { owner: 'client' as const, info: world.client.info },
    { owner: 'server' as const, info: world.server.info },
    ...(world.interceptor ? [{ owner: 'attacker' as const, info: world.interceptor.info }] : []),
  ];
  const seen = new Set<Uint8Array>();
  const moments: Moment[] = [];
  const add = (der: Uint8Array, owner: Moment['owner']) => {
    if (seen.has(der)) return;
    seen.add(der);
    const certificate = parseCertificate(der);
    const name = displayName(certificate);
    moments.push({ time: certificate.notBefore, kind: 'begins', certificate: name, owner });
    moments.push({ time: endOf(certificate), kind: 'ends', certificate: name, owner });
  };
  for (const { owner, info } of parties) {
    info.chain.forEach((der, index) => {
      add(der, index === 0 ? owner : 'authority');
    });
    for (const { der } of info.anchors) add(der, 'authority');
  }
  return moments.sort((a, b) => a.time - b.time);
}
