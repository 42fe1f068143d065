import type { Check } from '../../../pki/path/check.ts';
import { refuse } from '../../failure.ts';
import type { Body } from '../../messages.ts';
import { EXTENSION_TYPES } from '../../registry.ts';
import { waiting, type WholeMessage, type State } from '../../state.ts';
import { presentedChain, verifyPath, verifyPossession, type Judgement } from '../../verifyPeer.ts';
import type { Server, Session, ShownSession } from './session.ts';
import { waitFinished } from './waitFinished.ts';

/** WAIT_CERT: the client says who it is, or that it has no certificate (RFC 8446 §4.4.2). */
export function waitCertificate(server: Server, session: Session): State {
  return waiting('WAIT_CERT', {
    Certificate: (body, message) => onCertificate(server, session, body, message),
  });
}

/** Codes of what our CertificateRequest offers. */
const OFFERED: ReadonlySet<number> = new Set([
  EXTENSION_TYPES.signature_algorithms,
  EXTENSION_TYPES.certificate_authorities,
]);

async function onCertificate(
  server: Server,
  session: Session,
  body: Body<'Certificate'>,
  message: WholeMessage,
): Promise<State> {
  const { config, connection } = server;
  const chain = presentedChain(body, OFFERED);
  if (chain.length === 0) {
    judgeAbsence(server);
    connection.transcript.add(message);
    return waitFinished(server, session, []);
  }
  const judgement: Judgement = {
    peer: 'client',
    trust: config.trust,
    time: config.clock(),
  };
  const shown = await verifyPath(connection, chain, judgement);
  connection.transcript.add(message);
  return waitCertificateVerify(server, { ...session, judgement, shown });
}

/** §4.4.2.4: without a certificate, the server decides whether to go on. */
function judgeAbsence({ config, connection }: Server): void {
  const passed = config.clientAuth === 'optional';
  const check: Check = {
    id: 'certificate_presented',
    verdict: passed ? 'pass' : 'fail',
    index: null,
    subject: 'the client',
    expected: passed ? 'a certificate, if the client has one' : 'a certificate',
    found: 'none',
    spec: 'RFC 8446 §4.4.2.4',
  };
  connection.emit({ kind: 'check', subject: 'certificate', passed, checks: [check], path: null });
  if (!passed) refuse({ code: 'no_client_certificate' });
}

/** WAIT_CV: does the client hold the key of that certificate? */
function waitCertificateVerify(server: Server, session: ShownSession): State {
  return waiting('WAIT_CV', {
    async CertificateVerify(body, message) {
      const { connection, schemes } = server;
      const { judgement, shown } = session;
      await verifyPossession(connection, judgement, shown, schemes, body);
      connection.transcript.add(message);
      return waitFinished(server, session, shown.chain);
    },
  });
}
