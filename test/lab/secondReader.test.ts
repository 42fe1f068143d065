import { describe, expect, it } from 'vitest';
import { FAULTS } from '../../src/lab/faults.ts';
import type { Materials } from '../../src/lab/materials.ts';
import { FIELDS } from '../../src/pki/second/answers.ts';
import { compareReaders } from '../../src/pki/second/compare.ts';
import { loadLibrary } from '../../src/pki/second/library.ts';
import { readableCertificate, type Certificate } from '../../src/pki/x509/certificate.ts';
import { brokenBy, laboratory } from './laboratory.ts';

const { materials } = laboratory();
const library = await loadLibrary();

/** Keeps every certificate that is issued or used again, also of CAs that no party shows. */
function kept(of: Materials): {
  readonly materials: Materials;
  readonly certificates: Certificate[];
} {
  const certificates: Certificate[] = [];
  const issued: Materials['issued'] = async (...asked) => {
    const der = await of.issued(...asked);
    // CRLs and OCSP responses are issued too.
    const certificate = readableCertificate(der);
    if (certificate) certificates.push(certificate);
    return der;
  };
  return { certificates, materials: { ...of, issued } };
}

describe('@peculiar/x509 reads every certificate as ours does, the signature too', () => {
  it.each([{ id: 'no fault', ids: [] }, ...FAULTS.map(({ id }) => ({ id, ids: [id] }))])(
    'of $id',
    async ({ ids }) => {
      const { certificates, materials: keeping } = kept(materials);
      await brokenBy(keeping, ids);
      expect(certificates.length).toBeGreaterThan(3);
      for (const certificate of certificates) {
        const rows = await compareReaders(library, globalThis.crypto, certificate, certificates);
        expect(rows.map(({ field }) => field)).toEqual(FIELDS);
        expect(rows.filter(({ same }) => same !== true)).toEqual([]);
        expect(rows.at(-1)?.theirs.kind).toBe('verified');
      }
    },
  );
});
