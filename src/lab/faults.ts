/** Permanent: links and lessons name them. Never rename one. */
export type FaultId =
  | 'client-cert-missing'
  | 'client-expired'
  | 'client-untrusted-root'
  | 'client-wrong-eku'
  | 'client-wrong-key'
  | 'server-expired'
  | 'server-untrusted-root'
  | 'server-self-signed'
  | 'server-wrong-host'
  | 'server-incomplete-chain'
  | 'wire-flip-bit'
  | 'wire-mitm';
