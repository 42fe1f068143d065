import { toHex } from '../bytes/hex.ts';
import type { CertifiedIssuer } from '../pki/issue/issuer.ts';
import { parseCertificate } from '../pki/x509/certificate.ts';
import { clockAt, type Materials } from './materials.ts';
import {
  certificateIn,
  type CertificateId,
  type CrlId,
  type Lifetime,
  type WorldPlan,
} from './plan.ts';

/** Issues what a plan describes, from the keys and under the dates of some materials. */
export class Issuer {
  readonly #materials: Materials;
  readonly #plan: WorldPlan;

  constructor(materials: Materials, plan: WorldPlan) {
    this.#materials = materials;
    this.#plan = plan;
  }

  keyPair(id: string): Promise<CryptoKeyPair> {
    return this.#materials.keyPair(id, this.#plan.keys[id]);
  }

  /** @returns the certificate, DER; cut short where the plan says so */
  async certificate(id: CertificateId): Promise<Uint8Array> {
    const whole = await this.#whole(id);
    return certificateIn(this.#plan, id).details.truncated ? whole.slice(0, -1) : whole;
  }

  /** What the CA publishes: all its certificates in this plan that are revoked by then. */
  async crl(id: CrlId): Promise<Uint8Array> {
    const crl = this.#plan.crls[id];
    if (!crl) throw new RangeError(`The plan has no CRL “${id}”.`);
    const revoked = Object.entries(this.#plan.certificates).flatMap(
      ([one, { issuer, revoked: by }]) =>
        issuer === crl.issuer && by && by.at <= crl.lifetime.from ? [{ one, by }] : [],
    );
    const named = revoked.map(({ one, by }) => [by, this.#facts(one)]);
    return this.#materials.issued(
      nameOf(['crl', crl.lifetime, this.#facts(crl.issuer), named]),
      async () => {
        const { issueCrl } = await import('../pki/issue/crl.ts');
        const { from, to } = this.#time(crl.lifetime);
        return issueCrl(this.#materials.provider, {
          issuer: await this.#certified(crl.issuer),
          thisUpdate: from,
          nextUpdate: to,
          revoked: await Promise.all(
            revoked.map(async ({ one, by }) => ({
              serialNumber: parseCertificate(await this.#whole(one)).serialNumber,
              revokedAt: clockAt(this.#materials, by.at),
              reason: by.reason,
            })),
          ),
        });
      },
    );
  }

  /** What the CA’s responder says of one certificate, as a server staples it (RFC 6960 §4.2.1). */
  staple(id: CertificateId, lifetime: Lifetime): Promise<Uint8Array> {
    const { issuer, revoked } = certificateIn(this.#plan, id);
    if (issuer === 'self') throw new RangeError(`Nobody answers for “${id}”, which signed itself.`);
    const since = revoked && revoked.at <= lifetime.from ? revoked : null;
    return this.#materials.issued(
      nameOf(['staple', lifetime, since, this.#facts(id)]),
      async () => {
        const { issueOcspResponse } = await import('../pki/issue/ocsp.ts');
        const responder = await this.#certified(issuer);
        const { from, to } = this.#time(lifetime);
        return issueOcspResponse(this.#materials.provider, {
          certificate: await this.#whole(id),
          issuerCertificate: responder.certificate,
          responder,
          status: since
            ? {
                kind: 'revoked',
                at: clockAt(this.#materials, since.at),
                reason: since.reason,
              }
            : { kind: 'good' },
          producedAt: from,
          thisUpdate: from,
          nextUpdate: to,
        });
      },
    );
  }

  #whole(id: CertificateId): Promise<Uint8Array> {
    return this.#materials.issued(nameOf(this.#facts(id)), async () => {
      const { issueCertificate } = await import('../pki/issue/certificate.ts');
      const plan = certificateIn(this.#plan, id);
      const { profile, subject, san, issuer, details } = plan;
      const { publicKey, privateKey } = await this.keyPair(plan.key);
      const { from, to } = this.#time(plan.lifetime);
      return issueCertificate(this.#materials.provider, {
        ...details,
        profile,
        subject,
        san,
        publicKey,
        issuer: issuer === 'self' ? { self: privateKey } : await this.#certified(issuer),
        notBefore: from,
        notAfter: to,
      });
    });
  }

  async #certified(id: CertificateId): Promise<CertifiedIssuer> {
    const [certificate, { privateKey }] = await Promise.all([
      this.#whole(id),
      this.keyPair(certificateIn(this.#plan, id).key),
    ]);
    return { certificate, privateKey };
  }

  /** Everything that a certificate depends on: what it says, and whose signature is under it. */
  #facts(id: CertificateId, below: readonly CertificateId[] = []): unknown {
    if (below.includes(id)) throw new RangeError(`“${id}” is said to have issued its own issuer.`);
    const { profile, subject, san, issuer, key, lifetime, details } = certificateIn(this.#plan, id);
    return {
      ...{ profile, subject, san, key, lifetime, details },
      kind: this.#plan.keys[key] ?? null,
      by: issuer === 'self' ? null : this.#facts(issuer, [...below, id]),
    };
  }

  #time({ from, to }: Lifetime): Lifetime {
    return { from: clockAt(this.#materials, from), to: clockAt(this.#materials, to) };
  }
}

/** Bytes as hex, so that a name holds what they are and not how an array is written. */
function nameOf(facts: unknown): string {
  return JSON.stringify(facts, (_, value: unknown) =>
    value instanceof Uint8Array ? toHex(value) : value,
  );
}
