/** `mTLS Lab 0.1.0, commit 3701f85a21` */
export function releaseWords(release: {
  readonly version: string;
  readonly commit: string | null;
}): string {
  return `mTLS Lab ${release.version}, commit ${release.commit ?? 'unknown'}`;
}
