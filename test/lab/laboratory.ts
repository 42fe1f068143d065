import { createMaterials } from '../../src/lab/materials.ts';
import { createTlsCrypto } from '../../src/tls/webCrypto.ts';

/** Fresh materials on Node's WebCrypto, made now. */
export function laboratory() {
  const materials = createMaterials(globalThis.crypto, Date.now());
  return { materials, crypto: createTlsCrypto(globalThis.crypto), now: materials.madeAt };
}
