/** Requests of the Samples panel. */
import { type Circle, circleOf } from '../../daemon/statistics/circle.ts';
import { weighing } from '../../daemon/statistics/corner/weighing.ts';
import type { ArrayValues } from '../../protocol/array-values.ts';
import { OTHER_CONDITIONS, SHOWN_CONDITIONS, samplesFigure } from '../../protocol/figures/samples.ts';
import type { CheckpointChoice } from '../../protocol/panel/panel-state.ts';
import type { PanelHost } from '../bridge/panel-host.ts';
import { withPixels } from '../bridge/with-pixels.ts';
import { fetchGivenImages, type GivenImage } from '../components/given-images.ts';

/** Rows of the data shown at most. */
const MOST_ROWS = 65_536;

/** More samples come in half as many bytes: the picture is not long in coming, and the same. */
const MOST_EXACT = 20_000;

/** Splits of the data. */
export type SplitName = 'train' | 'validation' | 'test';

export interface SampleChoices {
  readonly n: number;
  readonly temperature: number;
  readonly seed: number;
  /** Values of the context columns; null: drawn from the training rows. */
  readonly context: Readonly<Record<string, string>> | null;
  /** The context column whose values all have equally many samples; null: none. */
  readonly by: string | null;
  /** The rows of the data beside the samples. */
  readonly split: SplitName;
}

export interface Samples {
  readonly split: SplitName;
  readonly checkpoint: number;
  readonly n: number;
  readonly temperature: number;
  readonly seed: number;
  /** Shape of one point: [D], or [height, width, channels] of images. */
  readonly point: readonly number[];
  readonly columns: readonly string[];
  /** Samples of which a value was beyond its bounds, and is at the bound. Absent: no column has bounds. */
  readonly clipped?: number | undefined;
  /** Of modeled categories: the name of each number. Absent: none. */
  readonly categories?: readonly { readonly column: string; readonly values: readonly string[] }[] | undefined;
  /** Where each column has values; null: no bound. Absent: no column has any. */
  readonly domains?: readonly (readonly [low: number | null, high: number | null])[] | undefined;
  /** Of angles: where the turn starts, and its period; null: the column is none. Absent: no column is. */
  readonly turns?: readonly (readonly [start: number, period: number] | null)[] | undefined;
  /** uint8 pixels of images, else float64 in data units. */
  readonly values: ArrayValues;
  /** At most as many rows of the split. */
  readonly rows: ArrayValues | null;
  /** Of these rows, as of `weighing`; null or absent: all are equal. */
  readonly weights?: Float64Array | null | undefined;
  /** float64 [n, contexts]: numbers, or the index of a label among its column's values; null without context. */
  readonly contextValues: ArrayValues | null;
  readonly contexts: readonly { readonly column: string; readonly values: readonly string[] | null }[];
  /** The values that were given. */
  readonly context: Readonly<Record<string, string>> | null;
  /** Of flows with condition images; null for others. */
  readonly conditions: Conditions | null;
  /** Absent: the values of no column were requested one by one. */
  readonly by?: { readonly column: string; readonly values: readonly string[]; readonly each: number } | undefined;
  /** With `by`, the condition images that all samples have in common; empty without. */
  readonly given: readonly GivenImage[];
}

/** Names of the values 0, 1, … of a column; null: they are numbers. */
export function namesIn({ categories = [] }: Pick<Samples, 'categories'>, column: string): readonly string[] | null {
  return categories.find((entry) => entry.column === column)?.values ?? null;
}

/** Where a column has values. */
export function domainIn(
  { domains = [] }: Pick<Samples, 'domains'>,
  column: number,
): { readonly low: number; readonly high: number } {
  const [low, high] = domains[column] ?? [null, null];
  return { low: low ?? -Infinity, high: high ?? Infinity };
}

/** null: the column is no angle. */
export function turnIn({ turns = [] }: Pick<Samples, 'turns'>, column: number): Circle | null {
  return circleOf(turns[column] ?? null);
}

/** The rows of the data whose contexts the samples use. */
export interface Conditions {
  readonly rows: readonly number[];
  /** Number of consecutive samples of one row. */
  readonly each: number;
  /** Names of the pictures of a row: its condition images, then the row itself. */
  readonly names: readonly string[];
  /** uint8 [rows, names, …point]. */
  readonly cells: ArrayValues;
  /** The pixels that each picture covers in its cell; absent: all. */
  readonly areas?: readonly Area[] | undefined;
}

export interface Area {
  readonly x: number;
  readonly y: number;
  readonly width: number;
  readonly height: number;
}

/** @param isImage null: not known yet */
export async function fetchSamples(
  host: PanelHost,
  run: string,
  checkpoint: CheckpointChoice,
  choices: SampleChoices,
  isImage: boolean | null,
  signal: AbortSignal,
): Promise<Samples> {
  const { n } = choices;
  const params = { run, checkpoint, panel: 'samples', ...askedOf(choices) };
  const result = await withPixels(isImage, (pixels) =>
    host.request(
      samplesFigure.method,
      { ...params, pixels, rows: pixels ? 0 : Math.min(n, MOST_ROWS), ...(n > MOST_EXACT && { compact: true }) },
      signal,
    ),
  );
  const [samples, ownRows, rowWeights, origin, contextValues, cells, given] = await Promise.all([
    host.fetchArray(result.samples, signal),
    result.rows === null ? null : host.fetchArray(result.rows, signal),
    result.rowWeights ? host.fetchArray(result.rowWeights, signal) : null,
    result.origin ? host.fetchArray(result.origin, signal) : null,
    result.contextValues ? host.fetchArray(result.contextValues, signal) : null,
    result.conditions ? host.fetchArray(result.conditions.cells, signal) : null,
    fetchGivenImages(host, result.given, signal),
  ]);
  const conditions = result.conditions && cells ? { ...result.conditions, cells } : null;
  const values = plusOrigin(samples, origin);
  const rows = ownRows && plusOrigin(ownRows, origin);
  return {
    ...result,
    split: choices.split,
    point: result.shape.slice(1),
    values,
    rows,
    weights: weighing(rowWeights),
    contextValues,
    conditions,
    given,
  };
}

/** Points in data units. */
function plusOrigin(values: ArrayValues, origin: ArrayValues | null): ArrayValues {
  if (origin === null) return values;
  const points = new Float64Array(values.length);
  for (let i = 0; i < points.length; i += origin.length) {
    for (let d = 0; d < origin.length; d++) points[i + d] = values[i + d]! + origin[d]!;
  }
  return points;
}

function askedOf(choices: SampleChoices) {
  const contextRow = choices.by === null ? null : OTHER_CONDITIONS;
  return { ...choices, contextRow, conditions: SHOWN_CONDITIONS };
}

/** log q of the samples, nats, [n]. */
export async function fetchDensities(
  host: PanelHost,
  run: string,
  checkpoint: CheckpointChoice,
  choices: SampleChoices,
  signal: AbortSignal,
): Promise<ArrayLike<number>> {
  const params = { run, checkpoint, panel: 'samples-logq', ...askedOf(choices), pixels: true, logq: true };
  const { logq } = await host.request(samplesFigure.method, params, signal);
  return logq ? host.fetchArray(logq, signal) : [];
}

export interface NearestRows {
  readonly point: readonly number[];
  readonly samples: ArrayValues;
  readonly rows: ArrayValues;
  readonly indices: ArrayValues;
  readonly distances: ArrayValues;
}

/** Samples whose nearest training rows are searched: the first ones. */
const COMPARED = 16;

/** @param inLines the samples share conditions, so the first ones depend on their number */
export async function fetchNearest(
  host: PanelHost,
  run: string,
  checkpoint: CheckpointChoice,
  choices: SampleChoices,
  { isImage, inLines }: { readonly isImage: boolean; readonly inLines: boolean },
  signal: AbortSignal,
): Promise<NearestRows> {
  const asked = { ...askedOf(choices), n: inLines ? choices.n : COMPARED };
  const params = { run, checkpoint, panel: 'nearest', ...asked, nearest: COMPARED, pixels: isImage };
  const result = await host.request(samplesFigure.method, params, signal);
  const { nearest } = result;
  if (nearest === null) throw new Error('the daemon sent no nearest rows');
  const [samples, rows, indices, distances] = await Promise.all([
    host.fetchArray(result.samples, signal),
    host.fetchArray(nearest.rows, signal),
    host.fetchArray(nearest.indices, signal),
    host.fetchArray(nearest.distances, signal),
  ]);
  return { point: result.shape.slice(1), samples, rows, indices, distances };
}
