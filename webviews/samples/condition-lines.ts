/** Samples of flows with condition images: a line for each condition. */
import { html, type TemplateResult } from 'lit';
import type { Images } from '../charts/cells/image-grid.ts';
import type { Conditions } from './samples-data.ts';
import { strings } from './strings.ts';

const WHITE = 255;

/**
 * A line for each row: its condition images, the row itself, and the samples given them.
 * @param values uint8 [n, height, width, channels]
 */
export function conditionLines(
  values: ArrayLike<number>,
  n: number,
  shape: Pick<Images, 'height' | 'width' | 'channels'>,
  { rows, each, names, cells }: Conditions,
): Images {
  const width = shape.height * shape.width * shape.channels;
  const columns = names.length + each;
  const pixels = new Uint8Array(rows.length * columns * width).fill(WHITE);
  for (const line of rows.keys()) {
    const start = line * columns * width;
    for (let i = 0; i < names.length * width; i++) pixels[start + i] = cells[line * names.length * width + i]!;
    const samples = Math.max(0, Math.min(each, n - line * each)) * width;
    for (let i = 0; i < samples; i++) pixels[start + names.length * width + i] = values[line * each * width + i]!;
  }
  return { pixels, n: rows.length * columns, ...shape };
}

/** What is at a place of the lines: a sample, by its index, or a picture of a row. */
export function placeOf(
  { rows, each, names }: Pick<Conditions, 'rows' | 'each' | 'names'>,
  place: number,
): { readonly sample: number } | { readonly row: number; readonly name: string } {
  const columns = names.length + each;
  const [line, column] = [Math.floor(place / columns), place % columns];
  if (column < names.length) return { row: rows[line]!, name: names[column]! };
  return { sample: line * each + column - names.length };
}

/** Says what the pictures of a line are. */
export function conditionKey({ names }: Conditions): TemplateResult {
  const list = [...names.slice(0, -1), strings.original].join(', ');
  return html`<div class="muted" translate="no">${strings.conditionLine({ names: list })}</div>`;
}
