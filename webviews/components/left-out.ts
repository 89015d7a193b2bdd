import { html, nothing } from 'lit';
import { type LeftOutWords, leftOutText } from '../../daemon/format/left-out-text.ts';
import type { NotFinite } from '../../protocol/not-finite.ts';
import { formatStrings } from './strings.ts';

/** A note below figures that log q is a lower bound, with the same text as the command line. */
export function lowerBoundLine(lowerBound: boolean | undefined) {
  return lowerBound ? html`<div class="muted">${formatStrings.lowerBound}</div>` : nothing;
}

/** Says which rows the figures above leave out, with the same text as the command line. */
export function leftOutLine(notFinite: NotFinite | undefined, n: number, words: LeftOutWords) {
  const text = leftOutText(notFinite, n, words, formatStrings);
  return text === null ? nothing : html`<div class="muted">${text}</div>`;
}
