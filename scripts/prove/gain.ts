/**
 * Whether gain says how much a layer matters: each layer's gain, and other measures of it, against the NLL that is lost
 * when the layer is removed and the flow trained again.
 */

import { meanAndError } from '../../daemon/statistics/mean-and-error.ts';
import { agreements, chosenInHalves, isUniform, lostOf, measureOf, pooled } from '../measurement/gain/agreement.ts';
import { flowTable, groupTable, measureList, measureTable } from '../measurement/gain/gain-tables.ts';
import { MEASURE_NAMES, type MeasureName } from '../measurement/gain/measures.ts';
import { bootstrapInterval, median } from '../measurement/gain/rank-correlation.ts';
import { type RetrainNoise, retrainNoise } from '../measurement/gain/retrain-noise.ts';
import { type ScatterPanel, scatterPicture } from '../measurement/gain/scatter.ts';
import { type StudiedFlow, type StudiedLayer, takeStudy } from '../measurement/gain/study.ts';
import { STUDY_FLOWS, TRAINING } from '../measurement/gain/study-flows.ts';
import { KEPT } from '../measurement/gain/trainings.ts';
import { atLeast, type Proof } from '../measurement/proof.ts';
import { meanOf } from '../measurement/quality/figures.ts';

const SEEDS = [1, 2, 3, 4, 5, 6];
const ENOUGH = 0.7;
/** What the trained flow loses without what a layer does beyond an affine map. */
const REPLACED: MeasureName = 'affine, refitted';
const CONTROL: MeasureName = 'number of weights';
const CANDIDATES = MEASURE_NAMES.filter((name) => name !== CONTROL);
/** Nats. */
const CLEAR = 0.05;
const PICTURE = 'gain.svg';

export async function prove(): Promise<Proof> {
  const flows = await takeStudy(STUDY_FLOWS, SEEDS);
  const all = agreements(flows);
  const noise = retrainNoise(flows);
  const layers = flows.flatMap((flow) => flow.layers);
  const pooledOf = (name: MeasureName) => all.find(({ measure }) => measure === name)!.pooled;
  const best = CANDIDATES.reduce((a, b) => (pooledOf(b) > pooledOf(a) ? b : a));
  const shown = [...new Set<MeasureName>(['gain', best])];
  return {
    name: 'gain',
    title: 'Is gain worth leading with?',
    results: [
      atLeast('flows compared', flows.length, 30, ''),
      atLeast(`Spearman’s ρ of the best measure, “${best}”, with the NLL lost`, pooledOf(best), ENOUGH, ''),
    ],
    notes: [
      answer(flows, best, pooledOf),
      `For ${layers.length} layers of ${flows.length} flows: a measure of the layer, from the trained flow and held-out rows alone, against the NLL lost, which is the held-out NLL when the layer is removed and the rest is trained again, minus that of the whole flow. Both are means over ${SEEDS.length} seeds. A negative loss: the flow is better without the layer.`,
      `![Each layer’s gain, and another measure, against the NLL lost without the layer](${PICTURE})`,
      measureTable(all),
      `*all layers*: ρ over all ${layers.length} layers; *95 %*: flows drawn with replacement; *of one training*: the measure of one trained flow, as a user sees it, mean over the seeds; *layers with a network*: couplings and autoregressive layers only; *within a flow*: median of the ρ within each of the ${flows.filter((flow) => !isUniform(flow)).length} flows that have an order. In ${flows.filter(isUniform).length} flows all layers are equal and alternate: what stays is the same flow whichever is removed, so every layer costs the same and there is no order to find, though gain differs between them.`,
      `The measures, for a layer z = f(h), all over held-out rows:\n\n${measureList()}`,
      `A measure chosen as the best on one half of the flows has a ρ of ${chosenInHalves(flows, CANDIDATES).toFixed(2)} on the other half, mean over random halves.`,
      `${noiseText(noise)} ${recoveryText(layers)}`,
      `Parts of the study:\n\n${groupTable(flows, [...new Set([...shown, REPLACED])])}`,
      REMOVED,
      affineText(flows, shown),
      COST,
      `Every layer, in the order data → latent, nats:\n\n${flowTable(flows, shown)}`,
      `Each training: ${TRAINING.steps} steps of ${TRAINING.batchSize} rows, Adam ${TRAINING.learningRate} with ${TRAINING.warmup} warm-up steps and a cosine, gradients clipped at ${TRAINING.gradientClip}, the weights of the last step. NLL over all held-out rows (10 000, letters-16: 2000), measures over the first 4096 of them. Measures that differ by less than 1e-6 are equal; equal values share the mean of their ranks.`,
      'mixture-6, sine-chain-8: see [initialization.md](initialization.md). skewed-5: skewed and heavy-tailed columns. gaussian-4: correlated normal columns, where no flow can be better than the fitted Gaussian. few-rows-6: 400 rows of mixture-6, where the flows overfit. letters-16: the table of examples/letters.flow.json without the class. The others are the toy sources of the same names.',
      `Trainings are kept in \`${KEPT}\`, so that a study that was stopped goes on; delete its gain-*.jsonl to train everything again.`,
    ],
    pictures: {
      [PICTURE]: scatterPicture(
        shown.map((name) => panelOf(flows, name, pooledOf(name))),
        'NLL lost without the layer, nats',
      ),
    },
    data: dataOf(flows, all, noise),
  };
}

/** The question of the page, answered by the numbers. */
function answer(flows: readonly StudiedFlow[], best: MeasureName, pooledOf: (name: MeasureName) => number): string {
  const [gain, leading] = [pooledOf('gain'), pooledOf(best)];
  const [low, high] = bootstrapInterval(
    flows,
    (drawn) => pooled(drawn, (layer) => measureOf(layer, best)) - pooled(drawn, (layer) => measureOf(layer, 'gain')),
    1000,
  );
  const missedBy = (name: MeasureName) =>
    flows
      .flatMap((flow) => flow.layers)
      .filter((layer) => measureOf(layer, name) < 0 && lostOf(layer) > 2 * meanAndError(layer.lost).se).length;
  return [
    `**${gain >= ENOUGH ? 'Yes' : 'No'}**: gain has ρ = ${gain.toFixed(3)}, and ${ENOUGH} was asked for.`,
    `The best of ${CANDIDATES.length} measures is *${best}* with ρ = ${leading.toFixed(3)}${leading < ENOUGH ? ', so that none reaches it' : ''}; its difference from gain is ${(leading - gain).toFixed(2)} (95 %: ${low.toFixed(2)} … ${high.toFixed(2)}).`,
    'Gain asks what a layer adds to those before it, as a Gaussian sees it.',
    'A layer that only prepares the data for later ones gets little or less than nothing:',
    `${missedBy('gain')} layers have a negative gain although the flow is worse without them by more than two standard errors. With *${best}* it is ${missedBy(best)}.`,
  ].join(' ');
}

function panelOf(flows: readonly StudiedFlow[], name: MeasureName, rho: number): ScatterPanel {
  return {
    title: `${name}: ρ = ${rho.toFixed(2)}`,
    label: `${name}, nats`,
    points: flows.flatMap(({ flow, layers }) =>
      layers.map((layer) => ({ x: measureOf(layer, name), y: lostOf(layer), group: flow.family })),
    ),
  };
}

function noiseText({ flow, lost, size, certain, ceiling, ceilingPerFlow }: RetrainNoise): string {
  return `Noise of training again: the NLL of the same flow has a standard deviation of ${flow.toFixed(3)} nats over the seeds (median over the flows). The NLL lost has a standard error of ${lost.toFixed(3)} nats (median over the layers; its median size is ${size.toFixed(3)}), and for ${Math.round(100 * certain)} % of the layers it is more than two standard errors from 0. A perfect measure would reach ρ = ${ceiling.toFixed(2)} over all layers, and ${ceilingPerFlow.toFixed(2)} within a flow: √ of the reliability of the mean over the seeds, from its halves (Spearman–Brown). Layers whose removal leaves the same flow share one figure.`;
}

/** Why no measure of one trained flow comes near that ceiling. */
function recoveryText(layers: readonly StudiedLayer[]): string {
  const shares = layers.flatMap((layer) => {
    const replaced = measureOf(layer, REPLACED);
    return replaced > CLEAR ? [lostOf(layer) / replaced] : [];
  });
  return `So noise is not what keeps the measures below it. The layers that stay learn to do without the removed one, and how well depends on what they could do, not on what they do in the trained flow: the NLL lost is ${Math.round(100 * median(shares))} % of *${REPLACED}* (median over the ${shares.length} layers where that is above ${CLEAR} nats).`;
}

/** What neither of the shown measures can see. */
function affineText(flows: readonly StudiedFlow[], shown: readonly MeasureName[]): string {
  const blind = flows
    .flatMap((flow) => flow.layers)
    .filter((layer) => shown.every((name) => measureOf(layer, name) === 0));
  const costly = blind.filter(({ lost }) => meanAndError(lost).mean > 2 * meanAndError(lost).se);
  const most = Math.max(...blind.map(lostOf));
  return `Both measures in the picture are 0 for a layer that is affine itself (actnorm, linear, affine). Yet ${costly.length} of these ${blind.length} layers cost more than two standard errors when they are removed, at most ${most.toFixed(2)} nats: the flow trains less well without them, or cannot scale at all.`;
}

const REMOVED =
  'What *removed* means: the layer’s line is deleted from the spec. Masks and orders that alternate do so anew over the layers that stay, so no two neighbors keep the same columns. With fixed masks and permutations, the permutation behind the coupling goes with it, since two permutations in a row would undo each other. Layers without anything to learn (permutations, reshapes) are not candidates. The rest is trained from new start values with the same number of steps, the same batches and the same seeds.';

const COST =
  'Cost: gain needs one pass of the rows through the flow. The measures that replace or leave out a layer need L(L + 1)/2 applications of a layer instead of L, and the best affine map needs a covariance of all columns, as G does.';

function dataOf(flows: readonly StudiedFlow[], all: readonly object[], noise: RetrainNoise): object {
  const short = (value: number) => Number(value.toPrecision(4));
  return {
    agreements: all,
    noise,
    measures: MEASURE_NAMES,
    flows: flows.map(({ flow, nlls, layers }) => ({
      architecture: flow.architecture,
      rows: flow.rows,
      nll: short(meanOf(nlls)),
      layers: layers.map((layer) => ({
        index: layer.index,
        type: layer.type,
        lost: layer.lost.map(short).join(' '),
        measures: MEASURE_NAMES.map((name) => short(measureOf(layer, name))).join(' '),
      })),
    })),
  };
}
