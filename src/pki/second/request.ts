import { FIELDS, answered, failure, type Answer, type Field } from './answers.ts';
import type { Library } from './library.ts';
import { extensionAnswers, keyAnswers, nameAnswer } from './theirs.ts';

/** What a request says of one field; what it does not ask for is left out. */
export interface RequestRow {
  readonly field: Field;
  readonly answer: Answer;
}

/** A certificate request (PKCS#10, RFC 2986), read. */
export interface RequestReading {
  readonly rows: readonly RequestRow[];
  /** SubjectPublicKeyInfo of the key that it is for; null: it cannot be read. */
  readonly spki: Uint8Array | null;
}

/**
 * Reads a certificate request, and verifies with its own key that it was signed by whoever holds it.
 *
 * @returns never rejects for any bytes: what cannot be read is told in its row
 */
export async function readRequest(
  library: Library,
  provider: Crypto,
  der: Uint8Array,
): Promise<RequestReading> {
  try {
    const request = new library.Pkcs10CertificateRequest(new Uint8Array(der));
    const answers: Partial<Record<Field, Answer>> = {
      subject: answered(() => nameAnswer(request.subjectName)),
      ...extensionAnswers(library, request),
      ...keyAnswers(request),
      signature: await signatureAnswer(provider, request),
    };
    const rows = FIELDS.flatMap((field) => {
      const answer = answers[field];
      return answer && answer.kind !== 'absent' ? [{ field, answer }] : [];
    });
    return { rows, spki: spkiOf(request) };
  } catch (error) {
    return { rows: [{ field: 'subject', answer: failure(error) }], spki: null };
  }
}

type Request = InstanceType<Library['Pkcs10CertificateRequest']>;

async function signatureAnswer(provider: Crypto, request: Request): Promise<Answer> {
  try {
    const isValid = await request.verify(provider);
    return isValid ? { kind: 'verified', key: { number: 1, of: 1 } } : { kind: 'notVerified' };
  } catch (error) {
    return failure(error);
  }
}

function spkiOf(request: Request): Uint8Array | null {
  try {
    return new Uint8Array(request.publicKey.rawData);
  } catch {
    return null;
  }
}
