import { releaseWords } from '../../narration/page/releaseWords.ts';
import { RELEASE } from './release.ts';

/** What may be a key, or a part of one: a PEM block, and what is too long to be a word. */
const SECRETS = /-----BEGIN[\s\S]*?(?:-----END[^-]*-----|$)|[^\s"'“”]{24,}/g;

/**
 * What somebody needs who is to find out why a part of the page failed: the message, where in the
 * code, which version, and the link, in which there never is a key.
 *
 * Some messages quote what could not be read, which may be a key that was pasted: such things are
 * left out of the message, and of the stack only the places are taken.
 *
 * @param link address of the page
 */
export function failureDetails(error: unknown, link: string): string {
  const thrown: Pick<Error, 'message' | 'stack'> =
    error instanceof Error ? error : { message: String(error) };
  const { message, stack = '' } = thrown;
  const places = stack.split('\n').filter((line) => /^\s+at |@\S+:\d+:\d+$/.test(line));
  return [message.replace(SECRETS, '…'), ...places, releaseWords(RELEASE), link].join('\n');
}
