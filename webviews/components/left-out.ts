import { html, nothing } from 'lit';
import { leftOutText } from '../../daemon/format/left-out-text.ts';

/** Says which rows the figures above leave out, with the same text as the command line. */
export function leftOutLine(...about: Parameters<typeof leftOutText>) {
  const text = leftOutText(...about);
  return text === null ? nothing : html`<div class="muted" data-name="not finite">${text}</div>`;
}
