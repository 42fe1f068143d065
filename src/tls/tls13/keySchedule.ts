import { bytesFromText } from '../../bytes/text.ts';
import type { CipherSuite } from '../algorithms.ts';
import type { HashFunction } from '../crypto.ts';
import type { DerivedSecret, HandshakeName } from '../endpoint.ts';
import { encode, opaqueVector, struct, uint16 } from '../language.ts';

/** RFC 8446 §7.1: from one (EC)DHE secret to every key of a connection. */

const NO_BYTES = new Uint8Array();
const IV_LENGTH = 12;

/** HKDF-Extract (RFC 5869 §2.2); no salt and no keying material are Hash.length zero bytes. */
export function hkdfExtract(hash: HashFunction, salt: Uint8Array, secret: Uint8Array): Uint8Array {
  return hash.hmac(salt, secret);
}

const hkdfLabel = struct('HkdfLabel', 'RFC 8446 §7.1', {
  length: uint16,
  label: opaqueVector(7, 255),
  context: opaqueVector(0, 255),
});

/** A handshake has a dozen labels and needs each several times: they are turned into bytes once. */
const knownLabels = new Map<string, Uint8Array>();

function labelBytes(label: string): Uint8Array {
  const bytes = knownLabels.get(label) ?? bytesFromText(`tls13 ${label}`);
  knownLabels.set(label, bytes);
  return bytes;
}

/** HKDF-Expand-Label. Everything that TLS expands fits into a few blocks of HKDF-Expand. */
export function hkdfExpandLabel(
  hash: HashFunction,
  secret: Uint8Array,
  label: string,
  context: Uint8Array,
  length: number,
): Uint8Array {
  const info = encode(hkdfLabel, { length, label: labelBytes(label), context });
  const expanded = new Uint8Array(Math.ceil(length / hash.length) * hash.length);
  let block: Uint8Array = NO_BYTES;
  for (let made = 0; made < length; made += hash.length) {
    const input = new Uint8Array(block.length + info.length + 1);
    input.set(block);
    input.set(info, block.length);
    input[input.length - 1] = made / hash.length + 1;
    block = hash.hmac(secret, input);
    expanded.set(block, made);
  }
  return expanded.subarray(0, length);
}

/** Derive-Secret; the transcript hash is given instead of the messages. */
export function deriveSecret(
  hash: HashFunction,
  secret: Uint8Array,
  label: string,
  transcriptHash: Uint8Array,
): Uint8Array {
  return hkdfExpandLabel(hash, secret, label, transcriptHash, hash.length);
}

export interface TrafficKeys {
  readonly key: Uint8Array;
  readonly iv: Uint8Array;
}

/** §7.3. */
export function trafficKeys(
  hash: HashFunction,
  secret: Uint8Array,
  keyLength: number,
): TrafficKeys {
  return {
    key: hkdfExpandLabel(hash, secret, 'key', NO_BYTES, keyLength),
    iv: hkdfExpandLabel(hash, secret, 'iv', NO_BYTES, IV_LENGTH),
  };
}

/** §4.4.4: what Finished carries, keyed with the sender's traffic secret. */
export function verifyData(
  hash: HashFunction,
  baseKey: Uint8Array,
  transcriptHash: Uint8Array,
): Uint8Array {
  const finishedKey = hkdfExpandLabel(hash, baseKey, 'finished', NO_BYTES, hash.length);
  return hash.hmac(finishedKey, transcriptHash);
}

/** A transcript hash and the message up to which it runs. */
export interface TranscriptPoint {
  readonly hash: Uint8Array;
  readonly through: HandshakeName;
}

/** A secret that protects records, with its key and IV. */
export type TrafficSecret = DerivedSecret & TrafficKeys;

export interface HandshakeSecrets {
  readonly handshakeSecret: DerivedSecret;
  readonly client: TrafficSecret;
  readonly server: TrafficSecret;
  /** In the order of derivation. */
  readonly all: readonly DerivedSecret[];
}

export interface ApplicationSecrets {
  readonly mainSecret: DerivedSecret;
  readonly client: TrafficSecret;
  readonly server: TrafficSecret;
  readonly all: readonly DerivedSecret[];
}

interface EarlyStage {
  readonly early: DerivedSecret;
  /** For the next HKDF-Extract. */
  readonly salt: Uint8Array;
}

const earlyStages = new WeakMap<HashFunction, EarlyStage>();

/** The three stages of the schedule without a pre-shared key, for one cipher suite. */
export class KeySchedule {
  readonly #hash: HashFunction;
  readonly #keyLength: number;

  constructor(hash: HashFunction, suite: CipherSuite) {
    this.#hash = hash;
    this.#keyLength = suite.keyLength;
  }

  /** @param point the transcript through ServerHello */
  handshakeSecrets(sharedSecret: Uint8Array, point: TranscriptPoint): HandshakeSecrets {
    const shared = extracted('shared_secret', null, sharedSecret);
    const { early, salt } = this.#earlyStage();
    const handshakeSecret = extracted(
      'handshake_secret',
      'early_secret',
      hkdfExtract(this.#hash, salt, sharedSecret),
    );
    const { client, server } = this.#trafficSecrets(handshakeSecret, point, {
      client: ['client_handshake_traffic_secret', 'c hs traffic'],
      server: ['server_handshake_traffic_secret', 's hs traffic'],
    });
    return {
      handshakeSecret,
      client,
      server,
      all: [shared, early, handshakeSecret, client, server],
    };
  }

  /** @param point the transcript through the server's Finished */
  applicationSecrets(
    { handshakeSecret }: HandshakeSecrets,
    point: TranscriptPoint,
  ): ApplicationSecrets {
    const zeros = new Uint8Array(this.#hash.length);
    const salt = this.#saltFrom(handshakeSecret);
    const mainSecret = extracted(
      'main_secret',
      'handshake_secret',
      hkdfExtract(this.#hash, salt, zeros),
    );
    const { client, server } = this.#trafficSecrets(mainSecret, point, {
      client: ['client_application_traffic_secret_0', 'c ap traffic'],
      server: ['server_application_traffic_secret_0', 's ap traffic'],
    });
    const exporter = this.#derive('exporter_secret', 'exp master', mainSecret, point);
    return { mainSecret, client, server, all: [mainSecret, client, server, exporter] };
  }

  /** @param point the transcript through the client's Finished */
  resumptionSecret({ mainSecret }: ApplicationSecrets, point: TranscriptPoint): DerivedSecret {
    return this.#derive('resumption_secret', 'res master', mainSecret, point);
  }

  /** §7.2: the application traffic secret that follows this one after a KeyUpdate. */
  nextTrafficSecret(current: TrafficSecret): TrafficSecret {
    const value = hkdfExpandLabel(
      this.#hash,
      current.value,
      'traffic upd',
      NO_BYTES,
      this.#hash.length,
    );
    const name = current.name.startsWith('client')
      ? 'client_application_traffic_secret_N'
      : 'server_application_traffic_secret_N';
    const origin = { transcriptHash: null, transcriptThrough: null };
    return this.#withKeys({ name, label: 'traffic upd', from: current.name, ...origin, value });
  }

  /** What the holder of that secret has to send in Finished. */
  verifyData(secret: DerivedSecret, transcriptHash: Uint8Array): Uint8Array {
    return verifyData(this.#hash, secret.value, transcriptHash);
  }

  /** Without a pre-shared key nothing goes in, so it is the same in every handshake. */
  #earlyStage(): EarlyStage {
    const known = earlyStages.get(this.#hash);
    if (known) return known;
    const zeros = new Uint8Array(this.#hash.length);
    const early = extracted('early_secret', null, hkdfExtract(this.#hash, zeros, zeros));
    const stage = { early, salt: this.#saltFrom(early) };
    earlyStages.set(this.#hash, stage);
    return stage;
  }

  /** The "derived" secret that salts the next HKDF-Extract. */
  #saltFrom(secret: DerivedSecret): Uint8Array {
    const hash = this.#hash;
    return deriveSecret(hash, secret.value, 'derived', hash.digest(NO_BYTES));
  }

  #trafficSecrets(
    from: DerivedSecret,
    point: TranscriptPoint,
    names: Readonly<Record<'client' | 'server', readonly [DerivedSecret['name'], string]>>,
  ): Readonly<Record<'client' | 'server', TrafficSecret>> {
    const made = ([name, label]: readonly [DerivedSecret['name'], string]) =>
      this.#withKeys(this.#derive(name, label, from, point));
    return { client: made(names.client), server: made(names.server) };
  }

  #derive(
    name: DerivedSecret['name'],
    label: string,
    from: DerivedSecret,
    point: TranscriptPoint,
  ): DerivedSecret {
    return {
      name,
      label,
      from: from.name,
      transcriptHash: point.hash,
      transcriptThrough: point.through,
      value: deriveSecret(this.#hash, from.value, label, point.hash),
    };
  }

  #withKeys(secret: DerivedSecret): TrafficSecret {
    return { ...secret, ...trafficKeys(this.#hash, secret.value, this.#keyLength) };
  }
}

function extracted(
  name: DerivedSecret['name'],
  from: DerivedSecret['name'] | null,
  value: Uint8Array,
): DerivedSecret {
  return { name, label: null, from, transcriptHash: null, transcriptThrough: null, value };
}
