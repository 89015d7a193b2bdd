/** Requests of the Layers panel. */
import type * as z from 'zod/mini';
import type { ArrayValues } from '../../protocol/array-values.ts';
import { couplingFigure } from '../../protocol/figures/coupling.ts';
import { layersFigure } from '../../protocol/figures/layers.ts';
import type { CheckpointChoice } from '../../protocol/panel/panel-state.ts';
import { runLayers } from '../../protocol/rpc/run-methods.ts';
import type { PanelHost } from '../bridge/panel-host.ts';
import { fetchGivenImages, type GivenImage } from '../components/given-images.ts';

export type LayersResult = z.output<typeof layersFigure.method.result>;
export type Training = NonNullable<LayersResult['training']>;
export type LayerTerm = LayersResult['layers'][number];
export type Coupling = z.output<typeof couplingFigure.method.result> & {
  /** The condition images of the row; empty without. */
  readonly given: readonly GivenImage[];
};
type Marginals = NonNullable<LayersResult['selected']>['input'];

export function fetchSummary(
  host: PanelHost,
  run: string,
  checkpoint: CheckpointChoice,
  signal: AbortSignal,
): Promise<LayersResult> {
  return host.request(layersFigure.method, { run, checkpoint, panel: 'summary', training: false }, signal);
}

/** Training rows take as long as held-out rows, so they come after them. */
export interface Comparison {
  /** Step of the checkpoint. */
  readonly checkpoint: number;
  readonly training: Training;
  readonly gap: NonNullable<LayersResult['generalizationGap']>;
}

/** @returns null if the daemon is older than this comparison */
export async function fetchComparison(
  host: PanelHost,
  run: string,
  step: number,
  signal: AbortSignal,
): Promise<Comparison | null> {
  const params = { run, checkpoint: step, panel: 'comparison' };
  const { checkpoint, training, generalizationGap: gap } = await host.request(layersFigure.method, params, signal);
  return training === undefined || gap === undefined ? null : { checkpoint, training, gap };
}

export interface History {
  readonly steps: ArrayValues;
  /** [layers, rows]: mean log|det| of each layer at each step. */
  readonly values: Float64Array;
  readonly layers: number;
}

/** The statistics that the run recorded while it trained. */
export async function fetchHistory(host: PanelHost, run: string, signal: AbortSignal): Promise<History> {
  const found = await host.request(runLayers, { run }, signal);
  const [steps, rows] = await Promise.all([
    host.fetchArray(found.steps, signal),
    host.fetchArray(found.layers, signal),
  ]);
  const layers = found.layers.shape[1] ?? 0;
  const values = new Float64Array(layers * steps.length);
  for (let row = 0; row < steps.length; row++) {
    for (let layer = 0; layer < layers; layer++) values[layer * steps.length + row] = rows[row * layers + layer]!;
  }
  return { steps, values, layers };
}

/** Rows used for the distributions of one layer. */
const DETAIL_ROWS = 2048;

export interface Side {
  /** Shape without the batch axis. */
  readonly shape: readonly number[];
  readonly mean: ArrayValues;
  readonly std: ArrayValues;
  readonly distribution:
    | { readonly kind: 'points'; readonly values: ArrayValues }
    | {
        readonly kind: 'histograms';
        readonly pooled: boolean;
        readonly bins: number;
        readonly counts: ArrayValues;
        readonly low: ArrayValues;
        readonly high: ArrayValues;
        /** Values below and above the bins, and the smallest and largest value, [dimensions, 2]; empty: not known. */
        readonly outside: ArrayLike<number>;
        readonly extremes: ArrayLike<number>;
      };
}

export interface Detail {
  readonly index: number;
  readonly rows: number;
  readonly input: Side;
  readonly output: Side;
  /** Only for layers z = x·exp(s) + t. */
  readonly affine: {
    readonly scale: { readonly mean: ArrayValues; readonly std: ArrayValues };
    readonly shift: { readonly mean: ArrayValues; readonly std: ArrayValues };
  } | null;
  /** ln|∂z/∂x| of each element; null for layers that mix elements. */
  readonly logDets: { readonly mean: ArrayValues; readonly std: ArrayValues } | null;
}

/** Distributions before and after one layer, and its scales and shifts. */
export async function fetchDetail(
  host: PanelHost,
  run: string,
  checkpoint: CheckpointChoice,
  layer: number,
  signal: AbortSignal,
): Promise<Detail | null> {
  const params = { run, checkpoint, panel: 'detail', layer, n: DETAIL_ROWS, training: false };
  const { selected } = await host.request(layersFigure.method, params, signal);
  if (selected === null) return null;
  const { index, rows, affine, logDets } = selected;
  const fetch = (reference: Marginals['mean']) => host.fetchArray(reference, signal);
  const moments = async (pair: { readonly mean: Marginals['mean']; readonly std: Marginals['mean'] }) => {
    const [mean, std] = await Promise.all([fetch(pair.mean), fetch(pair.std)]);
    return { mean, std };
  };
  const side = async ({ shape, mean, std, distribution }: Marginals): Promise<Side> => {
    const values = await moments({ mean, std });
    if (distribution.kind === 'points') {
      return { shape, ...values, distribution: { kind: 'points', values: await fetch(distribution.values) } };
    }
    const { pooled, counts, low, high } = distribution;
    const [read, least, most, outside, extremes] = await Promise.all([
      fetch(counts),
      fetch(low),
      fetch(high),
      distribution.outside ? fetch(distribution.outside) : [],
      distribution.extremes ? fetch(distribution.extremes) : [],
    ]);
    const bins = counts.shape[1] ?? 0;
    const histograms = { bins, counts: read, low: least, high: most, outside, extremes };
    return { shape, ...values, distribution: { kind: 'histograms', pooled, ...histograms } };
  };
  const [input, output] = await Promise.all([side(selected.input), side(selected.output)]);
  return {
    index,
    rows,
    input,
    output,
    affine: affine === null ? null : { scale: await moments(affine.logScale), shift: await moments(affine.shift) },
    logDets: logDets ? await moments(logDets) : null,
  };
}

/** A coupling at one held-out row. */
export async function fetchCoupling(
  host: PanelHost,
  run: string,
  checkpoint: CheckpointChoice,
  { layer, row }: { readonly layer: number; readonly row: number },
  signal: AbortSignal,
): Promise<Coupling> {
  const params = { run, checkpoint, panel: 'coupling', layer, row };
  const result = await host.request(couplingFigure.method, params, signal);
  return { ...result, given: await fetchGivenImages(host, result.conditions, signal) };
}
