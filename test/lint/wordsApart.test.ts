import { ESLint } from 'eslint';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';

const ROOT = join(import.meta.dirname, '..', '..');
const eslint = new ESLint({ cwd: ROOT });

/** What the lint of this project finds in a text, were it this file’s. */
async function findings(file: string, text: string): Promise<string[]> {
  const [result] = await eslint.lintText(text, { filePath: join(ROOT, 'src', file) });
  return (result?.messages ?? [])
    .filter(({ ruleId }) => ruleId === 'house/words-apart')
    .map(({ message }) => message.replace(/^.*: (?=“)/, ''));
}

describe('words stand apart from code: the lint', () => {
  it.each([
    ['<p>The server refuses.</p>', '“The server refuses.”'],
    ['<button>Play</button>', '“Play”'],
    ['<button aria-label="Undo">↶</button>', '“Undo”'],
    ['<button aria-label="Remove {name}">×</button>', '“Remove”'],
    ['<p>{name ? `Remove ${name}` : "Nothing"}</p>', '“Remove \uFFFC”'],
    ['<p>{name ? "✓" : "Nothing"}</p>', '“Nothing”'],
  ])('finds them in the markup %s', async (markup, found) => {
    const component = `<script lang="ts">const { name }: { name: string } = $props();</script>\n${markup}\n{name}`;
    expect(await findings('ui/stage/Stage.svelte', component)).toContain(found);
  });

  it.each([
    ["export const why = 'nobody knows';", '“nobody knows”'],
    ['export const checks = (n: number) => `${n} checks`;', '“\uFFFC checks”'],
    ["export const tab = { id: 'keys', label: 'Keys' };", '“Keys”'],
  ])('finds them in the code %s', async (code, found) => {
    expect(await findings('app/link.ts', code)).toEqual([found]);
    const component = `<script lang="ts">\n${code.replace('export ', '')}\n</script>`;
    expect(await findings('ui/stage/Stage.svelte', component)).toEqual([found]);
  });

  it('finds none where there are none', async () => {
    const component = `
      <script lang="ts">
        import type { A } from './a b.ts';
        const { a, kind }: { a: A; kind: 'two words' | 'one' } = $props();
        const dark = matchMedia('(prefers-color-scheme: dark)');
      </script>
      <p class="one two" style="left:{a.x}px; top:{a.y}px" style:color="light blue">{a.words}</p>
      <path d="M 0 0 h{a.x} v{a.y}" class:dark={kind === 'one' && dark.matches} />
      <style>p { margin: 0 auto; }</style>`;
    expect(await findings('ui/stage/Stage.svelte', component)).toEqual([]);
    expect(await findings('narration/phrases.ts', "export const why = 'nobody knows';")).toEqual(
      [],
    );
  });
});
