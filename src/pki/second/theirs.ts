import { oidName } from '../der/oids.ts';
import { nameText } from '../names/distinguishedName.ts';
import { formatIp, parseIp } from '../names/ip.ts';
import { KEY_USAGES } from '../x509/extensions.ts';
import { methodText, type MethodName } from '../x509/signatureAlgorithm.ts';
import {
  ABSENT,
  answered,
  basicConstraintsText,
  EXTENSIONS,
  extensionValue,
  failure,
  FIELDS,
  NOT_ASKED,
  timeValue,
  value,
  type Answer,
  type Field,
  type Reading,
} from './answers.ts';
import type { Library } from './library.ts';

type Certificate = InstanceType<Library['X509Certificate']>;
type Request = InstanceType<Library['Pkcs10CertificateRequest']>;
type Name = InstanceType<Library['Name']>;

/**
 * What @peculiar/x509 makes of the bytes of a certificate, said as ours says it; what it throws is
 * its answer.
 *
 * @param issuers DER of whoever has the name of its issuer, in the order in which ours tries them
 */
export async function theirReading(
  library: Library,
  provider: Crypto,
  der: Uint8Array,
  issuers: readonly Uint8Array[],
): Promise<Reading> {
  try {
    const certificate = new library.X509Certificate(new Uint8Array(der));
    return {
      subject: answered(() => nameAnswer(certificate.subjectName)),
      issuer: answered(() => nameAnswer(certificate.issuerName)),
      serialNumber: answered(() => value(certificate.serialNumber)),
      notBefore: answered(() => timeValue(certificate.notBefore.getTime())),
      notAfter: answered(() => timeValue(certificate.notAfter.getTime())),
      ...extensionAnswers(library, certificate),
      ...keyAnswers(certificate),
      signature: await signatureAnswer(library, provider, certificate, issuers),
    };
  } catch (error) {
    const answer = failure(error);
    return Object.fromEntries(FIELDS.map((field) => [field, answer])) as Record<Field, Answer>;
  }
}

/** Attributes that it labels otherwise; where it has no label at all it writes the identifier. */
const LABELS: Readonly<Record<string, string>> = {
  E: '1.2.840.113549.1.9.1',
  G: '2.5.4.42',
  I: '2.5.4.43',
  SN: '2.5.4.4',
  T: '2.5.4.12',
};

/** A name as ours writes it. */
export function nameAnswer(name: Name): Answer {
  const attributes = name.toJSON().flatMap((rdn) =>
    Object.entries(rdn).flatMap(([label, values]) =>
      values.map((text) => ({
        type: LABELS[label] ?? label,
        value: String(text),
      })),
    ),
  );
  return value(nameText(attributes));
}

type ExtensionAnswers = Pick<Reading, keyof typeof EXTENSIONS>;

/** What it says of the extensions that ours is asked about as well. */
export function extensionAnswers(
  library: Library,
  holder: Certificate | Request,
): ExtensionAnswers {
  try {
    // It is asked once: after it has thrown, it takes the holder for one without extensions.
    return answersOf(library, holder.extensions);
  } catch (error) {
    const answer = failure(error);
    return Object.fromEntries(Object.keys(EXTENSIONS).map((field) => [field, answer])) as Record<
      keyof typeof EXTENSIONS,
      Answer
    >;
  }
}

function answersOf(library: Library, extensions: Certificate['extensions']): ExtensionAnswers {
  const read = <T extends { readonly critical: boolean }>(
    oid: string,
    kind: abstract new (...of: never[]) => T,
    text: (extension: T) => string,
  ): Answer =>
    answered(() => {
      const extension = extensions.find(({ type }) => type === oid);
      if (!extension) return ABSENT;
      if (!(extension instanceof kind)) return { kind: 'failed', message: '' };
      return extensionValue(extension.critical, text(extension));
    });
  return {
    subjectAltName: read(
      EXTENSIONS.subjectAltName,
      library.SubjectAlternativeNameExtension,
      ({ names }) => names.items.map((name) => generalName(library, name)).join(', '),
    ),
    keyUsage: read(EXTENSIONS.keyUsage, library.KeyUsagesExtension, ({ usages }) =>
      KEY_USAGES.filter((_, bit) => (usages & (1 << bit)) !== 0).join(', '),
    ),
    extendedKeyUsage: read(
      EXTENSIONS.extendedKeyUsage,
      library.ExtendedKeyUsageExtension,
      ({ usages }) => usages.map((usage) => oidName(String(usage))).join(', '),
    ),
    basicConstraints: read(
      EXTENSIONS.basicConstraints,
      library.BasicConstraintsExtension,
      ({ ca, pathLength }) => basicConstraintsText(ca, pathLength ?? null),
    ),
  };
}

const NAME_KINDS: Readonly<Record<string, string>> = {
  dns: 'DNS',
  email: 'e-mail',
  url: 'URI',
  id: 'registeredID',
};

function generalName(
  library: Library,
  { type, value: text }: { readonly type: string; readonly value: string },
): string {
  if (type === 'dn') {
    const answer = nameAnswer(new library.Name(text));
    return `name ${answer.kind === 'value' && answer.text !== '' ? answer.text : '(empty)'}`;
  }
  if (type !== 'ip') return `${NAME_KINDS[type] ?? type} ${text}`;
  const octets = parseIp(text);
  return `IP ${octets ? formatIp(octets) : text}`;
}

/** What it says of the key and of the algorithm of the signature. */
export function keyAnswers(
  holder: Certificate | Request,
): Pick<Reading, 'publicKey' | 'signatureAlgorithm'> {
  return {
    publicKey: answered(() => value(keyWords(holder.publicKey.algorithm))),
    signatureAlgorithm: answered(() => value(algorithmWords(holder.signatureAlgorithm))),
  };
}

/** Curves by the name that SEC 2 has for them. */
const CURVES: Readonly<Record<string, string>> = {
  'P-256': 'secp256r1',
  'P-384': 'secp384r1',
  'P-521': 'secp521r1',
};

function keyWords(
  algorithm: Algorithm & { readonly namedCurve?: string; readonly modulusLength?: number },
): string {
  const { name, namedCurve, modulusLength } = algorithm;
  if (namedCurve !== undefined) return CURVES[namedCurve] ?? namedCurve;
  if (modulusLength !== undefined) return `RSA with ${modulusLength} bits`;
  return name === 'Ed25519' ? 'ed25519' : oidName(name);
}

function algorithmWords(algorithm: Algorithm & { readonly hash?: Algorithm }): string {
  const { name, hash } = algorithm;
  const known = ['ECDSA', 'Ed25519', 'RSASSA-PKCS1-v1_5', 'RSA-PSS'].includes(name);
  return known ? methodText({ name, hash: hash?.name } as MethodName) : oidName(name);
}

async function signatureAnswer(
  library: Library,
  provider: Crypto,
  certificate: Certificate,
  issuers: readonly Uint8Array[],
): Promise<Answer> {
  if (issuers.length === 0) return NOT_ASKED;
  let thrown: Answer | null = null;
  for (const [index, der] of issuers.entries()) {
    try {
      const publicKey = new library.X509Certificate(new Uint8Array(der));
      if (await certificate.verify({ publicKey, signatureOnly: true }, provider))
        return { kind: 'verified', key: { number: index + 1, of: issuers.length } };
    } catch (error) {
      thrown ??= failure(error);
    }
  }
  return thrown ?? { kind: 'notVerified' };
}
