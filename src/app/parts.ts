/** What goes to a printer; it does not wait, so this is there before it is asked for. */
export const printed = () => import('../ui/transcript/Printed.svelte');

/** What a click may ask for, the likeliest first. */
const PARTS: readonly (() => Promise<unknown>)[] = [
  printed,
  () => import('../ui/panel/certificates/CheckList.svelte'),
  () => import('../ui/panel/certificates/CertificateView.svelte'),
  () => import('../pki/x509/describe.ts'),
  () => import('../ui/panel/bytes/HexView.svelte'),
  () => import('../ui/panel/keys/KeysView.svelte'),
  () => import('../ui/panel/certificates/PartyDialog.svelte'),
  () => import('../ui/stage/Compare.svelte'),
  () => import('../ui/transcript/TranscriptDialog.svelte'),
  () => import('./HelpDialog.svelte'),
  () => import('./inspect/InspectPage.svelte'),
];

/** How long a run has been at rest, in ms, before what nobody asked for yet is fetched. */
const REST = 2500;

/**
 * Fetches the parts of the page that the first run does not show, while nobody waits for them: at
 * the first sign of a person, or when the first run has come to rest.
 */
export class Parts {
  readonly #window: Window;
  #timer: number | null = null;
  #isAsked = false;

  constructor(window: Window) {
    this.#window = window;
  }

  /** One does not come: whoever asks for it is told, and can try again. */
  fetch(): void {
    if (this.#isAsked) return;
    this.#isAsked = true;
    this.destroy();
    for (const part of PARTS) part().catch(() => undefined);
  }

  /** Fetches them if nothing else happens for a while. */
  fetchSoon(): void {
    if (this.#isAsked) return;
    this.#timer ??= this.#window.setTimeout(() => this.fetch(), REST);
  }

  destroy(): void {
    if (this.#timer !== null) this.#window.clearTimeout(this.#timer);
    this.#timer = null;
  }
}
