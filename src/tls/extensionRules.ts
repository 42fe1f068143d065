import type { HandshakeName } from './endpoint.ts';
import { extensionCode } from './extensionList.ts';
import {
  CERTIFICATE_ENTRY_EXTENSIONS,
  CERTIFICATE_REQUEST_EXTENSIONS,
  CLIENT_HELLO_EXTENSIONS,
  ENCRYPTED_EXTENSIONS,
  HELLO_RETRY_REQUEST_EXTENSIONS,
  NEW_SESSION_TICKET_EXTENSIONS,
  SERVER_HELLO_EXTENSIONS,
} from './extensions.ts';
import { refuse } from './failure.ts';
import { EXTENSION_TYPES, extensionName, type ExtensionName } from './registry.ts';

/** Of any message, and of any type. */
type AnyExtension = { readonly name: PropertyKey; readonly type?: number };

/** Codes of every extension that the table of RFC 8446 §4.2 gives a place. */
const PLACED: ReadonlySet<number> = new Set(
  [
    CLIENT_HELLO_EXTENSIONS,
    SERVER_HELLO_EXTENSIONS,
    HELLO_RETRY_REQUEST_EXTENSIONS,
    ENCRYPTED_EXTENSIONS,
    CERTIFICATE_REQUEST_EXTENSIONS,
    CERTIFICATE_ENTRY_EXTENSIONS,
    NEW_SESSION_TICKET_EXTENSIONS,
  ].flatMap((declared) =>
    Object.keys(declared).map((name) => EXTENSION_TYPES[name as ExtensionName]),
  ),
);

/**
 * RFC 8446 §4.2: no extension comes twice, and one that we recognise comes only where it belongs.
 *
 * @throws TlsFailure illegal_parameter
 */
export function checkPlacement(message: HandshakeName, extensions: readonly AnyExtension[]): void {
  const seen = new Set<number>();
  for (const extension of extensions) {
    const code = extensionCode(extension);
    if (seen.has(code)) {
      refuse({ code: 'duplicate_extension', message, extension: nameOf(code) });
    }
    seen.add(code);
    if (extension.name === 'opaque' && PLACED.has(code)) {
      refuse({ code: 'misplaced_extension', message, extension: nameOf(code) });
    }
  }
}

/**
 * RFC 8446 §4.2: who answers may use only what the other side has offered.
 *
 * @param offered codes of the extensions in the message that is answered
 * @throws TlsFailure illegal_parameter or unsupported_extension
 */
export function checkResponse(
  message: HandshakeName,
  extensions: readonly AnyExtension[],
  offered: ReadonlySet<number>,
): void {
  checkPlacement(message, extensions);
  for (const code of extensions.map(extensionCode)) {
    if (offered.has(code)) continue;
    refuse({ code: 'unsolicited_extension', message, extension: nameOf(code) });
  }
}

export function codesOf(extensions: readonly AnyExtension[]): ReadonlySet<number> {
  return new Set(extensions.map(extensionCode));
}

function nameOf(code: number): string {
  return extensionName(code) ?? String(code);
}
