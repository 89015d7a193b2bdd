/** What the samples panel asks the daemon for. */
import type { ArrayValues } from '../../protocol/array-values.ts';
import type { CheckpointChoice } from '../../protocol/panel/panel-state.ts';
import { inspectSamples } from '../../protocol/rpc/inspect-methods.ts';
import { PanelFailure } from '../bridge/panel-failure.ts';
import type { PanelHost } from '../bridge/panel-host.ts';

export interface SampleChoices {
  readonly n: number;
  readonly temperature: number;
  readonly seed: number;
  /** Values of the context columns; null: drawn as often as the training rows have them. */
  readonly context: Readonly<Record<string, string>> | null;
}

export interface Samples {
  readonly checkpoint: number;
  readonly n: number;
  readonly temperature: number;
  readonly seed: number;
  /** Of one point: [D], or [height, width, channels] of images. */
  readonly point: readonly number[];
  readonly columns: readonly string[];
  /** uint8 pixels of images, else float64 in data units. */
  readonly values: ArrayValues;
  /** As many held-out rows, or fewer. */
  readonly rows: ArrayValues | null;
  readonly contexts: readonly { readonly column: string; readonly values: readonly string[] | null }[];
}

/** @param isImage null: not known yet; asks for pixels and takes numbers where there are none */
export async function fetchSamples(
  host: PanelHost,
  run: string,
  checkpoint: CheckpointChoice,
  { n, temperature, seed, context }: SampleChoices,
  isImage: boolean | null,
  signal: AbortSignal,
): Promise<Samples> {
  const ask = (pixels: boolean) =>
    host.request(
      inspectSamples,
      {
        run,
        checkpoint,
        panel: 'samples',
        n,
        temperature,
        seed,
        context,
        pixels,
        rows: pixels ? 0 : Math.min(n, 8192),
      },
      signal,
    );
  const result = await ask(isImage !== false).catch((error: unknown) => {
    if (isImage === null && error instanceof PanelFailure && error.code === 'wrong-value') return ask(false);
    throw error;
  });
  const [values, rows] = await Promise.all([
    host.fetchArray(result.samples, signal),
    result.rows === null ? null : host.fetchArray(result.rows, signal),
  ]);
  return { ...result, point: result.shape.slice(1), values, rows };
}

export interface NearestRows {
  readonly point: readonly number[];
  readonly samples: ArrayValues;
  readonly rows: ArrayValues;
  readonly indices: ArrayValues;
  readonly distances: ArrayValues;
}

/** Of so many samples the nearest training rows. */
const COMPARED = 16;

export async function fetchNearest(
  host: PanelHost,
  run: string,
  checkpoint: CheckpointChoice,
  { temperature, seed, context }: SampleChoices,
  isImage: boolean,
  signal: AbortSignal,
): Promise<NearestRows> {
  const params = { run, checkpoint, panel: 'nearest', n: COMPARED, nearest: COMPARED, temperature, seed, context };
  const result = await host.request(inspectSamples, { ...params, pixels: isImage }, signal);
  const { nearest } = result;
  if (nearest === null) throw new Error('the daemon gave no nearest rows');
  const [samples, rows, indices, distances] = await Promise.all([
    host.fetchArray(result.samples, signal),
    host.fetchArray(nearest.rows, signal),
    host.fetchArray(nearest.indices, signal),
    host.fetchArray(nearest.distances, signal),
  ]);
  return { point: result.shape.slice(1), samples, rows, indices, distances };
}

/** Of one column of row-major points. */
export function columnOf(values: ArrayValues, width: number, column: number): Float64Array {
  return Float64Array.from({ length: values.length / width }, (_, row) => values[row * width + column]!);
}

export interface Moments {
  readonly mean: number;
  readonly std: number;
}

export function moments(values: Float64Array): Moments {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  return { mean, std: Math.sqrt(variance) };
}

/** Counts in equal bins from `low` to `high`; what lies outside is counted in the first or last. */
export function histogram(values: Float64Array, low: number, high: number, bins: number): Int32Array {
  const counts = new Int32Array(bins);
  for (const value of values) {
    if (!Number.isFinite(value)) continue;
    const bin = Math.floor(((value - low) / (high - low || 1)) * bins);
    counts[Math.max(0, Math.min(bins - 1, bin))]!++;
  }
  return counts;
}
