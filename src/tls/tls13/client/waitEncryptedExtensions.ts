import { latin1 } from '../../../bytes/text.ts';
import { checkResponse } from '../../extensionRules.ts';
import { findExtension } from '../../extensionList.ts';
import { refuse } from '../../failure.ts';
import type { Body } from '../../messages.ts';
import { waiting, type State } from '../../state.ts';
import type { Agreement, Client } from './session.ts';
import { waitCertificateOrRequest } from './waitCertificate.ts';

/** WAIT_EE: the first message under the handshake keys (RFC 8446 §4.3.1). */
export function waitEncryptedExtensions(client: Client, agreement: Agreement): State {
  return waiting('WAIT_EE', {
    EncryptedExtensions(body, message) {
      checkResponse('EncryptedExtensions', body.extensions, agreement.offered);
      const alpn = selectedProtocol(client, body);
      client.connection.transcript.add(message);
      return waitCertificateOrRequest(client, { ...agreement, alpn });
    },
  });
}

/** RFC 7301 §3.1: exactly one protocol, and one that we offered. */
function selectedProtocol({ alpn }: Client, body: Body<'EncryptedExtensions'>): string | null {
  const found = findExtension(body.extensions, 'application_layer_protocol_negotiation');
  if (!found) return null;
  const [protocol, ...others] = found.protocolNameList.map(latin1);
  if (protocol === undefined || others.length > 0) {
    refuse({ code: 'several_protocols_selected' });
  }
  if (!alpn.includes(protocol)) refuse({ code: 'unoffered_protocol_selected', protocol });
  return protocol;
}
