import { checkPlacement } from '../../extensionRules.ts';
import { findExtension } from '../../extensionList.ts';
import { refuse } from '../../failure.ts';
import type { Body } from '../../messages.ts';
import { waiting, type WholeMessage, type State } from '../../state.ts';
import { presentedChain, verifyPath, verifyPossession, type Judgement } from '../../verifyPeer.ts';
import type { AskedSession, Client, Session, ShownSession } from './session.ts';
import { waitFinished } from './waitFinished.ts';

/** WAIT_CERT_CR: the server says who it is, and may first ask who we are. */
export function waitCertificateOrRequest(client: Client, session: Session): State {
  return waiting('WAIT_CERT_CR', {
    CertificateRequest(request, message) {
      checkRequest(request);
      client.connection.transcript.add(message);
      return waitCertificate(client, { ...session, request });
    },
    Certificate: (body, message) =>
      onCertificate(client, { ...session, request: null }, body, message),
  });
}

/** WAIT_CERT. */
function waitCertificate(client: Client, session: AskedSession): State {
  return waiting('WAIT_CERT', {
    Certificate: (body, message) => onCertificate(client, session, body, message),
  });
}

/** RFC 8446 §4.3.2. */
function checkRequest({ certificateRequestContext, extensions }: Body<'CertificateRequest'>): void {
  checkPlacement('CertificateRequest', extensions);
  if (certificateRequestContext.length > 0) refuse({ code: 'request_with_context' });
  const extension = 'signature_algorithms';
  if (!findExtension(extensions, extension)) {
    refuse({ code: 'missing_extension', message: 'CertificateRequest', extension });
  }
}

/** RFC 8446 §4.4.2: a chain that is not trusted ends it here, before its signature is looked at. */
async function onCertificate(
  client: Client,
  session: AskedSession,
  body: Body<'Certificate'>,
  message: WholeMessage,
): Promise<State> {
  const { config, connection } = client;
  const presented = presentedChain(body, session.offered);
  if (presented.chain.length === 0) refuse({ code: 'no_server_certificate' });
  const judgement: Judgement = {
    peer: 'server',
    trust: config.trust,
    stapling: config.stapling,
    time: config.clock(),
  };
  const shown = await verifyPath(connection, presented, judgement);
  connection.transcript.add(message);
  return waitCertificateVerify(client, { ...session, judgement, shown });
}

/** WAIT_CV: does the server hold the key of that certificate? */
function waitCertificateVerify(client: Client, session: ShownSession): State {
  return waiting('WAIT_CV', {
    async CertificateVerify(body, message) {
      const { connection, schemes } = client;
      const { judgement, shown } = session;
      const scheme = await verifyPossession(connection, judgement, shown, schemes, body);
      connection.transcript.add(message);
      return waitFinished(client, { ...session, scheme });
    },
  });
}
