import { html, nothing } from 'lit';
import { leftOutText } from '../../daemon/format/left-out-text.ts';

/** Below figures over rows: which rows they leave out, in the words of the command line. */
export function leftOutLine(...about: Parameters<typeof leftOutText>) {
  const text = leftOutText(...about);
  return text === null ? nothing : html`<div class="muted" data-name="not finite">${text}</div>`;
}
