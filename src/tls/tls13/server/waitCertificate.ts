import type { Check } from '../../../pki/path/check.ts';
import type { ServerConfig } from '../../endpoint.ts';
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
function offered({ stapling }: ServerConfig): ReadonlySet<number> {
  const { signature_algorithms, certificate_authorities, status_request } = EXTENSION_TYPES;
  const always = [signature_algorithms, certificate_authorities];
  return new Set(stapling === 'off' ? always : [...always, status_request]);
}

async function onCertificate(
  server: Server,
  session: Session,
  body: Body<'Certificate'>,
  message: WholeMessage,
): Promise<State> {
  const { config, connection } = server;
  const presented = presentedChain(body, offered(config));
  if (presented.chain.length === 0) {
    judgeAbsence(server);
    connection.transcript.add(message);
    return waitFinished(server, session, []);
  }
  const judgement: Judgement = {
    peer: 'client',
    trust: config.trust,
    stapling: config.stapling,
    time: config.clock(),
  };
  const shown = await verifyPath(connection, presented, judgement);
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
