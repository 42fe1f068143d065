import type { Made } from './madeTrace.ts';

const PASSED = ['pass', 'pass', 'pass', 'pass', 'pass'] as const;

function flight(mutual: boolean, server: 'server' | 'attacker'): readonly Made[] {
  return [
    { kind: 'message', party: 'client', epoch: 'plaintext', label: 'ClientHello' },
    { kind: 'message', party: server, epoch: 'plaintext', label: 'ServerHello' },
    { kind: 'keys', party: server, epoch: 'handshake', label: 'Handshake keys' },
    { kind: 'message', party: server, epoch: 'handshake', label: 'EncryptedExtensions' },
    ...(mutual
      ? ([
          {
            kind: 'message',
            party: server,
            epoch: 'handshake',
            label: 'CertificateRequest',
            mtlsOnly: true,
          },
        ] as const)
      : []),
    { kind: 'message', party: server, epoch: 'handshake', label: 'Certificate' },
    { kind: 'message', party: server, epoch: 'handshake', label: 'CertificateVerify' },
    { kind: 'message', party: server, epoch: 'handshake', label: 'Finished' },
    { kind: 'keys', party: server, epoch: 'application', label: 'Application keys' },
    { kind: 'keys', party: 'client', epoch: 'handshake', label: 'Handshake keys' },
  ];
}

const CLIENT_ACCEPTS: readonly Made[] = [
  { kind: 'check', party: 'client', label: 'Server is payments.prod.svc', verdicts: PASSED },
  { kind: 'check', party: 'client', label: 'Server holds its key', verdicts: ['pass'] },
  { kind: 'check', party: 'client', label: 'Transcript agrees', verdicts: ['pass'] },
];

const CLIENT_ANSWERS: readonly Made[] = [
  { kind: 'message', party: 'client', epoch: 'handshake', label: 'Certificate', mtlsOnly: true },
  {
    kind: 'message',
    party: 'client',
    epoch: 'handshake',
    label: 'CertificateVerify',
    mtlsOnly: true,
  },
];

function clientDone(unread: boolean): readonly Made[] {
  return [
    { kind: 'message', party: 'client', epoch: 'handshake', label: 'Finished', unread },
    { kind: 'keys', party: 'client', epoch: 'application', label: 'Application keys' },
    { kind: 'belief', party: 'client', label: 'client believes: connected', belief: 'connected' },
    { kind: 'data', party: 'client', epoch: 'application', label: 'Request', unread },
  ];
}

const ENDING: readonly Made[] = [
  { kind: 'belief', party: 'server', label: 'server believes: connected', belief: 'connected' },
  { kind: 'message', party: 'server', epoch: 'application', label: 'NewSessionTicket' },
  { kind: 'data', party: 'server', epoch: 'application', label: 'Response' },
  { kind: 'close', party: 'client', epoch: 'application', label: 'close_notify' },
  { kind: 'close', party: 'server', epoch: 'application', label: 'close_notify' },
];

const SERVER_FINISHED: Made = {
  kind: 'check',
  party: 'server',
  label: 'Transcript agrees',
  verdicts: ['pass'],
};

/** The shapes that runs have: who sends, checks and believes what, in which order. */
export const RUNS: Readonly<
  Record<'mutual' | 'oneWay' | 'late' | 'flipped' | 'middle', readonly Made[]>
> = {
  mutual: [
    ...flight(true, 'server'),
    ...CLIENT_ACCEPTS,
    ...CLIENT_ANSWERS,
    ...clientDone(false),
    {
      kind: 'check',
      party: 'server',
      label: 'Client is spiffe://lab.example/ns/prod/sa/orders',
      verdicts: PASSED,
      mtlsOnly: true,
    },
    {
      kind: 'check',
      party: 'server',
      label: 'Client holds its key',
      verdicts: ['pass'],
      mtlsOnly: true,
    },
    SERVER_FINISHED,
    ...ENDING,
  ],
  oneWay: [
    ...flight(false, 'server'),
    ...CLIENT_ACCEPTS,
    ...clientDone(false),
    SERVER_FINISHED,
    ...ENDING,
  ],
  late: [
    ...flight(true, 'server'),
    ...CLIENT_ACCEPTS,
    ...CLIENT_ANSWERS,
    ...clientDone(true),
    {
      kind: 'check',
      party: 'server',
      label: 'Certificate has expired',
      verdicts: ['pass', 'pass', 'fail', 'not-reached'],
      mtlsOnly: true,
    },
    {
      kind: 'alert',
      party: 'server',
      epoch: 'application',
      label: 'Alert certificate_expired (45)',
    },
    { kind: 'belief', party: 'client', label: 'client believes: refused', belief: 'refused' },
  ],
  flipped: [
    ...flight(true, 'server').map((made) =>
      made.label === 'Certificate' ? { ...made, changed: true } : made,
    ),
    { kind: 'check', party: 'client', label: 'Record was changed', verdicts: ['fail'] },
    { kind: 'alert', party: 'client', epoch: 'handshake', label: 'Alert bad_record_mac (20)' },
    { kind: 'belief', party: 'server', label: 'server believes: refused', belief: 'refused' },
  ],
  middle: [
    ...flight(false, 'attacker'),
    {
      kind: 'check',
      party: 'client',
      label: 'Certificate has an unknown issuer',
      verdicts: ['pass', 'fail', 'not-reached', 'not-reached'],
    },
    { kind: 'alert', party: 'client', epoch: 'plaintext', label: 'Alert unknown_ca (48)' },
    { kind: 'belief', party: 'attacker', label: 'attacker believes: refused', belief: 'refused' },
  ],
};
