import type { PreparedRows } from '../../data/prepare.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { bulkHistograms, momentsOf } from '../../statistics/histograms.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import { arrayOf, type FlowFigureAnswer } from '../answer.ts';
import { sourceOf } from '../opened/open-flow.ts';
import { splitRows } from '../opened/split-rows.ts';
import { drawnFrom, rowsByWeight } from '../points/weighted-rows.ts';
import { compareWithTraining, rowsToCompare } from './compare-training.ts';
import { inspectTerms, type LayerTerms } from './inspect-layers.ts';
import { layerStates } from './layer-states.ts';
import { layerWorth } from './worth/layer-worth.ts';

export const layersAnswer: FlowFigureAnswer<'layers'> = async (params, context) => {
  const { split, n, layer, bins } = params;
  const { runtime, open, signal } = context;
  const data = await context.data();
  const all = splitRows(data, split);
  const noiseSeed = open.plan.training.seed;
  const allTraining = data.split('train');
  const limit = rowsToCompare(n, all, allTraining);
  const rows = rowsByWeight(all, limit);
  // The terms take a while to compute, and looking at another layer does not change them.
  const inspected = (name: typeof split, own: PreparedRows) =>
    context.remember(['layers', name, limit], () =>
      inspectTerms(runtime, open, data, own, { limit, noiseSeed, signal }),
    );
  const heldOut = await inspected(split, rows);
  const { inspection, terms } = heldOut;
  if (layer !== null && !inspection.layers.some(({ index }) => index === layer)) {
    throw new FlowscopeError(
      'wrong-value',
      `there is no layer ${layer}: this flow has the layers 0 … ${lastOf(inspection)}`,
      {
        exitCode: 2,
      },
    );
  }
  const states =
    layer === null ? null : await layerStates(runtime, open, data, rows, { index: layer, limit, noiseSeed, signal });
  return {
    ...sourceOf(context.open),
    split,
    ...inspection,
    ...drawnFrom(all),
    ...(params.training && split !== 'train'
      ? compareWithTraining(heldOut, await inspected('train', rowsByWeight(allTraining, limit)))
      : {}),
    ...(params.worth
      ? {
          worth: await context.remember(['worth', split, limit], () =>
            layerWorth(runtime, open, data, rows, { limit, noiseSeed, signal }),
          ),
        }
      : {}),
    terms: params.terms ? termArrays(terms) : null,
    selected: states && {
      index: states.layer.index,
      rows: states.rows,
      input: marginals(states.input, states.layer.inputShape, bins),
      output: marginals(states.output, states.outputShape, bins),
      affine: states.affine && {
        logScale: moments(states.affine.logScale, states.layer.inputShape),
        shift: moments(states.affine.shift, states.layer.inputShape),
      },
      logDets: states.logDets && moments(states.logDets, states.layer.inputShape),
    },
  };
};

function lastOf({ layers }: { readonly layers: readonly { readonly index: number }[] }): number {
  return layers.at(-1)?.index ?? -1;
}

function termArrays({ base, layers, total }: LayerTerms) {
  const n = total.length;
  const all = new Float64Array(layers.length * n);
  for (const [l, values] of layers.entries()) all.set(values, l * n);
  return { base: arrayOf(base, [n]), layers: arrayOf(all, [layers.length, n]), total: arrayOf(total, [n]) };
}

/** With more dimensions, there is one histogram of all of them together. */
const MOST_HISTOGRAMS = 64;

function marginals(values: Float32Array, shape: readonly number[], bins: number) {
  const size = sizeOf(shape);
  return {
    shape,
    ...moments(values, shape),
    distribution: size === 2 ? pointsOf(values) : histogramsOf(values, size, bins),
  };
}

function moments(values: Float32Array, shape: readonly number[]) {
  const { mean, std } = momentsOf(values, sizeOf(shape));
  return { mean: arrayOf(mean, [mean.length]), std: arrayOf(std, [std.length]) };
}

function pointsOf(values: Float32Array) {
  return { kind: 'points' as const, values: arrayOf(values, [values.length / 2, 2]) };
}

function histogramsOf(values: Float32Array, size: number, bins: number) {
  const pooled = size > MOST_HISTOGRAMS;
  const dimensions = pooled ? 1 : size;
  const { counts, low, high, outside, extremes } = bulkHistograms(values, dimensions, bins);
  return {
    kind: 'histograms' as const,
    pooled,
    counts: arrayOf(counts, [dimensions, bins]),
    low: arrayOf(low, [dimensions]),
    high: arrayOf(high, [dimensions]),
    outside: arrayOf(outside, [dimensions, 2]),
    extremes: arrayOf(extremes, [dimensions, 2]),
  };
}
