/**
 * Mutants that change nothing that anybody could see, by file, by the text that was replaced and by
 * what replaced it. One that no longer exists fails the run: it excuses nothing any more.
 */
export interface Equivalent {
  readonly file: string;
  readonly was: string;
  readonly text: string;
  readonly why: string;
}

const OWN_FORM =
  'Names are compared with constraints of their own form only, so both sides are true or neither is.';

export const EQUIVALENTS: readonly Equivalent[] = [
  {
    file: 'src/pki/path/constrainedNames.ts',
    was: "name.kind === 'directory' && base.kind === 'directory'",
    text: "name.kind === 'directory' || base.kind === 'directory'",
    why: OWN_FORM,
  },
  {
    file: 'src/pki/path/constrainedNames.ts',
    was: "name.kind === 'ip' && base.kind === 'ip'",
    text: "name.kind === 'ip' || base.kind === 'ip'",
    why: OWN_FORM,
  },
  {
    file: 'src/pki/path/constrainedNames.ts',
    was: "name.kind === 'dns' && base.kind === 'dns'",
    text: "name.kind === 'dns' || base.kind === 'dns'",
    why: OWN_FORM,
  },
  {
    file: 'src/pki/path/constrainedNames.ts',
    was: "name.kind === 'email' && base.kind === 'email'",
    text: "name.kind === 'email' || base.kind === 'email'",
    why: OWN_FORM,
  },
  {
    file: 'src/pki/path/constrainedNames.ts',
    was: "name.kind === 'uri' && base.kind === 'uri'",
    text: "name.kind === 'uri' || base.kind === 'uri'",
    why: OWN_FORM,
  },
  {
    file: 'src/pki/path/constrainedNames.ts',
    was: "name.kind !== 'dns' || base.kind !== 'dns'",
    text: "name.kind !== 'dns' && base.kind !== 'dns'",
    why: OWN_FORM,
  },
  {
    file: 'src/pki/path/policyTree.ts',
    was: 'anchor',
    text: 'true',
    why: 'Every path has a last certificate; the question is the type checker’s.',
  },
  {
    file: 'src/pki/path/revocationRule.ts',
    was: '!(error instanceof DerError)',
    text: 'false',
    why: 'The readers of CRLs and OCSP responses throw nothing else.',
  },
  {
    file: 'src/pki/path/revocationRule.ts',
    was: "status.status === 'unknown'",
    text: 'true',
    why: 'What is good or revoked carries no fault; the question is the type checker’s.',
  },
];
