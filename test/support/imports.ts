import { posix } from 'node:path';
import ts from 'typescript';

/** Rooms from the bottom to the top; each may import the rooms named here, and itself. */
const ROOMS: Readonly<Record<string, readonly string[]>> = {
  bytes: [],
  pki: ['bytes'],
  tls: ['bytes', 'pki'],
  lab: ['bytes', 'pki', 'tls'],
  narration: ['bytes', 'pki', 'tls', 'lab'],
  learn: ['bytes', 'pki', 'tls', 'lab', 'narration'],
  mesh: ['bytes', 'pki', 'tls', 'lab', 'narration'],
  ui: ['bytes', 'pki', 'tls', 'lab', 'narration'],
  app: ['bytes', 'pki', 'tls', 'lab', 'narration', 'learn', 'mesh', 'ui'],
  embed: ['bytes', 'pki', 'tls', 'lab', 'narration', 'learn', 'mesh', 'ui'],
  node: ['bytes', 'pki', 'tls', 'lab', 'narration'],
  // No room, but its door: programs come in by it, and no room of the house does.
  'engine.ts': ['bytes', 'pki', 'tls', 'lab'],
};

/** Rooms without DOM, Svelte or Node: they may import only packages that run anywhere. */
const ENGINE = new Set(['bytes', 'pki', 'tls', 'lab', 'narration', 'engine.ts']);
const ANYWHERE = /^(@noble\/|yaml$)/;
/** Other certificate libraries are what tests hold ours against. */
const COMPARED = /^(@peculiar\/|pkijs$|asn1js$|reflect-metadata(\/|$))/;
/** One of them is the page's second reader: loaded in one place, and only when it is asked for. */
const SECOND = { file: 'pki/second/library.ts', packages: /^(@peculiar\/x509|reflect-metadata)$/ };
const NODE_ONLY = /^(node:|@peculiar\/webcrypto$|tsx$)/;

/** One import that the layout does not allow. */
export interface Violation {
  readonly file: string;
  readonly imports: string;
  readonly why: string;
}

/**
 * The imports of one file that break the rules of the house.
 *
 * @param file path below `src/`, with forward slashes: `tls/client.ts`
 * @param source its text
 */
export function violations(file: string, source: string): Violation[] {
  return importsOf(file, source).flatMap((specifier) => {
    const why = specifier.startsWith('.')
      ? whyNotRoom(file, posix.join(posix.dirname(file), specifier))
      : whyNotPackage(file, specifier, source);
    return why ? [{ file, imports: specifier, why }] : [];
  });
}

/**
 * The circles among some files: each a list of files of which every one comes back to itself by way
 * of the others (Tarjan's strongly connected components).
 *
 * @param imports the files that each file imports, by its path
 */
export function circles(imports: ReadonlyMap<string, readonly string[]>): string[][] {
  const found: string[][] = [];
  const order = new Map<string, number>();
  const open: string[] = [];
  const visit = (file: string): number => {
    const own = order.size;
    order.set(file, own);
    open.push(file);
    let lowest = own;
    for (const next of imports.get(file) ?? []) {
      const known = order.get(next);
      if (known === undefined) lowest = Math.min(lowest, visit(next));
      else if (open.includes(next)) lowest = Math.min(lowest, known);
    }
    if (lowest === own) {
      const circle = open.splice(open.indexOf(file));
      if (circle.length > 1) found.push(circle.sort());
    }
    return lowest;
  };
  for (const file of imports.keys()) if (!order.has(file)) visit(file);
  return found;
}

/** Every module that a file names: static, dynamic and type imports, and what it exports on. */
export function importsOf(file: string, source: string): string[] {
  const code = file.endsWith('.svelte') ? scriptsOf(source) : source;
  return ts.preProcessFile(code, true, true).importedFiles.map(({ fileName }) => fileName);
}

/** Does a module load another one at once, rather than by `import()` when it is needed? */
function loadsAtOnce(source: string, name: string): boolean {
  const { statements } = ts.createSourceFile('module.ts', source, ts.ScriptTarget.Latest);
  return statements.some(
    (one) =>
      (ts.isImportDeclaration(one) || ts.isExportDeclaration(one)) &&
      one.moduleSpecifier !== undefined &&
      ts.isStringLiteral(one.moduleSpecifier) &&
      one.moduleSpecifier.text === name,
  );
}

function scriptsOf(component: string): string {
  const scripts = component.matchAll(/<script[^>]*>(.*?)<\/script>/gs);
  return Array.from(scripts, ([, code]) => code).join('\n');
}

function roomOf(file: string): string {
  return file.split('/')[0] ?? '';
}

function whyNotRoom(file: string, target: string): string | null {
  const [from, to] = [roomOf(file), roomOf(target)];
  if (target.startsWith('../')) return `src may import only src, not ${target}`;
  const allowed = ROOMS[from];
  if (!allowed) return `src/${from} is no room of the house`;
  if (from === to || allowed.includes(to)) return null;
  return `src/${from} may not import src/${to}`;
}

function whyNotPackage(file: string, name: string, source: string): string | null {
  const room = roomOf(file);
  if (room === 'node') return null;
  if (NODE_ONLY.test(name)) return `src/${room} also runs in a page, which has no ${name}`;
  if (file === SECOND.file && SECOND.packages.test(name))
    return loadsAtOnce(source, name) ? `${name} is loaded only when it is asked for` : null;
  if (COMPARED.test(name)) return `${name} is for tests to compare with`;
  if (ENGINE.has(room) && !ANYWHERE.test(name)) {
    return `src/${room} may import only packages that run anywhere`;
  }
  return null;
}
