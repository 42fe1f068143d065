import type { FieldNode } from '../../../bytes/fieldTree.ts';

/** A field with its place in its tree. */
export interface FieldEntry {
  /** `0.3.1`: the fourth child's second child. Stable for the same bytes. */
  readonly id: string;
  readonly node: FieldNode;
  readonly depth: number;
  readonly parent: FieldEntry | null;
  readonly children: readonly FieldEntry[];
}

/** A tree of entries for a tree of fields. */
export function indexFields(node: FieldNode): FieldEntry {
  return enter(node, '0', 0, null);
}

function enter(node: FieldNode, id: string, depth: number, parent: FieldEntry | null): FieldEntry {
  const children: FieldEntry[] = [];
  const entry: FieldEntry = { id, node, depth, parent, children };
  node.children?.forEach((child, at) =>
    children.push(enter(child, `${id}.${at}`, depth + 1, entry)),
  );
  return entry;
}

/** The innermost field that holds this byte; null when the byte is outside the tree. */
export function fieldAt(root: FieldEntry, byte: number): FieldEntry | null {
  if (byte < root.node.start || byte >= root.node.end) return null;
  for (const child of root.children) {
    const inner = fieldAt(child, byte);
    if (inner) return inner;
  }
  return root;
}

/** The field with this id; null when there is none. */
export function fieldById(root: FieldEntry, id: string): FieldEntry | null {
  let entry: FieldEntry | undefined = root;
  for (const part of id.split('.').slice(1)) entry = entry?.children[Number(part)];
  return entry ?? null;
}

/** From the root to the field. */
export function pathTo(entry: FieldEntry): FieldEntry[] {
  return entry.parent ? [...pathTo(entry.parent), entry] : [entry];
}

/** Rows that a tree may have before a person opens anything. */
const ROWS_AT_FIRST = 14;

/** Ids of the fields that are open at first: level by level, as long as the tree stays short. */
export function openAtFirst(root: FieldEntry): ReadonlySet<string> {
  const open = new Set<string>([root.id]);
  let rows = 1 + root.children.length;
  const waiting = [...root.children];
  for (const entry of waiting) {
    rows += entry.children.length;
    if (rows > ROWS_AT_FIRST) return open;
    if (entry.children.length > 0) open.add(entry.id);
    waiting.push(...entry.children);
  }
  return open;
}

/** The entries that a tree shows when only these ids are open, in reading order. */
export function visibleFields(root: FieldEntry, open: ReadonlySet<string>): FieldEntry[] {
  const below = open.has(root.id)
    ? root.children.flatMap((child) => visibleFields(child, open))
    : [];
  return [root, ...below];
}
