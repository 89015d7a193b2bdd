/** What might say how much a layer matters, each from one trained flow and held-out rows, without training again. */
import { type CutNlls, cutNlls, gaussianCut } from './cut-nlls.ts';
import type { Step, TrainedChain } from './layer-chain.ts';
import { bestAffine, type Moments, matched, momentsOf } from './replacement.ts';

export const MEASURES = {
  gain: 'G before the layer − G behind it, where G is the NLL if the flow ended there with a fitted Gaussian',
  'diagonal gain': 'as gain, with a diagonal Gaussian',
  'independent gain': 'as gain, with independent columns of any density: the drop in total correlation',
  'copula gain': 'as gain, with columns of any density that a Gaussian copula joins',
  '|mean log-det|': '',
  'RMS log-det': 'root mean square over the rows',
  'std log-det': 'standard deviation over the rows',
  displacement: 'mean ‖f(h) − h‖² per column',
  'moved shape': 'mean ‖f(h) − h‖² per column, both standardized',
  'unexplained variance': 'share of the variance of f(h) that the best affine map of h leaves',
  'affine, kept': 'NLL lost if the best affine map of h takes the place of f(h); later layers and base as they are',
  'affine, refitted': 'the best affine map; later layers as they are, compared by a Gaussian fitted behind the last',
  'gain and affine':
    'mean of gain (what the layer adds to those before it) and *affine, refitted* (what the others lose without it)',
  'affine, matched': 'the best affine map; each later input is shifted and scaled to its former means and deviations',
  'affine, matched, refitted': 'the best affine map; later inputs matched, and a Gaussian fitted behind the last layer',
  'left out, kept':
    'NLL lost if the layer only shifts and scales each column as before; later layers and base as they are',
  'left out, refitted': 'left out; later layers as they are, compared by a Gaussian fitted behind the last',
  'left out, matched': 'left out; each later input is shifted and scaled to its former means and deviations',
  'left out, matched, refitted': 'left out; later inputs matched, and a Gaussian fitted behind the last layer',
  'number of weights': 'a control, since it asks nothing of the trained flow',
} as const;

export type MeasureName = keyof typeof MEASURES;
export const MEASURE_NAMES = Object.keys(MEASURES) as readonly MeasureName[];
export type LayerMeasures = Readonly<Record<MeasureName, number>>;

/** Ranks above everything else, and can be written as JSON. */
const OVERFLOW = 1e9;

/** Measures of the layers named by index. @param rows held-out, row-major, as many as the chain was made for */
export async function layerMeasures(
  chain: TrainedChain,
  rows: Float32Array,
  count: number,
  layers: readonly { readonly index: number; readonly size: number }[],
): Promise<readonly LayerMeasures[]> {
  const steps: Step[] = [{ state: rows, logDet: new Float64Array(count) }];
  for (let layer = 0; layer < chain.length; layer++) steps.push(await chain.apply(layer, steps[layer]!));
  const cuts = steps.map(cutNlls);
  const moments = steps.map(momentsOf);
  const [kept, refitted] = [baseNll(steps.at(-1)!), cuts.at(-1)!.gaussian];
  const all: LayerMeasures[] = [];
  for (const { index, size } of layers) {
    const [from, to] = [steps[index]!, steps[index + 1]!];
    const drop = (key: keyof CutNlls) => cuts[index]![key] - cuts[index + 1]![key];
    const affine = bestAffine(from, to);
    const plain = matched(from, moments[index + 1]!);
    const byAffine = await rest(chain, index + 1, affine.step, null);
    const byGuidedAffine = await rest(chain, index + 1, matched(affine.step, moments[index + 1]!), moments);
    const bare = await rest(chain, index + 1, plain, null);
    const guided = await rest(chain, index + 1, plain, moments);
    const own = to.logDet.map((sum, row) => sum - from.logDet[row]!);
    const withAffine = gaussianCut(byAffine) - refitted;
    const measures: LayerMeasures = {
      gain: drop('gaussian'),
      'diagonal gain': drop('diagonal'),
      'independent gain': drop('independent'),
      'copula gain': drop('copula'),
      '|mean log-det|': Math.abs(mean(own)),
      'RMS log-det': Math.sqrt(mean(own.map((value) => value ** 2))),
      'std log-det': Math.sqrt(Math.max(0, mean(own.map((value) => value ** 2)) - mean(own) ** 2)),
      displacement: squaredDistance(from, to),
      'moved shape': squaredDistance(standardized(from), standardized(to)),
      'unexplained variance': affine.unexplained,
      'affine, kept': baseNll(byAffine) - kept,
      'affine, refitted': withAffine,
      'gain and affine': (drop('gaussian') + withAffine) / 2,
      'affine, matched': baseNll(byGuidedAffine) - kept,
      'affine, matched, refitted': gaussianCut(byGuidedAffine) - refitted,
      'left out, kept': baseNll(bare) - kept,
      'left out, refitted': gaussianCut(bare) - refitted,
      'left out, matched': baseNll(guided) - kept,
      'left out, matched, refitted': gaussianCut(guided) - refitted,
      'number of weights': size,
    };
    all.push(bounded(measures));
  }
  return all;
}

function standardized(step: Step): Step {
  const { mean: center } = momentsOf(step);
  return matched(step, { mean: center.map(() => 0), deviation: center.map(() => 1) });
}

/** The later layers; with `moments` each gets an input with the means and deviations that it had. */
async function rest(
  chain: TrainedChain,
  first: number,
  start: Step,
  moments: readonly Moments[] | null,
): Promise<Step> {
  let step = start;
  for (let layer = first; layer < chain.length; layer++) {
    step = await chain.apply(layer, step);
    if (moments !== null) step = matched(step, moments[layer + 1]!);
  }
  return step;
}

/** Mean NLL with a standard normal base, nats. */
function baseNll({ state, logDet }: Step): number {
  const rows = logDet.length;
  const squares = state.reduce((sum, value) => sum + value ** 2 / rows, 0);
  return 0.5 * (squares + (state.length / rows) * Math.log(2 * Math.PI)) - mean(logDet);
}

function squaredDistance(a: Step, b: Step): number {
  return a.state.reduce((sum, value, i) => sum + (value - b.state[i]!) ** 2 / a.state.length, 0);
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value / values.length, 0);
}

function bounded(measures: LayerMeasures): LayerMeasures {
  const entries = MEASURE_NAMES.map((name) => {
    const value = measures[name];
    return [name, Number.isFinite(value) ? Math.max(-OVERFLOW, Math.min(OVERFLOW, value)) : OVERFLOW] as const;
  });
  return Object.fromEntries(entries) as Record<MeasureName, number>;
}
