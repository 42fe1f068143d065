/** What a run in the laboratory consists of, in order, for those who wait for it. */
export const RUN_PARTS = [
  'keys and certificates',
  'a handshake with TLS',
  'one with mTLS',
] as const;
