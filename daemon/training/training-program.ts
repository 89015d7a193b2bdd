/** One whole training step as a graph: gather the batch, losses, gradients, clipping, optimizer, averages, statistics. */

import { type DataEntry, enterBatch, enteredLogDet } from '../data/columns/enter.ts';
import type { NoiseInput } from '../evaluation/row-graph.ts';
import { noiseInputs } from '../evaluation/row-graph.ts';
import type { Environment } from '../flow/apply/environment.ts';
import type { Model } from '../models/definition.ts';
import type { TrainingPlan } from '../models/plan.ts';
import type { StepProgram } from '../programs/step-program.ts';
import { sub } from '../tensor/ops/arithmetic.ts';
import { split } from '../tensor/ops/concat-split.ts';
import { input, scalar, toFloat } from '../tensor/ops/leaf.ts';
import { scan, unrolled } from '../tensor/ops/scan.ts';
import { minimum } from '../tensor/ops/select.ts';
import { take } from '../tensor/ops/take.ts';
import { abs } from '../tensor/ops/unary.ts';
import type { Shape, Tensor } from '../tensor/tensor.ts';
import type { BatchShares } from './devices/batch-shares.ts';
import { batchShares, fillers } from './devices/batch-shares.ts';
import { mirroredBatch, mirroredContext } from './mirror.ts';
import { isSamePace, type Pace, pacesOf, paceWidth } from './pace.ts';
import type { ParameterGroup } from './parameter-groups.ts';
import { unpackMembers, unpackTensor } from './parameter-groups.ts';
import { exchangedMeans, ofData, reportTensor } from './program/batch-means.ts';
import { fixedParameters } from './program/fixed-parameters.ts';
import { movePlayer } from './program/player-move.ts';
import { gradientOf, playersOf } from './program/players.ts';
import { GRADIENT_LIMIT, lossBounds, type ReportLayout } from './step-report.ts';

export interface ProgramData {
  readonly rows: number;
  readonly dtype: 'float' | 'uint8';
  /** What is done to the rows of a batch first; null: nothing. */
  readonly entry: DataEntry | null;
  /** Shapes of the condition images of a row, if images are mirrored at random; absent: they are not. */
  readonly mirrored?: readonly Shape[];
  /** Whether each step is given the values of its rows, because the data are in a file. Otherwise the loop holds all rows. */
  readonly gathered?: boolean;
  /** Whether rows have weights. */
  readonly weighted?: boolean;
}

export interface TrainingProgram {
  readonly program: StepProgram;
  readonly groups: readonly ParameterGroup[];
  /** Of the objectives, in the order of the schedule's columns. */
  readonly paces: readonly Pace[];
  readonly noise: readonly NoiseInput[];
  /** Whether steps take `MIRRORED`. */
  readonly mirrors: boolean;
  /** Whether rows have weights of their own. */
  readonly weighted: boolean;
  /** Inputs with a batch axis have the rows of one device. */
  readonly shares: BatchShares;
  readonly report: ReportLayout;
}

/** Name of the input that says which images of a batch are mirrored, [batch]. */
export const MIRRORED = 'mirrored';

/** Name of the input with the weights of the rows, [batch], if not all are 1. */
export const WEIGHTS = 'weights';

/** Name of the output with the columns of `ReportLayout`, one row per step. */
export const REPORT = 'report';

export interface ProgramOptions {
  readonly repeats: 'scan' | 'unrolled';
  /** Bound of the losses that are likelihoods, nats. */
  readonly lossLimit: number;
  /** Number of devices that share each batch. Default: 1. */
  readonly devices?: number;
}

/**
 * All objectives are computed from the same parameters, and each updates its own group in the same step.
 * @throws Error if groups, objectives and parameters of the model do not fit together
 * @throws FlowscopeError `usage` if there are more devices than rows in a batch
 */
export function trainingProgram(
  model: Model,
  training: TrainingPlan,
  data: ProgramData,
  options: ProgramOptions,
): TrainingProgram {
  const shares = batchShares(training.batchSize, options.devices ?? 1);
  const batch = shares.rows;
  const players = playersOf(model, training);
  const states = players.flatMap(({ states: own }) => own);
  const noise = noiseInputs();
  const fixed = fixedParameters(model.parameters);
  const parameters = new Map(fixed.tensors);
  for (const { group, theta } of states)
    for (const [name, x] of unpackMembers(group, unpackTensor(group, theta.input))) parameters.set(name, x);

  const rows = input('rows', [batch], 'int64');
  const mirrored = data.mirrored ? input(MIRRORED, [batch]) : null;
  const { weighted = false } = data;
  const weights = weighted || fillers(shares) > 0 ? input(WEIGHTS, [batch]) : null;
  const contextOf = (given: Tensor) => (mirrored ? mirroredContext(given, mirrored, data.mirrored!) : given);
  const values = input('data', [data.gathered ? batch : data.rows, ...model.inputShape], data.dtype);
  const contexts = model.contextSize > 0 ? input('context', [data.rows, model.contextSize]) : null;
  const environment: Environment = {
    parameters,
    context: contexts && contextOf(take(contexts, rows, 0)),
    noise: noise.add,
    loop: options.repeats === 'scan' ? scan : unrolled,
    recompute: training.recompute,
    ...(shares.devices > 1 || weighted ? { share: { weights, ...(weighted ? { uneven: true } : {}) } } : {}),
    masked: true,
    // Runtimes without loops would write them out again.
    folds: options.repeats === 'scan',
    probe: null,
    initialize: false,
  };
  const stored = toFloat(data.gathered ? values : take(values, rows, 0));
  const seen = mirrored ? mirroredBatch(stored, mirrored) : stored;
  const { x, ...entered } = enterBatch(seen, data.entry, noise.add);
  const own = ofData(model, model.batch(x, environment), enteredLogDet(entered), environment);
  const slopes = players.map((player, i) => gradientOf(player, own.losses[i]!, parameters));
  const { terms, slopes: whole } = exchangedMeans(own, slopes, shares, weighted ? weights : null);
  const paces = pacesOf(model.objectives, training);
  const columns = paces.map(paceWidth);
  const schedule = input('schedule', [columns.reduce((sum, width) => sum + width, 0)]);
  const schedules = split(schedule, columns, 0);
  const moves = players.map((player, i) => {
    const pace = schedules[paces.findIndex((own) => isSamePace(own, player.pace))]!;
    return movePlayer(player, whole[i]!, pace, training);
  });

  const margins = lossBounds(model.objectives, options.lossLimit, training).flatMap((bound, i) => [
    sub(scalar(bound), abs(terms.losses[i]!)),
    sub(scalar(GRADIENT_LIMIT), moves[i]!.squaredNorm),
  ]);
  const squaredNorms = moves.map(({ squaredNorm }) => squaredNorm);
  return {
    program: {
      state: moves.flatMap(({ next }) => next),
      perStep: [
        ...(data.gathered ? [{ name: 'data', tensor: values, batchAxis: 0 }] : []),
        // The values of these rows are given already, so only their contexts are gathered.
        ...(data.gathered && !contexts ? [] : [{ name: 'rows', tensor: rows, batchAxis: 0 }]),
        { name: 'schedule', tensor: schedule, batchAxis: null },
        ...(mirrored ? [{ name: MIRRORED, tensor: mirrored, batchAxis: 0 }] : []),
        ...(weights ? [{ name: WEIGHTS, tensor: weights, batchAxis: 0 }] : []),
        ...noise.inputs.map(({ name, tensor }) => ({ name, tensor, batchAxis: 0 })),
      ],
      captured: [
        ...(data.gathered ? [] : [{ name: 'data', tensor: values }]),
        ...(contexts ? [{ name: 'context', tensor: contexts }] : []),
        ...fixed.inputs,
      ],
      outputs: [{ name: REPORT, tensor: reportTensor(terms, squaredNorms) }],
      proceed: margins.reduce(minimum),
      moves: moves.map(({ optimizer }) => optimizer),
    },
    groups: states.map(({ group }) => group),
    paces,
    noise: noise.inputs,
    mirrors: mirrored !== null,
    weighted,
    shares,
    report: {
      objectives: model.objectives,
      terms: Object.keys(terms.terms),
      ...(model.likelihoodTerms ? { likelihoodTerms: model.likelihoodTerms } : {}),
      positions: terms.layers?.logDets.flatMap(({ positions }) => positions) ?? null,
    },
  };
}
