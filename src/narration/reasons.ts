import type { PathReason } from '../pki/path/check.ts';
import { isPinned, issuer, keeper, operator, type Failure } from './failure.ts';
import { capital } from './phrases.ts';
import {
  byPosition,
  fromAnotherCa,
  issuerRemedies,
  nameRemedies,
  reissued,
  reissuedOrReplaced,
  trustReplaced,
  usageRemedies,
  type Remedy,
} from './remedies.ts';
import { datesSentence, issuerSentence } from './reasonSentences.ts';
import type { ReasonWords } from './words.ts';

/** Every reason for which a path is refused (RFC 5280 §6, RFC 9525), in words. */
export const REASONS: Readonly<Record<PathReason, ReasonWords>> = {
  expired: {
    short: 'expired',
    predicate: 'has expired',
    sentence: (failure) => datesSentence(failure, 'ended'),
    remedies: (failure) =>
      byPosition(failure, {
        leaf: [
          {
            who: operator(failure),
            action: isPinned(failure)
              ? `renew the certificate; as just this one is trusted, ${keeper(failure)} has to take the new one`
              : 'renew the certificate, and automate its renewal',
          },
        ],
        intermediate: [
          {
            who: issuer(failure),
            action: `issue ${failure.cause.subject} again; ${operator(failure)} then sends the new one along`,
          },
        ],
        anchor: [
          {
            who: keeper(failure),
            action: `put the successor of ${failure.cause.subject} in its place`,
          },
        ],
      }),
  },
  not_yet_valid: {
    short: 'not valid yet',
    predicate: 'is not valid yet',
    sentence: (failure) => datesSentence(failure, 'begins'),
    remedies: (failure) => {
      const clock: Remedy = {
        who: `the ${failure.judge}’s operator`,
        action: `make sure that the ${failure.judge}’s clock is right`,
      };
      const wait = (who: string, old: string): Remedy[] => [
        clock,
        { who, action: `use ${old} until the new one begins` },
      ];
      return byPosition(failure, {
        leaf: wait(operator(failure), 'the certificate before it'),
        intermediate: wait(operator(failure), 'the chain before it'),
        anchor: wait(keeper(failure), 'the CA certificate before it'),
      });
    },
  },
  unknown_issuer: {
    short: 'unknown issuer',
    predicate: 'has an unknown issuer',
    sentence: issuerSentence,
    remedies: issuerRemedies,
  },
  bad_signature: {
    short: 'bad signature',
    predicate: 'has a bad signature',
    sentence: ({ cause }) =>
      `The signature on the certificate of ${cause.subject} does not hold: ${cause.found}.`,
    remedies: (failure) => [
      {
        who: operator(failure),
        action:
          'see that it sends the certificates as they were issued: one may have been changed, or come from another CA of the same name',
      },
      {
        who: keeper(failure),
        action: 'see that it has the CA’s present certificate, should the CA have been made again',
      },
    ],
  },
  not_ca: {
    short: 'not a CA',
    predicate: 'is no CA',
    sentence: ({ cause }) =>
      `Another certificate was issued by ${cause.subject}, which is no CA: ${cause.found}.`,
    remedies: (failure) =>
      byPosition(failure, {
        leaf: [fromAnotherCa(failure)],
        intermediate: [fromAnotherCa(failure), reissued(failure, 'as a CA, if it is to be one')],
        anchor: [trustReplaced(failure, 'one that is marked as a CA'), fromAnotherCa(failure)],
      }),
  },
  path_len: {
    short: 'path length exceeded',
    predicate: 'stands above too many CAs',
    sentence: ({ cause }) =>
      `The certificate of ${cause.subject} allows ${cause.expected} it; this chain has ${cause.found}.`,
    remedies: (failure) => [
      {
        who: operator(failure),
        action: 'get a certificate from a CA that stands nearer to the root',
      },
      ...byPosition(failure, {
        leaf: [],
        intermediate: [reissued(failure, 'with a longer path length')],
        anchor: [trustReplaced(failure, 'one with a longer path length')],
      }),
    ],
  },
  depth: {
    short: 'chain too long',
    predicate: 'stands below too many CAs',
    sentence: ({ judge, cause }) =>
      `The ${judge} takes ${cause.expected} below a CA that it trusts; this chain has ${cause.found}.`,
    remedies: (failure) => [
      {
        who: operator(failure),
        action: 'get a certificate from a CA that stands nearer to the root',
      },
      { who: keeper(failure), action: 'trust a CA that stands nearer, or allow a longer chain' },
    ],
  },
  name_constraints: {
    short: 'name not permitted',
    predicate: 'may not vouch for this name',
    sentence: ({ cause }) =>
      `The names that ${cause.subject} may vouch for are limited: ${cause.found}.`,
    remedies: (failure) => [
      {
        who: operator(failure),
        action: 'get a certificate with permitted names, or from a CA that may issue for these',
      },
      ...byPosition(failure, {
        leaf: [],
        intermediate: [reissued(failure, 'with other limits')],
        anchor: [trustReplaced(failure, 'one with other limits')],
      }),
    ],
  },
  eku: {
    short: 'not for this purpose',
    predicate: 'was issued for another purpose',
    sentence: ({ cause }) =>
      `The certificate of ${cause.subject} is not meant for this purpose: it needs ${cause.expected}, and allows ${cause.found}.`,
    remedies: (failure) => usageRemedies(failure, failure.cause.expected),
  },
  key_usage: {
    short: 'key not for this use',
    predicate: 'may not use its key for this',
    sentence: ({ cause }) =>
      `The key of ${cause.subject} may not be used for this: it needs ${cause.expected}, and allows ${cause.found}.`,
    remedies: (failure) => usageRemedies(failure, failure.cause.expected),
  },
  unknown_critical_extension: {
    short: 'unknown critical extension',
    predicate: 'insists on an unknown rule',
    sentence: ({ cause, judge }) =>
      `The certificate of ${cause.subject} insists on a rule that the ${judge} does not know: ${cause.found}.`,
    remedies: (failure) => reissuedOrReplaced(failure, 'without that critical extension'),
  },
  name_mismatch: {
    short: 'another name',
    predicate: 'has another name',
    sentence: ({ cause, judge }) =>
      `The ${judge} expected ${cause.expected}; the certificate has ${cause.found}.`,
    remedies: nameRemedies,
  },
  weak_key: {
    short: 'weak key',
    predicate: 'has a weak key',
    sentence: ({ cause }) =>
      `The key of ${cause.subject} is not accepted: it is ${cause.found}; expected is ${cause.expected}.`,
    remedies: (failure) => reissuedOrReplaced(failure, 'for a new key that is strong enough'),
  },
  weak_signature: {
    short: 'weak signature',
    predicate: 'has a weak signature',
    sentence: ({ cause }) =>
      `The signature on the certificate of ${cause.subject} is not accepted: it is ${cause.found}; expected is ${cause.expected}.`,
    remedies: (failure) => reissuedOrReplaced(failure, 'with a current signature algorithm'),
  },
  revoked: {
    short: 'revoked',
    predicate: 'is revoked',
    sentence: ({ cause }) =>
      `The certificate of ${cause.subject} was taken back before its end: ${cause.found}.`,
    remedies: (failure) =>
      byPosition(failure, {
        leaf: [
          {
            who: operator(failure),
            action: 'get a new certificate for a new key, and find out why',
          },
        ],
        intermediate: [fromAnotherCa(failure)],
        anchor: [{ who: keeper(failure), action: `stop trusting ${failure.cause.subject}` }],
      }),
  },
  revocation_unknown: {
    short: 'revocation unknown',
    predicate: 'may have been revoked',
    sentence: ({ cause }) =>
      `Nothing that counts now tells whether ${cause.subject} was revoked: ${cause.found}.`,
    remedies: (failure) => [
      {
        who: issuer(failure),
        action: 'publish a CRL or OCSP response that counts now',
      },
      {
        who: `the ${failure.judge}’s operator`,
        action: 'see that it gets them, and is configured with a current one',
      },
    ],
  },
  policy: {
    short: 'policy not met',
    predicate: 'meets no required policy',
    sentence: ({ cause }) =>
      `No certificate policy holds along the whole chain: expected ${cause.expected}; found ${cause.found}.`,
    remedies: (failure) => [
      {
        who: `the ${failure.judge}’s operator`,
        action: 'say which policies it really requires',
      },
      {
        who: operator(failure),
        action: 'get a certificate from CAs that issue under such a policy',
      },
    ],
  },
  malformed: {
    short: 'malformed',
    predicate: 'breaks the format',
    sentence: ({ cause }) =>
      `The rules for certificates are broken by ${cause.subject}: ${cause.found}.`,
    remedies: (failure) =>
      failure.position === 'unknown'
        ? [
            {
              who: operator(failure),
              action: 'see that it sends nothing but readable certificates',
            },
            { who: keeper(failure), action: 'see that nothing else is in it' },
          ]
        : reissuedOrReplaced(failure, 'within the rules'),
  },
  limit: {
    short: 'given up: too much work',
    predicate: 'takes too much work to judge',
    sentence: ({ judge, cause }) =>
      `The ${judge} gave up before an answer was found: ${cause.found}.`,
    remedies: (failure) => [
      {
        who: operator(failure),
        action: 'send only the certificates that lead to the CA, in order',
      },
      { who: keeper(failure), action: 'drop CA certificates that nobody needs any more' },
    ],
  },
};

/** Ways out in whole sentences; says so when it is not known whose certificate it was. */
export function adviceWords(failure: Failure): string {
  const { reason } = failure.cause;
  const remedies = reason ? REASONS[reason].remedies(failure) : [];
  if (remedies.length === 0)
    return 'Whose certificate is at fault is not known, so nobody can be named who could mend it.';
  return remedies
    .map(({ who, action }, at) => `${at === 0 ? capital(who) : `Or ${who}`} can ${action}.`)
    .join(' ');
}

/** What failed, in one sentence with its values. */
export function reasonSentence(failure: Failure): string {
  const { cause } = failure;
  return cause.reason
    ? REASONS[cause.reason].sentence(failure)
    : `What was expected of ${cause.subject}: ${cause.expected}; found: ${cause.found}.`;
}
