import { execFileSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import * as registry from '../../src/tls/registry.ts';

/**
 * The rows of the IANA registries "Transport Layer Security (TLS) Parameters" and "TLS
 * ExtensionType Values" for which a peer's hello would otherwise show a number only. DSA and
 * SHA-224 are what the registry reserves for TLS 1.2 (RFC 8446 §4.2.3).
 */
const IANA = {
  groupName: `
    17 secp256r1        18 secp384r1        19 secp521r1
    1d x25519           1e x448
    1f brainpoolP256r1tls13   20 brainpoolP384r1tls13   21 brainpoolP512r1tls13
    100 ffdhe2048       101 ffdhe3072       102 ffdhe4096     103 ffdhe6144     104 ffdhe8192
    11eb SecP256r1MLKEM768    11ec X25519MLKEM768       11ed SecP384r1MLKEM1024`,
  signatureSchemeName: `
    201 rsa_pkcs1_sha1     202 dsa_sha1     203 ecdsa_sha1
    301 rsa_pkcs1_sha224   302 dsa_sha224   303 ecdsa_sha224
    402 dsa_sha256   502 dsa_sha384   602 dsa_sha512
    401 rsa_pkcs1_sha256   501 rsa_pkcs1_sha384     601 rsa_pkcs1_sha512
    403 ecdsa_secp256r1_sha256   503 ecdsa_secp384r1_sha384   603 ecdsa_secp521r1_sha512
    804 rsa_pss_rsae_sha256   805 rsa_pss_rsae_sha384   806 rsa_pss_rsae_sha512
    807 ed25519   808 ed448
    809 rsa_pss_pss_sha256   80a rsa_pss_pss_sha384   80b rsa_pss_pss_sha512
    81a ecdsa_brainpoolP256r1tls13_sha256   81b ecdsa_brainpoolP384r1tls13_sha384
    81c ecdsa_brainpoolP512r1tls13_sha512`,
  extensionName: `
    0 server_name   1 max_fragment_length   5 status_request   a supported_groups
    b ec_point_formats   d signature_algorithms   e use_srtp   f heartbeat
    10 application_layer_protocol_negotiation   12 signed_certificate_timestamp
    13 client_certificate_type   14 server_certificate_type   15 padding   16 encrypt_then_mac
    17 extended_master_secret   1b compress_certificate   1c record_size_limit
    22 delegated_credential   23 session_ticket   29 pre_shared_key   2a early_data
    2b supported_versions   2c cookie   2d psk_key_exchange_modes   2f certificate_authorities
    30 oid_filters   31 post_handshake_auth   32 signature_algorithms_cert   33 key_share
    39 quic_transport_parameters   fe0d encrypted_client_hello   ff01 renegotiation_info`,
  handshakeTypeName: `
    0 hello_request   1 client_hello   2 server_hello   4 new_session_ticket
    5 end_of_early_data   8 encrypted_extensions   b certificate   d certificate_request
    f certificate_verify   14 finished   16 certificate_status   18 key_update   fe message_hash`,
  contentTypeName: '14 change_cipher_spec   15 alert   16 handshake   17 application_data',
  pskModeName: '0 psk_ke   1 psk_dhe_ke',
  keyUpdateRequestName: '0 update_not_requested   1 update_requested',
} as const;

const TLS_1_3 = [
  'TLS_AES_128_GCM_SHA256',
  'TLS_AES_256_GCM_SHA384',
  'TLS_CHACHA20_POLY1305_SHA256',
  'TLS_AES_128_CCM_SHA256',
  'TLS_AES_128_CCM_8_SHA256',
].join(':');

/** Hexadecimal codes and names in pairs. */
function pairs(rows: string): (readonly [number, string])[] {
  return [...rows.matchAll(/\b([0-9a-f]+) +(\w+)/g)].map(([, code = '', name = '']) => [
    Number.parseInt(code, 16),
    name,
  ]);
}

/** Suites that are known by name: two numbers that fell together would be one less. */
const CIPHERS = 34;

describe('the names of code points', () => {
  it.each(Object.entries(IANA))('are those of the IANA registry: %s', (list, rows) => {
    const nameOf = registry[list as keyof typeof IANA];
    for (const [code, name] of pairs(rows)) expect(nameOf(code), code.toString(16)).toBe(name);
    const known = new Set(pairs(rows).map(([, name]) => name));
    const others = Array.from({ length: 0x10000 }, (_, code) => nameOf(code)).filter(
      (name) => name !== null && name !== 'GREASE' && !known.has(name),
    );
    expect(others).toEqual([]);
  });

  it('are those that OpenSSL prints: cipher suites', () => {
    const printed = execFileSync('openssl', [
      ...['ciphers', '-V', '-stdname', '-ciphersuites', TLS_1_3, 'ALL:COMPLEMENTOFALL:@SECLEVEL=0'],
    ]).toString();
    const rows = [...printed.matchAll(/0x(..),0x(..) - (\S+)/g)].map(
      ([, high = '', low = '', name = '']) => [Number.parseInt(high + low, 16), name] as const,
    );
    const theirs = new Map(rows);
    const ours = Array.from({ length: 0x10000 }, (_, code) => code).filter(
      (code) => (registry.cipherSuiteName(code) ?? 'GREASE') !== 'GREASE',
    );
    expect(ours).toHaveLength(CIPHERS);
    const SIGNALS = new Map([
      [0x00ff, 'TLS_EMPTY_RENEGOTIATION_INFO_SCSV'],
      [0x5600, 'TLS_FALLBACK_SCSV'],
    ]);
    for (const code of ours)
      expect(registry.cipherSuiteName(code)).toBe(theirs.get(code) ?? SIGNALS.get(code));
  });

  it('are GREASE for the sixteen values of RFC 8701 §2, and for no other', () => {
    const grease = Array.from({ length: 0x10000 }, (_, code) => code).filter(
      (code) => registry.extensionName(code) === 'GREASE',
    );
    expect(grease.map((code) => code.toString(16))).toEqual(
      Array.from('0123456789abcdef', (digit) => `${digit}a${digit}a`.replace(/^0/, '')),
    );
  });

  it('are those of the versions, as peers write them', () => {
    expect([0x0300, 0x0301, 0x0302, 0x0303, 0x0304].map(registry.versionName)).toEqual([
      ...['SSL 3.0', 'TLS 1.0', 'TLS 1.1', 'TLS 1.2', 'TLS 1.3'],
    ]);
    expect([0x02ff, 0x0305].map(registry.versionName)).toEqual([null, null]);
  });
});
