/** Images in lines: the samples of one condition, or of one value of a context column. */
import { formatNumber } from '../../daemon/format/numbers.ts';
import type { ArrayValues } from '../../protocol/array-values.ts';
import { OTHER_CONDITIONS } from '../../protocol/figures/samples.ts';
import type { Images } from '../charts/cells/image-grid.ts';
import { deviationPixels, largestDeviation, pixelSpread } from './pixel-spread.ts';
import type { Area, Samples } from './samples-data.ts';
import { strings } from './strings.ts';

/** What is in the lines. */
export interface SampleLines {
  /** What the samples of a line have in common. */
  readonly labels: readonly string[];
  /** Number of consecutive samples of one line; the last one may have fewer. */
  readonly each: number;
  /** Names of the pictures before the samples: the condition images of a row, then the row itself. */
  readonly names: readonly string[];
  /** uint8 [lines, names, …point]. */
  readonly cells: ArrayLike<number>;
  /** The pixels that each picture covers in its cell; absent: all. */
  readonly areas?: readonly Area[] | undefined;
}

/** null: the samples are in no lines. */
export function linesOf({ conditions, by }: Pick<Samples, 'conditions' | 'by'>): SampleLines | null {
  if (by) {
    return { labels: by.values.map((value) => `${by.column} ${value}`), each: by.each, names: [], cells: [] };
  }
  if (conditions === null) return null;
  return { ...conditions, labels: conditions.rows.map((row) => strings.lineOfRow({ row })) };
}

/** Columns of a line: pictures of its row, samples, and the mean and the deviation of the samples if there are several. */
export function columnsOf({ names, each }: Pick<SampleLines, 'names' | 'each'>): number {
  return names.length + each + (each > 1 ? 2 : 0);
}

interface DrawnLines {
  readonly images: Images;
  /** The deviation of a pixel that is drawn white. */
  readonly white: number;
}

/**
 * In each line its pictures, its samples, and their mean and deviation. The background is seen beside images of another
 * shape and where samples are missing.
 * @param values uint8 [n, height, width, channels]
 */
export function drawLines(
  values: ArrayValues,
  n: number,
  shape: Pick<Images, 'height' | 'width' | 'channels'>,
  { labels, each, names, cells, areas }: SampleLines,
): DrawnLines {
  const width = shape.height * shape.width * shape.channels;
  const columns = columnsOf({ names, each });
  const drawn = labels.map((_, line) => Math.max(0, Math.min(each, n - line * each)));
  const spreads =
    each > 1 ? drawn.map((own, line) => (own === 0 ? null : pixelSpread(values, width, line * each, own))) : [];
  const white = largestDeviation(spreads.filter((spread) => spread !== null));
  const pixels = new Uint8ClampedArray(labels.length * columns * width);
  const covered = new Uint8Array(labels.length * columns * shape.height * shape.width);
  const cover = (image: number, area?: Area) => coverArea(covered, image, shape, area);
  for (const line of labels.keys()) {
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
  return { images: { pixels, n: labels.length * columns, covered, ...shape }, white };
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

/** What is at a place of the lines: a sample, by its index, a picture of a line, or a summary of its samples. */
export function placeOf(
  { each, names }: Pick<SampleLines, 'each' | 'names'>,
  place: number,
):
  | { readonly sample: number }
  | { readonly line: number; readonly name: string }
  | { readonly line: number; readonly summary: 'mean' | 'deviation' } {
  const columns = columnsOf({ names, each });
  const [line, column] = [Math.floor(place / columns), place % columns];
  if (column < names.length) return { line, name: names[column]! };
  const sample = column - names.length;
  if (sample >= each) return { line, summary: sample === each ? 'mean' : 'deviation' };
  return { sample: line * each + sample };
}

/** Says what the pictures of a line are, and which conditions all lines have in common. */
export function lineNote(samples: Samples, { each, names }: SampleLines, white: number): string {
  const { by } = samples;
  const list = [...names.slice(0, -1), strings.original].join(', ');
  return [
    by ? strings.valueLine({ column: by.column }) : strings.conditionLine({ names: list }),
    ...(each > 1 ? [strings.conditionSpread({ white: formatNumber(white, 3) })] : []),
    ...(by && hasOtherConditions(samples) ? [strings.otherConditions({ row: OTHER_CONDITIONS })] : []),
  ].join(' ');
}

/** Conditions are left that `by` and `context` do not state. */
function hasOtherConditions({ by, given, contexts, context }: Samples): boolean {
  return given.length > 0 || contexts.some(({ column }) => column !== by?.column && context?.[column] === undefined);
}
