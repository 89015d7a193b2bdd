/**
 * What each layer is worth: the mean of its gain and of the NLL that is lost if the best affine map takes its place.
 * Gain alone asks what a layer adds to those before it; the other half asks what those behind it lose without it. Over
 * the flows of docs/measurements/gain.md no measure of a trained flow says better how much the NLL rises if the layer is
 * removed and the flow trained again.
 */

import type { PreparedRows } from '../../../data/prepare.ts';
import { valuesBetween } from '../../../data/stored/stored-rows.ts';
import { FlowscopeError } from '../../../errors/flowscope-error.ts';
import { flattenPlan } from '../../../flow/flatten-plan.ts';
import { randomStream } from '../../../random/random-stream.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import { rowsOf } from '../../graphs/batches.ts';
import { Covariance } from '../../numerics/covariance.ts';
import type { OpenData, OpenFlow } from '../../opened/open-flow.ts';
import { type CovarianceKind, covarianceKind } from '../last-term.ts';
import { fitAffine } from './affine-fit.ts';
import { type Bend, bendsOf } from './bends.ts';
import { type LayerChain, layerChain, type Passing } from './layer-chain.ts';
import { type WorthCost, worthCost } from './worth-cost.ts';

export interface LayerWorth {
  /** Rows used. */
  readonly rows: number;
  /** Of the fitted Gaussians and affine maps. */
  readonly covariance: CovarianceKind;
  /** The layers of the flow in its order, without those that prepare the data. */
  readonly layers: readonly WorthOfLayer[];
}

export interface WorthOfLayer {
  readonly index: number;
  /** Nats, the mean of `gain` and `lost`; NaN if it is not finite. 0 for an affine layer. */
  readonly value: number;
  /** Over these rows, nats. */
  readonly gain: number;
  /** NLL if the best affine map takes its place, minus that of the whole flow, both with a Gaussian fitted to the latents. */
  readonly lost: number;
  /** It is an affine map itself: there is nothing to replace. */
  readonly affine: boolean;
}

export interface WorthOptions {
  /** Use only this many rows. */
  readonly limit: number;
  readonly noiseSeed: number;
  readonly signal: AbortSignal | null;
}

type Subject = Pick<OpenFlow, 'flow' | 'plan' | 'parameters'>;

/** What `layerWorth` costs. */
export function costOfWorth(
  { flow, plan }: Pick<Subject, 'flow' | 'plan'>,
  rows: Pick<PreparedRows, 'count'>,
  limit: number,
): WorthCost {
  const layers = flattenPlan(plan);
  const isReplaced = bendsOf(flow, layers).map((bend) => bend === 'bent');
  return worthCost(flow, layers, isReplaced, Math.min(limit, rows.count));
}

/**
 * @param rows a split of `data`, prepared
 * @throws FlowscopeError `too-large` if it would take minutes; the signal's reason once it is aborted
 */
export async function layerWorth(
  runtime: Runtime,
  open: Subject,
  { transform }: Pick<OpenData, 'transform'>,
  rows: PreparedRows,
  { limit, noiseSeed, signal }: WorthOptions,
): Promise<LayerWorth> {
  const { flow, plan, parameters } = open;
  const { rows: count, batch, kind } = costOfWorth(open, rows, limit);
  if (kind === 'excessive') {
    throw new FlowscopeError('too-large', 'this flow is too large to replace one layer after the other', {
      hint: 'The gain of a layer takes a single pass.',
    });
  }
  const start = startOf(rows, count, transform, noiseSeed, flow.contextSize);
  const chain = await layerChain(runtime, flow, parameters, { batch, noiseSeed, signal });
  try {
    return await measured(chain, bendsOf(flow, flattenPlan(plan)), finiteRows(start, await pass(chain, 0, start)));
  } finally {
    await chain.dispose();
  }
}

async function measured(chain: LayerChain, bends: readonly Bend[], start: Passing): Promise<LayerWorth> {
  const rows = start.logDet.length;
  if (rows < 2) return { rows, covariance: 'full', layers: [] };
  const covariance = covarianceKind(start.values.length / rows, rows);
  const nll = (passing: Passing) => gaussianNll(passing, covariance);
  const complete = nll(await pass(chain, 0, start));
  const layers: WorthOfLayer[] = [];
  let at = start;
  for (const [index, bend] of bends.entries()) {
    const next = await chain.apply(index, at);
    if (bend === 'straight') layers.push({ index, value: 0, gain: 0, lost: 0, affine: true });
    if (bend === 'bent') {
      const fit = fitAffine(at.values, next.values, rows, covariance);
      const replaced = { ...next, values: fit.values, logDet: at.logDet.map((sum) => sum + fit.logDet) };
      const gain = nll(at) - nll(next);
      const lost = nll(await pass(chain, index + 1, replaced)) - complete;
      const value = (gain + lost) / 2;
      layers.push({ index, value: Number.isFinite(value) ? value : Number.NaN, gain, lost, affine: false });
    }
    at = next;
  }
  return { rows, covariance, layers };
}

/** Through the layers from `first` on. */
async function pass(chain: LayerChain, first: number, start: Passing): Promise<Passing> {
  let at = start;
  for (let layer = first; layer < chain.length; layer++) at = await chain.apply(layer, at);
  return at;
}

/** Mean NLL, nats, if the flow ended here with a Gaussian fitted to these rows. */
function gaussianNll({ values, logDet }: Passing, covariance: CovarianceKind): number {
  const rows = logDet.length;
  const fitted = new Covariance(values.length / rows, covariance === 'diagonal');
  fitted.add(values, rows);
  return fitted.gaussianNll() - logDet.reduce((sum, value) => sum + value / rows, 0);
}

/** The first rows as the flow gets them, dequantized. */
function startOf(
  rows: PreparedRows,
  count: number,
  transform: Pick<OpenData['transform'], 'entry' | 'enter'>,
  noiseSeed: number,
  contextSize: number,
): Passing {
  const prepared = Float32Array.from(valuesBetween(rows, 0, count));
  const random = randomStream(noiseSeed, 'layer-noise', 'columns');
  const values = transform.enter(prepared, () => random.uniform());
  const context = rows.context?.subarray(0, count * contextSize) ?? null;
  return { values, context, logDet: new Float64Array(count) };
}

/** Those that arrive at finite values: a single other one leaves nothing to fit. */
function finiteRows({ values, context, logDet }: Passing, arrived: Passing): Passing {
  const count = logDet.length;
  const width = values.length / count;
  const kept = Array.from(logDet.keys()).filter(
    (row) =>
      Number.isFinite(arrived.logDet[row]) &&
      arrived.values.subarray(row * width, (row + 1) * width).every(Number.isFinite),
  );
  if (kept.length === count) return { values, context, logDet };
  return {
    values: rowsOf(values, width, kept),
    context: context && rowsOf(context, context.length / count, kept),
    logDet: new Float64Array(kept.length),
  };
}
