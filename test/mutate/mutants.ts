import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import ts from 'typescript';

/** One small fault that can be put into the source: `text` in place of the characters from `start` to `end`. */
export interface Mutant {
  /** Path from the project's folder, with forward slashes. */
  readonly file: string;
  readonly line: number;
  readonly start: number;
  readonly end: number;
  readonly was: string;
  readonly text: string;
  /** Whether it replaces a whole statement; otherwise it replaces an expression. */
  readonly statement: boolean;
}

/** Each operator and what somebody could have typed, or read, in its place. */
const OTHER_OPERATOR = new Map<ts.SyntaxKind, string>([
  [ts.SyntaxKind.LessThanToken, '<='],
  [ts.SyntaxKind.LessThanEqualsToken, '<'],
  [ts.SyntaxKind.GreaterThanToken, '>='],
  [ts.SyntaxKind.GreaterThanEqualsToken, '>'],
  [ts.SyntaxKind.EqualsEqualsEqualsToken, '!=='],
  [ts.SyntaxKind.ExclamationEqualsEqualsToken, '==='],
  [ts.SyntaxKind.AmpersandAmpersandToken, '||'],
  [ts.SyntaxKind.BarBarToken, '&&'],
  [ts.SyntaxKind.PlusToken, '-'],
  [ts.SyntaxKind.MinusToken, '+'],
  [ts.SyntaxKind.AsteriskToken, '/'],
  [ts.SyntaxKind.LessThanLessThanToken, '>>'],
  [ts.SyntaxKind.GreaterThanGreaterThanToken, '<<'],
  [ts.SyntaxKind.AmpersandToken, '|'],
  [ts.SyntaxKind.BarToken, '&'],
  [ts.SyntaxKind.CaretToken, '&'],
]);

/** Every mutant of the named files, in the order of the files and of their text. */
export function mutantsOf(files: readonly string[], root: string): Mutant[] {
  const program = ts.createProgram({ rootNames: [...files], options: compilerOptions(root) });
  const checker = program.getTypeChecker();
  return files.flatMap((file) => {
    const source = program.getSourceFile(file);
    if (!source) throw new Error(`The compiler does not know ${file}.`);
    return mutantsIn(source, checker, relative(root, file).replaceAll('\\', '/'));
  });
}

function compilerOptions(root: string): ts.CompilerOptions {
  const path = `${root}/tsconfig.json`;
  const { config } = ts.readConfigFile(path, (name) => readFileSync(name, 'utf8')) as {
    config: object;
  };
  return ts.parseJsonConfigFileContent(config, ts.sys, root).options;
}

function mutantsIn(source: ts.SourceFile, checker: ts.TypeChecker, file: string): Mutant[] {
  const found: Mutant[] = [];
  const add = (node: ts.Node, text: string): void => {
    const start = node.getStart(source);
    const was = node.getText(source);
    if (text === was) return;
    const line = source.getLineAndCharacterOfPosition(start).line + 1;
    found.push({ file, line, start, end: node.end, was, text, statement: ts.isStatement(node) });
  };
  const visit = (node: ts.Node): void => {
    if (ts.isTypeNode(node) || ts.isImportDeclaration(node)) return;
    for (const text of replacements(node, source, checker)) add(node, text);
    ts.forEachChild(node, visit);
  };
  ts.forEachChild(source, visit);
  return found;
}

function replacements(node: ts.Node, source: ts.SourceFile, checker: ts.TypeChecker): string[] {
  return [
    ...otherOperator(node, source, checker),
    ...(isCondition(node) ? ['true', 'false'] : []),
    ...otherLiteral(node, checker),
    ...withoutNegation(node, source),
    ...withoutCall(node),
  ];
}

function otherOperator(node: ts.Node, source: ts.SourceFile, checker: ts.TypeChecker): string[] {
  if (!ts.isBinaryExpression(node)) return [];
  const other = OTHER_OPERATOR.get(node.operatorToken.kind);
  if (other === undefined) return [];
  const joinsText = checker.getTypeAtLocation(node).flags & ts.TypeFlags.StringLike;
  if (joinsText && node.operatorToken.kind === ts.SyntaxKind.PlusToken) return [];
  return [`${node.left.getText(source)} ${other} ${node.right.getText(source)}`];
}

/** What an `if` or a `?:` asks; a loop that never ends would only measure our patience. */
function isCondition(node: ts.Node): boolean {
  const { parent } = node;
  return (
    (ts.isIfStatement(parent) && parent.expression === node) ||
    (ts.isConditionalExpression(parent) && parent.condition === node)
  );
}

function otherLiteral(node: ts.Node, checker: ts.TypeChecker): string[] {
  if (node.kind === ts.SyntaxKind.TrueKeyword) return ['false'];
  if (node.kind === ts.SyntaxKind.FalseKeyword) return ['true'];
  if (ts.isPropertyName(node) && 'name' in node.parent && node.parent.name === node) return [];
  if (ts.isNumericLiteral(node)) return [String(Number(node.text) + 1)];
  return ts.isStringLiteral(node) ? otherMember(node, checker) : [];
}

/** Another member of the union that the text belongs to: another alert, another reason. Prose has none. */
function otherMember(node: ts.StringLiteral, checker: ts.TypeChecker): string[] {
  const expected = checker.getContextualType(node);
  if (!expected?.isUnion()) return [];
  const members = expected.types.flatMap((type) => (type.isStringLiteral() ? [type.value] : []));
  const others = members.filter((member) => member !== node.text).sort();
  const next = others.find((member) => member > node.text) ?? others[0];
  return next === undefined ? [] : [`'${next}'`];
}

function withoutNegation(node: ts.Node, source: ts.SourceFile): string[] {
  const negates =
    ts.isPrefixUnaryExpression(node) && node.operator === ts.SyntaxKind.ExclamationToken;
  return negates ? [`!!${node.operand.getText(source)}`] : [];
}

function withoutCall(node: ts.Node): string[] {
  if (!ts.isExpressionStatement(node)) return [];
  const called = ts.isAwaitExpression(node.expression)
    ? node.expression.expression
    : node.expression;
  const isCall =
    ts.isCallExpression(called) && called.expression.kind !== ts.SyntaxKind.SuperKeyword;
  return isCall ? ['{}'] : [];
}
