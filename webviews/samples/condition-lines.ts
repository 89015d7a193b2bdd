/** Samples of flows with condition images: a line for each condition. */
import { html, nothing, type TemplateResult } from 'lit';
import { formatNumber } from '../../daemon/format/numbers.ts';
import type { ArrayValues } from '../../protocol/array-values.ts';
import type { Images } from '../charts/cells/image-grid.ts';
import { deviationPixels, largestDeviation, pixelSpread } from './pixel-spread.ts';
import type { Area, Conditions } from './samples-data.ts';
import { strings } from './strings.ts';

/** Columns of a line: pictures of its row, samples, and the mean and the deviation of the samples if there are several. */
export function columnsOf({ names, each }: Pick<Conditions, 'names' | 'each'>): number {
  return names.length + each + (each > 1 ? 2 : 0);
}

interface Lines {
  readonly images: Images;
  /** The deviation of a pixel that is drawn white. */
  readonly white: number;
}

/**
 * A line for each row: its condition images, the row itself, the samples given them, and their mean and deviation. The
 * background is seen beside images of another shape and where samples are missing.
 * @param values uint8 [n, height, width, channels]
 */
export function conditionLines(
  values: ArrayValues,
  n: number,
  shape: Pick<Images, 'height' | 'width' | 'channels'>,
  { rows, each, names, cells, areas }: Conditions,
): Lines {
  const width = shape.height * shape.width * shape.channels;
  const columns = columnsOf({ names, each });
  const drawn = rows.map((_, line) => Math.max(0, Math.min(each, n - line * each)));
  const spreads =
    each > 1 ? drawn.map((own, line) => (own === 0 ? null : pixelSpread(values, width, line * each, own))) : [];
  const white = largestDeviation(spreads.filter((spread) => spread !== null));
  const pixels = new Uint8ClampedArray(rows.length * columns * width);
  const covered = new Uint8Array(rows.length * columns * shape.height * shape.width);
  const cover = (image: number, area?: Area) => coverArea(covered, image, shape, area);
  for (const line of rows.keys()) {
    const start = line * columns * width;
    for (const picture of names.keys()) cover(line * columns + picture, areas?.[picture]);
    for (let i = 0; i < names.length * width; i++) pixels[start + i] = cells[line * names.length * width + i]!;
    const samples = drawn[line]! * width;
    for (let i = 0; i < drawn[line]!; i++) cover(line * columns + names.length + i);
    for (let i = 0; i < samples; i++) pixels[start + names.length * width + i] = values[line * each * width + i]!;
    const spread = spreads[line] ?? null;
    if (spread === null) continue;
    for (const summary of [0, 1]) cover(line * columns + names.length + each + summary);
    pixels.set(spread.mean, start + (names.length + each) * width);
    pixels.set(deviationPixels(spread, white), start + (names.length + each + 1) * width);
  }
  return { images: { pixels, n: rows.length * columns, covered, ...shape }, white };
}

/** @param area of an image; absent: all of it */
function coverArea(
  covered: Uint8Array,
  image: number,
  { height, width }: Pick<Images, 'height' | 'width'>,
  { x, y, width: wide, height: tall }: Area = { x: 0, y: 0, width, height },
): void {
  for (let row = y; row < y + tall; row++) {
    const start = (image * height + row) * width + x;
    covered.fill(1, start, start + wide);
  }
}

/** What is at a place of the lines: a sample, by its index, a picture of a row, or a summary of its samples. */
export function placeOf(
  { rows, each, names }: Pick<Conditions, 'rows' | 'each' | 'names'>,
  place: number,
):
  | { readonly sample: number }
  | { readonly row: number; readonly name: string }
  | { readonly row: number; readonly summary: 'mean' | 'deviation' } {
  const columns = columnsOf({ names, each });
  const [line, column] = [Math.floor(place / columns), place % columns];
  if (column < names.length) return { row: rows[line]!, name: names[column]! };
  const sample = column - names.length;
  if (sample >= each) return { row: rows[line]!, summary: sample === each ? 'mean' : 'deviation' };
  return { sample: line * each + sample };
}

/** Says what the pictures of a line are. */
export function conditionKey({ names, each }: Conditions, white: number): TemplateResult {
  const list = [...names.slice(0, -1), strings.original].join(', ');
  return html`<div class="muted"><span translate="no">${strings.conditionLine({ names: list })}</span>
    ${each > 1 ? strings.conditionSpread({ white: formatNumber(white, 3) }) : nothing}</div>`;
}
