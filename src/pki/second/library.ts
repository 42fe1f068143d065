/**
 * Loads @peculiar/x509, by which others read certificates and requests. It is large, and only who
 * asks for a second reader pays for it.
 *
 * @throws whatever the loader throws when the files of the page cannot be fetched
 */
export async function loadLibrary() {
  // It keeps its own metadata with Reflect, which has to be there before it is.
  await import('reflect-metadata');
  return import('@peculiar/x509');
}

/** The library, once it is there. */
export type Library = Awaited<ReturnType<typeof loadLibrary>>;
