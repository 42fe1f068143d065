import { generalNameText } from '../pki/names/generalName.ts';
import {
  hasNamesake,
  isAuthorityAsLeaf,
  isSelfSigned,
  issuer,
  issuerName,
  keeper,
  operator,
  type Failure,
} from './failure.ts';

/** What one person can do about a failed check: `<who> can <action>`. */
export interface Remedy {
  readonly who: string;
  /** Follows `can`: `renew the certificate`. */
  readonly action: string;
}

type ByPosition = Readonly<Record<'leaf' | 'intermediate' | 'anchor', readonly Remedy[]>>;

/** What depends on whose certificate it was; nothing when that is not known. */
export function byPosition({ position }: Failure, remedies: ByPosition): readonly Remedy[] {
  return position === 'unknown' ? [] : remedies[position];
}

/** Whoever issued what failed does it again. */
export function reissued(failure: Failure, how: string): Remedy {
  return { who: issuer(failure), action: `issue ${failure.cause.subject} again ${how}` };
}

/** Whoever trusts what failed trusts another one instead. */
export function trustReplaced(failure: Failure, by: string): Remedy {
  return { who: keeper(failure), action: `replace ${failure.cause.subject} by ${by}` };
}

/** The peer turns to somebody else. */
export function fromAnotherCa(failure: Failure): Remedy {
  return { who: operator(failure), action: 'get a certificate from another CA' };
}

/** A CA’s certificate was shown as a peer’s own. */
function ownCertificate(failure: Failure): Remedy {
  return {
    who: operator(failure),
    action: `show a certificate of the ${failure.side} itself: this one is a CA’s, which is there to issue others`,
  };
}

/** For a certificate that has to be another one. */
export function reissuedOrReplaced(failure: Failure, how: string): readonly Remedy[] {
  return byPosition(failure, {
    leaf: [{ who: operator(failure), action: `have the certificate issued again ${how}` }],
    intermediate: [reissued(failure, how)],
    anchor: [trustReplaced(failure, `one that was made ${how}`)],
  });
}

/** For a name that does not match. */
export function nameRemedies(failure: Failure): readonly Remedy[] {
  if (isAuthorityAsLeaf(failure)) return [ownCertificate(failure)];
  const { certificate, cause, judge, side } = failure;
  const again = 'have the certificate issued again ';
  const names = certificate?.extensions.subjectAltName ?? [];
  // What carries the very name that was expected carries a SPIFFE ID that does not count.
  if (names.some((name) => generalNameText(name) === cause.expected))
    return [{ who: operator(failure), action: `${again}with one URI, a valid SPIFFE ID` }];
  return [
    {
      who: `the ${judge}’s operator`,
      action: `ask for the ${side} by a name in its certificate`,
    },
    { who: operator(failure), action: `${again}so that it matches ${cause.expected}` },
  ];
}

/** For a certificate that lacks a use. */
export function usageRemedies(failure: Failure, wanted: string): readonly Remedy[] {
  if (isAuthorityAsLeaf(failure)) return [ownCertificate(failure)];
  return byPosition(failure, {
    leaf: [
      {
        who: operator(failure),
        action: `have the certificate issued again so that it allows ${wanted}`,
      },
    ],
    intermediate: [reissued(failure, `so that it allows ${wanted}`), fromAnotherCa(failure)],
    anchor: [trustReplaced(failure, `one that allows ${wanted}`), fromAnotherCa(failure)],
  });
}

/** Who can mend that a chain leads to nobody who is trusted. */
export function issuerRemedies(failure: Failure): readonly Remedy[] {
  const { certificate, cause, side, position } = failure;
  if (!certificate) return [];
  if (isAuthorityAsLeaf(failure)) return [ownCertificate(failure)];
  const trusted: Remedy = {
    who: operator(failure),
    action: 'get a certificate from a CA that is trusted there',
  };
  const trust = (what: string): Remedy => ({
    who: keeper(failure),
    action: `add ${what} to ${side === 'client' ? 'the list of client CAs' : 'it'}, if it deserves trust`,
  });
  if (isSelfSigned(certificate))
    return position === 'leaf'
      ? [trusted, trust('just this certificate')]
      : [trust(cause.subject), trusted];
  const name = issuerName(certificate);
  if (hasNamesake(failure))
    return [
      {
        who: keeper(failure),
        action: `see whether ${name} was made again with a new key, and then take its new certificate`,
      },
      trusted,
    ];
  return [
    {
      who: operator(failure),
      action: `send the certificate of ${name} along, if it is an intermediate CA`,
    },
    trust(name),
  ];
}
