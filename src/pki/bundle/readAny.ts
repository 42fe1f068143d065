import type { Collector, Place } from './collector.ts';
import { readDer } from './readDer.ts';
import { readText } from './readText.ts';

/**
 * Reads text, or bytes, which are DER or text in any of the encodings that editors write.
 *
 * @param collector what takes the findings and the problems
 * @param place where it stands
 */
export async function readAny(
  collector: Collector,
  place: Place,
  input: Uint8Array | string,
  nesting = 0,
): Promise<void> {
  if (typeof input === 'string') return readText(collector, place, input, nesting);
  const text = textOf(input);
  if (text === null) return readDer(collector, place, input, nesting);
  return readText(collector, place, text, nesting);
}

/** The text that the bytes are; null when they are none. Text has no control characters. */
function textOf(bytes: Uint8Array): string | null {
  const [first, second] = bytes;
  if (first === 0xff && second === 0xfe) return new TextDecoder('utf-16le').decode(bytes);
  if (first === 0xfe && second === 0xff) return new TextDecoder('utf-16be').decode(bytes);
  const isDer = first === 0x30 && (second ?? 0) >= 0x80;
  if (isDer) return null;
  const text = new TextDecoder('utf-8').decode(bytes);
  if (text.includes('-----BEGIN ')) return text;
  const start = text.slice(0, 1024);
  for (let i = 0; i < start.length; i++) {
    const unit = start.charCodeAt(i);
    if (unit === 0xfffd || (unit < 0x20 && unit !== 0x09 && unit !== 0x0a && unit !== 0x0d)) {
      return null;
    }
  }
  return text;
}
