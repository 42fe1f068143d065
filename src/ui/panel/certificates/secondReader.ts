import { loadLibrary } from '../../../pki/second/library.ts';

/** The second reader and what shows its answers: fetched when somebody asks for them. */
export async function fetchSecondReader() {
  const [library, { default: SecondReader }] = await Promise.all([
    loadLibrary(),
    import('./SecondReader.svelte'),
  ]);
  return { library, SecondReader };
}
