/** A WebCrypto that writes down what is asked of it. */
export interface RecordingCrypto {
  readonly provider: Crypto;
  add(call: Call): void;
  /** Forgets what was recorded so far, and gives it. */
  take(): readonly Call[];
}

/** One operation, ready to be done again. */
export interface Call {
  readonly operation: string;
  readonly again: () => Promise<unknown>;
}

export function recordCalls(crypto: Crypto): RecordingCrypto {
  let calls: Call[] = [];
  const subtle = new Proxy(crypto.subtle, {
    get(target, operation: keyof SubtleCrypto) {
      const method = target[operation] as (...args: readonly unknown[]) => Promise<unknown>;
      return (...args: readonly unknown[]) => {
        const again = () => Reflect.apply(method, target, args);
        calls.push({ operation, again });
        return again();
      };
    },
  });
  const provider = new Proxy(crypto, {
    get(target, name) {
      if (name === 'subtle') return subtle;
      const member: unknown = Reflect.get(target, name);
      return typeof member === 'function' ? member.bind(target) : member;
    },
  });
  return {
    provider,
    add: (call) => void calls.push(call),
    take() {
      const taken = calls;
      calls = [];
      return taken;
    },
  };
}
