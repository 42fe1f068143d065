import { CertificateError, parseCertificate } from '../x509/certificate.ts';
import { DerError } from '../der/reader.ts';
import { identifyKey } from '../keys/encoding.ts';
import { KeyError } from '../keys/keyError.ts';
import { parseCrl } from '../revocation/crl.ts';
import { parseOcspResponse } from '../revocation/ocsp.ts';
import {
  BUNDLE_LIMITS,
  BundleError,
  WHOLE_INPUT,
  type BundleCertificate,
  type BundleContents,
  type BundleItem,
  type BundleKey,
  type BundleProblem,
} from './contents.ts';
import { RoundBudget } from './roundBudget.ts';

/** Where a part stands: in words (none: the whole input), and its line when it has one. */
export interface Place {
  readonly from: string;
  /** As in {@link BundleItem}. */
  readonly file: string;
  readonly line: number | null;
}

export function wordsFor({ from }: Place): string {
  return from === '' ? WHOLE_INPUT : from;
}

/** Reads text or bytes of whatever format into a collector. */
type ReadAny = (
  collector: Collector,
  place: Place,
  input: Uint8Array | string,
  nesting: number,
) => Promise<void>;

/** Gathers what the readers find, within {@link BUNDLE_LIMITS}. */
export class Collector {
  readonly provider: Crypto;
  /** undefined: none was given. */
  readonly password: string | undefined;
  readonly #readAny: ReadAny;
  /** What may still be derived from passwords, for all that stands in this input. */
  readonly rounds = new RoundBudget();
  readonly #certificates: BundleCertificate[] = [];
  readonly #privateKeys: BundleKey[] = [];
  readonly #crls: BundleItem[] = [];
  readonly #ocsp: BundleItem[] = [];
  readonly #requests: BundleItem[] = [];
  readonly #problems: BundleProblem[] = [];

  /** @param readAny reads what is packed in something else: a format does not know the others */
  constructor(provider: Crypto, password: string | undefined, readAny: ReadAny) {
    this.provider = provider;
    this.password = password;
    this.#readAny = readAny;
  }

  /** Reads what stands in an entry of something else. @param nesting how deep it is packed */
  read(place: Place, input: Uint8Array | string, nesting: number): Promise<void> {
    return this.#readAny(this, place, input, nesting);
  }

  get contents(): BundleContents {
    return {
      certificates: this.#certificates,
      privateKeys: this.#privateKeys,
      crls: this.#crls,
      ocsp: this.#ocsp,
      requests: this.#requests,
      problems: this.#problems,
    };
  }

  /** How many certificates and private keys were found so far. */
  get counts(): { readonly certificates: number; readonly privateKeys: number } {
    return { certificates: this.#certificates.length, privateKeys: this.#privateKeys.length };
  }

  get isEmpty(): boolean {
    return this.#items === 0 && this.#problems.length === 0;
  }

  get #items(): number {
    return [this.#certificates, this.#privateKeys, this.#crls, this.#ocsp, this.#requests].reduce(
      (sum, list) => sum + list.length,
      0,
    );
  }

  /** @throws CertificateError when it is none after all */
  certificate(der: Uint8Array, place: Place): void {
    const certificate = parseCertificate(der);
    if (this.#hasRoom(place)) this.#certificates.push({ ...item(der, place), certificate });
  }

  /** @throws DerError when it is none after all, or has a critical extension that is not understood */
  crl(der: Uint8Array, place: Place): void {
    parseCrl(der);
    if (this.#hasRoom(place)) this.#crls.push(item(der, place));
  }

  /** @throws DerError when it is none after all, or says that there is no answer */
  ocsp(der: Uint8Array, place: Place): void {
    parseOcspResponse(der);
    if (this.#hasRoom(place)) this.#ocsp.push(item(der, place));
  }

  request(der: Uint8Array, place: Place): void {
    if (this.#hasRoom(place)) this.#requests.push(item(der, place));
  }

  /** @throws KeyError when it is no private key that can be used here */
  privateKey(der: Uint8Array, place: Place): void {
    const { pkcs8, algorithm } = identifyKey(der);
    if (this.#hasRoom(place)) this.#privateKeys.push({ pkcs8, algorithm, from: wordsFor(place) });
  }

  /** Keeps a problem, once; after the last that is kept, one says that there are more. */
  problem(problem: BundleProblem): void {
    const known = this.#problems.some(
      ({ from, message }) => from === problem.from && message === problem.message,
    );
    const { length } = this.#problems;
    if (known || length > BUNDLE_LIMITS.problems) return;
    this.#problems.push(length < BUNDLE_LIMITS.problems ? problem : moreProblems(problem));
  }

  /** Runs a reader; what it throws about the input becomes a problem of that place. */
  async attempt(place: Place, read: () => void | Promise<void>): Promise<void> {
    try {
      await read();
    } catch (error) {
      const { code, message, advice, offset } = asBundleError(error);
      this.problem({ code, message, advice, offset, from: wordsFor(place), line: place.line });
    }
  }

  #hasRoom(place: Place): boolean {
    if (this.#items < BUNDLE_LIMITS.items) return true;
    const told = this.#problems.some(({ code }) => code === 'too_many');
    if (told) return false;
    this.problem({
      code: 'too_many',
      offset: null,
      from: wordsFor(place),
      line: place.line,
      message: `There are more than ${BUNDLE_LIMITS.items} certificates and keys; the rest was not read.`,
      advice: 'Give it in smaller parts.',
    });
    return false;
  }
}

function item(der: Uint8Array, place: Place): BundleItem {
  return { der, from: wordsFor(place), file: place.file, line: place.line };
}

function moreProblems({ from, line }: BundleProblem): BundleProblem {
  const message = `There are more than ${BUNDLE_LIMITS.problems} problems; from here on they are not told.`;
  const advice = 'Check that it is the right file.';
  return { code: 'too_many', from, line, offset: null, message, advice };
}

/** What a reader may throw, as one kind of error; anything else is a defect and passes. */
function asBundleError(error: unknown): BundleError {
  if (error instanceof BundleError) return error;
  if (error instanceof DerError || error instanceof CertificateError) {
    const advice = 'Copy the whole file again, or export it once more from where it came from.';
    return new BundleError('malformed', error.message, advice, error.offset);
  }
  if (error instanceof KeyError) {
    const advice = 'Use a P-256, P-384, P-521, Ed25519 or RSA key in PKCS#8.';
    return new BundleError('unsupported', error.message, advice);
  }
  throw error;
}
