import { html, type TemplateResult } from 'lit';
import { givenImages } from '../components/given-images.ts';
import { lineNote, type SampleLines } from './sample-lines.ts';
import type { Samples } from './samples-data.ts';

/** The note, and the condition images that all lines have in common. */
export function lineKey(samples: Samples, lines: SampleLines, white: number): TemplateResult {
  return html`<div class="muted">${lineNote(samples, lines, white)}</div>
    ${givenImages(samples.given)}`;
}
