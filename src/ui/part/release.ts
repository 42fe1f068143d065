/** Put in by the build: see vite.config.ts. */
declare const __RELEASE__: { readonly version: string; readonly commit: string | null };

/** Which state of the project this page was built from. */
export const RELEASE = __RELEASE__;
