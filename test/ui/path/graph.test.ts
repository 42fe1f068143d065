import { describe, expect, it } from 'vitest';
import { MOST_ATTEMPTS } from '../../../src/ui/path/attempts.ts';
import { readableCertificates } from '../../../src/pki/x509/certificate.ts';
import { MAX_ATTEMPTS_TOLD } from '../../../src/pki/path/validate.ts';
import { buildPathGraph } from '../../../src/ui/path/graph.ts';
import {
  hiddenWords,
  PATH_PICTURE,
  pathTranscript,
} from '../../../src/narration/page/pathPictureWords.ts';
import { limitLabels } from '../../../src/narration/page/pathWords.ts';
import * as pictures from './pictures.ts';

describe('what a path check tried, as a picture', () => {
  it('takes what has been read already as it is, and draws the same', async () => {
    const input = await pictures.soundPicture();
    const known = readableCertificates(input.verdict.path);
    const drawn = buildPathGraph({ ...input, known });
    expect(drawn).toEqual(buildPathGraph(input));
    drawn.nodes.forEach(({ certificate }, at) => expect(certificate).toBe(known[at]));
  });

  it('draws the path that was taken from the leaf to the anchor', async () => {
    const { nodes, edges } = buildPathGraph(await pictures.soundPicture());
    expect(nodes.map(({ title, kind, onSpine }) => [title, kind, onSpine])).toEqual([
      ['payments', 'leaf', true],
      ['Lab Intermediate CA', 'authority', true],
      ['Lab Root CA', 'anchor', true],
    ]);
    expect(edges.map(({ state, reasons }) => [state, reasons])).toEqual([
      ['taken', []],
      ['taken', []],
    ]);
  });

  it('shows how CAs narrow what stands below them', async () => {
    const { nodes } = buildPathGraph(await pictures.soundPicture());
    const middle = nodes[1]?.certificate;
    expect(middle && limitLabels(middle)).toEqual([
      'may issue for *.lab.example',
      'serverAuth only',
      'no CA below',
    ]);
  });

  it('writes the reason on the edge at which a path was given up', async () => {
    const input = await pictures.crossSignedPicture();
    const { nodes, edges } = buildPathGraph(input);
    expect(input.verdict.accepted).toBe(true);
    const titled = (id: string) => nodes.find((node) => node.id === id)?.title;
    const dead = edges.filter(({ reasons }) => reasons.length > 0);
    for (const { from, to, reasons, state } of dead) {
      expect(state).toBe('tried');
      expect([titled(from), titled(to), ...reasons].join(' | ')).toMatch(
        /^Issuing CA \| Policy CA \| expired$|^Issuing CA \| Lost Root CA \| unknown issuer$/,
      );
    }
  });

  it('draws each certificate once, also when several paths lead through it', async () => {
    const { nodes } = buildPathGraph(await pictures.crossSignedPicture());
    expect(new Set(nodes.map(({ id }) => id)).size).toBe(nodes.length);
    expect(nodes.filter(({ title }) => title === 'payments')).toHaveLength(1);
  });

  it('names the issuer that nobody sent', async () => {
    const { nodes, edges } = buildPathGraph(await pictures.unknownIssuerPicture());
    const missing = nodes.find(({ kind }) => kind === 'missing');
    expect(missing?.title).toBe('Stranger CA');
    expect(edges).toMatchObject([{ to: missing?.id, state: 'best', reasons: ['unknown issuer'] }]);
  });

  it('shows anchors that no path reached, so that one sees whom the judge does trust', async () => {
    const { nodes } = buildPathGraph(await pictures.unknownIssuerPicture());
    expect(nodes.filter(({ unused }) => unused).map(({ title }) => title)).toEqual(['Lab Root CA']);
  });

  it('leaves paths out when there are many, counts them, and draws them when asked', async () => {
    const input = await pictures.manyAttemptsPicture(20);
    const some = buildPathGraph(input);
    expect(some.attempts).toHaveLength(MOST_ATTEMPTS);
    expect(some.hidden).toHaveLength(input.verdict.attempts.length - MOST_ATTEMPTS);
    const left = MAX_ATTEMPTS_TOLD - MOST_ATTEMPTS;
    expect(hiddenWords(some)).toBe(`at least ${left} more paths (${left} unknown issuer)`);
    const all = buildPathGraph({ ...input, all: true });
    expect(all.hidden).toHaveLength(0);
    expect(all.attempts).toHaveLength(MAX_ATTEMPTS_TOLD);
    expect(pathTranscript(all, 'the client')).toContain(PATH_PICTURE.cut);
  });

  it('marks the certificate that failed', async () => {
    const root = await pictures.authority('Lab Root CA', null);
    const ended = { notBefore: pictures.NOW - 9e8, notAfter: pictures.NOW - 1e7 };
    const input = await pictures.picture([await pictures.leaf(root, ended)], [root]);
    const { nodes } = buildPathGraph(input);
    expect(nodes.filter(({ failure }) => failure).map(({ title }) => title)).toEqual(['payments']);
  });

  it('says the same in words', async () => {
    const lines = pathTranscript(buildPathGraph(await pictures.soundPicture()), 'the client');
    expect(lines).toEqual([
      'Taken: payments is vouched for by Lab Intermediate CA is vouched for by Lab Root CA, which the client trusts.',
    ]);
  });
});
