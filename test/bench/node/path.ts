import { fromBER } from 'asn1js';
import { Certificate as PkijsCertificate, CertificateChainValidationEngine } from 'pkijs';
import { createMaterials } from '../../../src/lab/materials.ts';
import { parseCertificate } from '../../../src/pki/x509/certificate.ts';
import { validateParsedPath, validatePath } from '../../../src/pki/path/validate.ts';
import { compare, type Comparison } from '../compare.ts';
import { recordCalls } from '../recordedCalls.ts';
import { brokenBy, endsOf } from '../../lab/laboratory.ts';

const AFTER_PARSING = 'path of three certificates, after parsing';

/** Is this server certificate good? Held against its signature checks alone, and against pkijs. */
export async function bench(): Promise<Comparison[]> {
  const materials = createMaterials(globalThis.crypto, Date.now());
  const { server, client, serverName } = endsOf(await brokenBy(materials, []));
  const { chain } = server.identity;
  const { anchors } = client;
  const rules = {
    time: materials.madeAt,
    purpose: 'server',
    name: { kind: 'dns', value: serverName },
  } as const;
  const [leaf, ...intermediates] = chain.map(parseCertificate);
  if (!leaf) throw new Error('This world has no server certificate.');
  const parsed = { ...rules, leaf, intermediates, anchors: anchors.map(parseCertificate) };

  const recording = recordCalls(globalThis.crypto);
  await validateParsedPath(recording.provider, parsed);
  recording.take();
  await validateParsedPath(recording.provider, parsed);
  const calls = recording.take();
  const theirs = async () => {
    for (const { again } of calls) await again();
  };
  const reference = `its ${calls.length} signature checks`;
  const ours = () => validateParsedPath(globalThis.crypto, parsed);
  const withParsing = () => validatePath(globalThis.crypto, { ...rules, chain, anchors });

  const certs = chain.map(readWithPkijs);
  const trustedCerts = anchors.map(readWithPkijs);
  const checkDate = new Date(materials.madeAt);
  const pkijs = () =>
    new CertificateChainValidationEngine({ certs, trustedCerts, checkDate }).verify();
  if (!(await pkijs()).result) throw new Error('pkijs refuses this path.');
  const repeat = 20;
  return [
    await compare({ what: AFTER_PARSING, reference, aim: 1.3, repeat, ours, theirs }),
    await compare({
      ...{ what: 'path of three certificates, with parsing', reference, aim: 2, repeat },
      ...{ ours: withParsing, theirs },
    }),
    await compare({
      ...{ what: AFTER_PARSING, reference: 'the engine of pkijs', aim: 0.5, repeat: 5 },
      ...{ ours, theirs: pkijs },
    }),
  ];
}

function readWithPkijs(der: Uint8Array): PkijsCertificate {
  return new PkijsCertificate({ schema: fromBER(new Uint8Array(der)).result });
}
