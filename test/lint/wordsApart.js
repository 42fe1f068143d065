/**
 * A rule of this project: what people read stands in `src/narration/`, never in a component or in
 * the code around it. Markup holds no word at all; a string of code holds no two words of prose.
 *
 * @type {import('eslint').Rule.RuleModule}
 */
export default {
  meta: {
    type: 'problem',
    schema: [],
    messages: { words: 'Words live in src/narration (see CONTRIBUTING.md): “{{text}}”' },
  },
  create(context) {
    const look = (node, text) => {
      if (!speaks(node, text)) return;
      context.report({ node, messageId: 'words', data: { text: text.trim().slice(0, 60) } });
    };
    return {
      SvelteText: (node) => look(node, node.value),
      SvelteLiteral: (node) => look(node, node.value),
      Literal: (node) => typeof node.value === 'string' && look(node, node.value),
      TemplateLiteral: (node) =>
        look(node, node.quasis.map(({ value }) => value.cooked ?? '').join(VALUE)),
    };
  },
};

/** Stands where a template puts a value. */
const VALUE = '\uFFFC';
const WORD = /\p{L}{2,}/u;
/** Two neighbours of which at least one is a word: `cannot see`, `${n} checks`. */
const PROSE = /\p{L}[\p{L}’'-]+[,.:;]? (\p{L}[\p{L}’'-]*|\uFFFC)|\uFFFC[,.:;]? \p{L}{2,}/u;
const MEDIA_QUERY = /^\([a-z-]+: [a-z]+\)$/;

/** Attributes, and properties of what a component is given, that a person reads or hears. */
const READ = new Set(['aria-label', 'title', 'alt', 'placeholder', 'label', 'legend', 'heading']);
/** Attributes with a language of their own. */
const MACHINE = new Set(['class', 'style', 'd', 'viewBox', 'preserveAspectRatio']);

/** Are these words for a person? One is enough where nothing but words can stand. */
function speaks(node, text) {
  const place = placeOf(node);
  if (place === 'machine' || MEDIA_QUERY.test(text)) return false;
  return (place === 'read' ? WORD : PROSE).test(text);
}

/** What a text is there for: to be read, for a machine, or one cannot tell. */
function placeOf(node) {
  for (let at = node; at.parent; at = at.parent) {
    const { parent } = at;
    switch (parent.type) {
      case 'SvelteElement':
        return 'read';
      case 'SvelteStyleElement':
      case 'SvelteStyleDirective':
      case 'TSLiteralType':
        return 'machine';
      case 'SvelteAttribute':
      case 'Property':
        return at === parent.key ? 'machine' : ofName(parent.key.name);
      case 'SvelteMustacheTag':
      case 'ConditionalExpression':
        if (at === parent.test) return 'unknown';
        continue;
      case 'LogicalExpression':
      case 'TemplateLiteral':
        continue;
      default:
        return parent.type.startsWith('Import') ? 'machine' : 'unknown';
    }
  }
  return 'unknown';
}

function ofName(name) {
  if (READ.has(name)) return 'read';
  return MACHINE.has(name) ? 'machine' : 'unknown';
}
