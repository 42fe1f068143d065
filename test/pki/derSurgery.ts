import { derElement, derNull } from '../../src/pki/der/writer.ts';

/** One element of DER, open as far as it holds others. */
interface Node {
  readonly tag: number;
  readonly children: readonly Node[] | null;
  readonly content: Uint8Array;
}

/** One change of one element, and where it is: `0.2.1`, counted from the outermost. */
export interface Operated {
  readonly place: string;
  readonly what: 'one element more' | 'another type' | 'one element less';
  readonly der: Uint8Array;
}

const CONSTRUCTED = 0x20;
const OCTET_STRING = 4;
/** A private tag, which no standard of ours uses. */
const NO_SUCH_TYPE = 0xdf;

/** `der` with each of its elements added to, changed in type, and left out, one at a time. */
export function operations(der: Uint8Array): Operated[] {
  const [root] = nodesOf(der) ?? [];
  if (!root) throw new Error('Not one element of DER.');
  const found: Operated[] = [];
  walk(root, [], (bytes, place, what) => {
    found.push({ place: place.join('.'), what, der: bytes });
  });
  return found;
}

/** `der` with other bytes for the element at that place: `0.2.1`. */
export function transplanted(
  der: Uint8Array,
  place: string,
  ...replacement: readonly Uint8Array[]
): Uint8Array {
  const [root] = nodesOf(der) ?? [];
  const into = (node: Node, [index = 0, ...deeper]: readonly number[]): Uint8Array => {
    const children = node.children ?? [];
    const child = children[index];
    if (!child) throw new Error(`There is nothing at ${place}.`);
    const parts = deeper.length === 0 ? replacement : [into(child, deeper)];
    return derElement(node.tag, ...children.map(bytesOf).toSpliced(index, 1, ...parts));
  };
  if (!root) throw new Error('Not one element of DER.');
  return into(root, place.split('.').map(Number));
}

type Report = (der: Uint8Array, place: readonly number[], what: Operated['what']) => void;

function walk(node: Node, place: readonly number[], report: Report): void {
  const { tag, children } = node;
  if (!children) return;
  const parts = children.map(bytesOf);
  report(derElement(tag, ...parts, derNull()), place, 'one element more');
  for (const [index, child] of children.entries()) {
    const here = [...place, index];
    const put = (...replacement: Uint8Array[]) =>
      derElement(tag, ...parts.toSpliced(index, 1, ...replacement));
    report(put(derElement(NO_SUCH_TYPE, child.content)), here, 'another type');
    report(put(), here, 'one element less');
    walk(child, here, (inner, at, what) => {
      report(put(inner), at, what);
    });
  }
}

function bytesOf({ tag, content }: Node): Uint8Array {
  return derElement(tag, content);
}

/** The elements that fill these bytes; null when the bytes are something else. */
function nodesOf(bytes: Uint8Array): Node[] | null {
  const nodes: Node[] = [];
  for (let at = 0; at < bytes.length;) {
    const [tag = 0, first = 0] = bytes.subarray(at);
    const more = first < 0x80 ? 0 : first & 0x7f;
    const length =
      more === 0
        ? first
        : bytes.subarray(at + 2, at + 2 + more).reduce((sum, byte) => sum * 256 + byte, 0);
    const start = at + 2 + more;
    if (more > 3 || start + length > bytes.length) return null;
    const content = bytes.subarray(start, start + length);
    const opens = (tag & CONSTRUCTED) !== 0 || tag === OCTET_STRING;
    nodes.push({ tag, content, children: opens ? nodesOf(content) : null });
    at = start + length;
  }
  return nodes.length > 0 ? nodes : null;
}
