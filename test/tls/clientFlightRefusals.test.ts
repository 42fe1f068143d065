import { beforeAll, describe } from 'vitest';
import { stapleExtension } from '../../src/tls/extensions.ts';
import type { Body } from '../../src/tls/messages.ts';
import type { PuppetServer } from './puppets.ts';
import { surprises } from './refusals.ts';
import { makeWorld, type TestWorld } from './world.ts';

let world: TestWorld;

beforeAll(async () => {
  world = await makeWorld(globalThis.crypto);
});

describe('a client in WAIT_EE refuses (§4.3.1)', () => {
  const NAME = 'application_layer_protocol_negotiation' as const;
  const protocols = (...names: string[]) => ({
    extensions: [
      { name: NAME, data: { protocolNameList: names.map((name) => Buffer.from(name)) } },
    ],
  });
  const send = (body: Body<'EncryptedExtensions'>) => (server: PuppetServer) =>
    server.connection.send('EncryptedExtensions', body).then(() => undefined);
  surprises(
    () => world,
    [
      {
        what: 'another message',
        alert: 'unexpected_message',
        code: 'unexpected_handshake_message',
        act: (server) => server.certificate(world.server),
      },
      {
        what: 'an extension that was not offered',
        alert: 'unsupported_extension',
        code: 'unsolicited_extension',
        act: send({ extensions: [{ name: 'opaque', type: 21_000, data: new Uint8Array() }] }),
      },
      {
        what: 'an extension that has no place there',
        alert: 'illegal_parameter',
        code: 'misplaced_extension',
        act: send({ extensions: [{ name: 'opaque', type: 51, data: new Uint8Array(4) }] }),
      },
      {
        what: 'two protocols (RFC 7301)',
        alert: 'illegal_parameter',
        code: 'several_protocols_selected',
        act: send(protocols('h2', 'h3')),
      },
      {
        what: 'a protocol that was not offered',
        alert: 'illegal_parameter',
        code: 'unoffered_protocol_selected',
        act: send(protocols('h3')),
      },
    ],
    (server) => server.greet(),
  );
});

describe('a client in WAIT_CERT_CR refuses (§4.3.2, §4.4.2)', () => {
  const entry = (extensions: ReturnType<typeof stapleExtension>[]) => ({
    certificateRequestContext: new Uint8Array(),
    certificateList: [{ certData: world.server.chain[0] ?? new Uint8Array(), extensions }],
  });
  surprises(
    () => world,
    [
      {
        what: 'Finished',
        alert: 'unexpected_message',
        code: 'unexpected_handshake_message',
        act: (server) => server.finished(),
      },
      {
        what: 'a request without signature_algorithms',
        alert: 'missing_extension',
        code: 'missing_extension',
        act: async ({ connection }) => {
          const extensions = [{ name: 'opaque' as const, type: 21_000, data: new Uint8Array() }];
          await connection.send('CertificateRequest', {
            certificateRequestContext: new Uint8Array(),
            extensions,
          });
        },
      },
      {
        what: 'a request with a context',
        alert: 'illegal_parameter',
        code: 'request_with_context',
        act: async ({ connection }) => {
          const data = { supportedSignatureAlgorithms: [0x0403] };
          await connection.send('CertificateRequest', {
            certificateRequestContext: Uint8Array.of(1),
            extensions: [{ name: 'signature_algorithms', data }],
          });
        },
      },
      {
        what: 'an empty Certificate (§4.4.2.4)',
        alert: 'decode_error',
        code: 'no_server_certificate',
        act: (server) => server.certificate({ ...world.server, chain: [] }),
      },
      {
        what: 'a Certificate with a context',
        alert: 'illegal_parameter',
        code: 'certificate_with_context',
        act: async ({ connection }) => {
          await connection.send('Certificate', {
            ...entry([]),
            certificateRequestContext: Uint8Array.of(1),
          });
        },
      },
      {
        what: 'a staple that was not asked for',
        alert: 'unsupported_extension',
        code: 'unsolicited_extension',
        act: async ({ connection }) => {
          const staple = stapleExtension(new Uint8Array(3));
          await connection.send('Certificate', entry([staple]));
        },
      },
      {
        what: 'bytes that are no certificate',
        alert: 'bad_certificate',
        code: 'certificate_refused',
        act: (server) => server.certificate({ ...world.server, chain: [Uint8Array.of(1, 2, 3)] }),
      },
    ],
    async (server) => {
      await server.greet();
      await server.encryptedExtensions();
    },
  );
});

describe('a client in WAIT_CV and WAIT_FINISHED refuses (§4.4.3, §4.4.4)', () => {
  const verify =
    (algorithm: number, signature = new Uint8Array(70)) =>
    async ({ connection }: PuppetServer) => {
      await connection.send('CertificateVerify', { algorithm, signature });
    };
  const finished = (length: number) => async (server: PuppetServer) => {
    await server.certificateVerify(world.server);
    await server.connection.send('Finished', { verifyData: new Uint8Array(length) });
  };
  surprises(
    () => world,
    [
      {
        what: 'Finished without a proof',
        alert: 'unexpected_message',
        code: 'unexpected_handshake_message',
        act: (server) => server.finished(),
      },
      {
        what: 'a scheme that was not offered',
        alert: 'illegal_parameter',
        code: 'unoffered_signature_scheme',
        act: verify(0x0808),
      },
      {
        what: 'a scheme of certificates only',
        alert: 'illegal_parameter',
        code: 'unoffered_signature_scheme',
        act: verify(0x0401),
      },
      {
        what: 'a scheme of another key',
        alert: 'illegal_parameter',
        code: 'signature_scheme_of_another_key',
        act: verify(0x0503),
      },
      {
        what: 'a signature that is none',
        alert: 'decrypt_error',
        code: 'possession_not_proven',
        act: verify(0x0403),
      },
      {
        what: 'a signature by another key',
        alert: 'decrypt_error',
        code: 'possession_not_proven',
        act: (server) => server.certificateVerify(world.client),
      },
      {
        what: 'a wrong Finished',
        alert: 'decrypt_error',
        code: 'finished_not_verified',
        act: finished(32),
      },
      {
        what: 'a short Finished',
        alert: 'decode_error',
        code: 'finished_of_wrong_length',
        act: finished(31),
      },
    ],
    async (server) => {
      await server.greet();
      await server.encryptedExtensions();
      await server.certificate(world.server);
    },
  );
});

describe('a connected client refuses (§4.6)', () => {
  surprises(
    () => world,
    [
      {
        what: 'a request for its certificate, which it did not offer',
        alert: 'unexpected_message',
        code: 'unexpected_handshake_message',
        act: async ({ connection }) => {
          const data = { supportedSignatureAlgorithms: [0x0403] };
          await connection.sendAfterHandshake('CertificateRequest', {
            certificateRequestContext: Uint8Array.of(1),
            extensions: [{ name: 'signature_algorithms', data }],
          });
        },
      },
      {
        what: 'a KeyUpdate that says 2',
        alert: 'illegal_parameter',
        code: 'unknown_key_update_request',
        act: async ({ connection }) => {
          await connection.sendAfterHandshake('KeyUpdate', { requestUpdate: 2 });
        },
      },
      {
        what: 'a ticket that holds an extension twice (§4.2)',
        alert: 'illegal_parameter',
        code: 'duplicate_extension',
        act: async ({ connection }) => {
          const extension = { name: 'opaque' as const, type: 21_000, data: new Uint8Array() };
          await connection.sendAfterHandshake('NewSessionTicket', {
            ticketLifetime: 1,
            ticketAgeAdd: 2,
            ticketNonce: Uint8Array.of(3),
            ticket: Uint8Array.of(4),
            extensions: [extension, extension],
          });
        },
      },
      {
        what: 'change_cipher_spec after Finished',
        alert: 'unexpected_message',
        code: 'unexpected_change_cipher_spec',
        act: ({ connection }) => connection.sendChangeCipherSpec(),
      },
    ],
    async (server) => {
      await server.greet();
      await server.encryptedExtensions();
      await server.certificate(world.server);
      await server.certificateVerify(world.server);
      await server.finished();
    },
  );
});
