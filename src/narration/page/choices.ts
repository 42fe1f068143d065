import type { Mode, View } from '../../lab/scenario.ts';

/** The modes, in the words of the page. */
export const MODES: readonly { readonly value: Mode; readonly label: string }[] = [
  { value: 'tls', label: 'TLS' },
  { value: 'mtls', label: 'mTLS' },
  { value: 'optional', label: 'Optional' },
  { value: 'compare', label: 'Compare' },
];

/** Who may be looking, in the words of the page. */
export const VIEWS: readonly { readonly value: View; readonly label: string }[] = [
  { value: 'everyone', label: 'Everyone' },
  { value: 'client', label: 'Client' },
  { value: 'server', label: 'Server' },
  { value: 'wire', label: 'Wire' },
];
