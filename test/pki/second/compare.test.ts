import { describe, expect, it } from 'vitest';
import {
  answerWords,
  comparisonWords,
  sameWords,
} from '../../../src/narration/page/secondReaderWords.ts';
import { FIELDS, type Field } from '../../../src/pki/second/answers.ts';
import { compareReaders, type Row } from '../../../src/pki/second/compare.ts';
import { loadLibrary } from '../../../src/pki/second/library.ts';
import { issueCertificate } from '../../../src/pki/issue/certificate.ts';
import { generateKeyPair } from '../../../src/pki/keys/keys.ts';
import { parseCertificate } from '../../../src/pki/x509/certificate.ts';
import { decodePem } from '../../../src/pki/der/pem.ts';
import { family, times } from '../authorities.ts';
import { opensslFolder } from '../openssl.ts';

const provider = globalThis.crypto;
const library = await loadLibrary();

async function compare(
  der: Uint8Array,
  known: readonly Uint8Array[] = [],
): Promise<readonly Row[]> {
  return compareReaders(library, provider, parseCertificate(der), known.map(parseCertificate));
}

function rowOf(rows: readonly Row[], field: Field): Row {
  const row = rows.find((one) => one.field === field);
  if (!row) throw new Error(`no row for ${field}`);
  return row;
}

/** A self-signed certificate as openssl makes it. */
function made(subject: string, extension: string, ...more: readonly string[]): Uint8Array {
  const openssl = opensslFolder();
  const key = ['-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes', '-utf8'];
  openssl.run(
    ...['req', '-x509', ...key, '-keyout', 'key.pem', '-out', 'certificate.pem'],
    ...['-subj', subject, '-addext', extension, ...more],
  );
  const [block] = decodePem(new TextDecoder().decode(openssl.read('certificate.pem')));
  openssl.remove();
  if (!block) throw new Error('openssl made none');
  return block.der;
}

describe('two readers side by side', () => {
  it('agree on every field of a sound certificate whose issuer is at hand', async () => {
    const { leafDer, middleDer, rootDer } = await family(provider, 'ecdsa-p256');
    const rows = await compare(leafDer, [rootDer, middleDer, leafDer]);
    expect(rows.map(({ field }) => field)).toEqual(FIELDS);
    expect(rows.every(({ same }) => same)).toBe(true);
    expect(comparisonWords(rows)).toBe('Both read the same in all 12 fields.');
  });

  it('are not asked for a signature whose key is not there', async () => {
    const { leafDer, rootDer } = await family(provider, 'ecdsa-p256');
    const rows = await compare(leafDer, [rootDer]);
    const { ours, theirs, same } = rowOf(rows, 'signature');
    expect([ours.kind, theirs.kind, same]).toEqual(['notAsked', 'notAsked', null]);
    expect(comparisonWords(rows)).toMatch(/^No difference in the 11 fields .* signature\.$/);
  });

  it('refuse a signature by another key of the same name, and find the right one of two', async () => {
    const [sound, other] = await Promise.all([
      family(provider, 'ecdsa-p256'),
      family(provider, 'ed25519'),
    ]);
    const refused = rowOf(await compare(sound.leafDer, [other.middleDer]), 'signature');
    expect([refused.ours.kind, refused.theirs.kind]).toEqual(['notVerified', 'notVerified']);
    expect(refused.same).toBe(true);
    const rows = await compare(sound.leafDer, [other.middleDer, sound.middleDer]);
    const { ours, theirs, same } = rowOf(rows, 'signature');
    expect([answerWords(ours), answerWords(theirs), same]).toEqual([
      'verified with key 2 of 2 of that issuer',
      'verified with key 2 of 2 of that issuer',
      true,
    ]);
  });

  it('differ where one of them leaves out a form of name', async () => {
    const der = made('/CN=printer', 'subjectAltName=otherName:1.2.3.4;UTF8:x,DNS:printer.example');
    const rows = await compare(der, [der]);
    const { ours, theirs, same } = rowOf(rows, 'subjectAltName');
    expect(answerWords(ours)).toMatch(/^otherName .*, DNS printer\.example$/);
    expect(answerWords(theirs)).toBe('DNS printer.example');
    expect(same).toBe(false);
    expect(sameWords({ same })).toBe('differs');
    expect(comparisonWords(rows)).toMatch(/^The two differ in 1 field: /);
    expect(rowOf(rows, 'signature').same).toBe(true);
  });

  it('differ over a serial number that is negative, whose sign one of them does not tell', async () => {
    const rows = await compare(made('/CN=x', 'subjectAltName=DNS:x.example', '-set_serial', '-5'));
    const { ours, theirs, same } = rowOf(rows, 'serialNumber');
    expect([answerWords(ours), answerWords(theirs), same]).toEqual(['-05', 'fb', false]);
  });

  it('write the same name alike, whatever is in it', async () => {
    const subject =
      '/C=CH/ST=Zürich/L=Zürich/O=A\\, B \\+ C/GN=Ada/SN=King/title=Dr/emailAddress=a@b.example';
    const rows = await compare(made(subject, 'subjectAltName=IP:2001:db8::1,email:a@b.example'));
    expect(rows.filter(({ same }) => same === false)).toEqual([]);
    expect(answerWords(rowOf(rows, 'subject').theirs)).toContain('O=A\\, B \\+ C');
  });

  it('say of a field that neither can read that nothing was compared', async () => {
    const keys = await generateKeyPair(provider, 'ecdsa-p256');
    const der = await issueCertificate(provider, {
      profile: 'root',
      subject: { commonName: 'Lab Root CA' },
      publicKey: keys.publicKey,
      issuer: { self: keys.privateKey },
      ...times,
    });
    // keyUsage (2.5.29.15) whose BIT STRING claims nine unused bits.
    const broken = new Uint8Array(der);
    const at = Buffer.from(der).indexOf(Buffer.from('0603551d0f', 'hex'));
    const bits = Buffer.from(der).indexOf(Buffer.from('0302', 'hex'), at);
    expect(at).toBeGreaterThan(0);
    broken[bits + 2] = 9;
    const rows = await compare(broken, [broken]);
    const { ours, theirs, same } = rowOf(rows, 'keyUsage');
    expect(answerWords(ours)).toMatch(/^cannot read it: a BIT STRING with bad unused bits/);
    expect(answerWords(theirs)).toMatch(/^cannot read it: ./);
    expect(same).toBeNull();
    expect(comparisonWords(rows)).not.toMatch(/^Both/);
  });
});
