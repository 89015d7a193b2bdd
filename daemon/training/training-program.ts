/** One whole training step as a graph: gather the batch, losses, gradients, clipping, optimizer, averages, statistics. */

import { type DataEntry, enterBatch, enteredLogDet } from '../data/columns/enter.ts';
import type { NoiseInput } from '../evaluation/row-graph.ts';
import { noiseInputs } from '../evaluation/row-graph.ts';
import type { Environment } from '../flow/apply/environment.ts';
import { batchMean } from '../flow/batch-mean.ts';
import { type ParameterUnit, parameterUnits } from '../flow/parameter-units.ts';
import type { BatchTerms, Model } from '../models/definition.ts';
import type { TrainingPlan } from '../models/plan.ts';
import type { OptimizerMove } from '../programs/optimizer-move.ts';
import type { StepProgram } from '../programs/step-program.ts';
import { gradients } from '../tensor/gradients.ts';
import { add, mean, mul, reshape, square, sub, sum } from '../tensor/ops/arithmetic.ts';
import { concat, split } from '../tensor/ops/concat-split.ts';
import { input, scalar, toFloat } from '../tensor/ops/leaf.ts';
import { scan, unrolled } from '../tensor/ops/scan.ts';
import { maximum, minimum, where } from '../tensor/ops/select.ts';
import { take } from '../tensor/ops/take.ts';
import { abs, reciprocal, sqrt } from '../tensor/ops/unary.ts';
import type { DType, Shape, Tensor } from '../tensor/tensor.ts';
import type { BatchShares } from './devices/batch-shares.ts';
import { batchShares, fillers } from './devices/batch-shares.ts';
import { exchanged } from './devices/exchange.ts';
import { mirroredBatch, mirroredContext } from './mirror.ts';
import type { Moments } from './optimizer.ts';
import { averaged, updateGroup } from './optimizer.ts';
import { isSamePace, type Pace, paceOf, pacesOf, paceWidth } from './pace.ts';
import type { ParameterGroup } from './parameter-groups.ts';
import { packTensors, parameterGroups, unpackMembers, unpackTensor } from './parameter-groups.ts';
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
  const fixed = model.parameters.filter(({ trainable }) => !trainable).map(fixedInput);
  const untrained = new Map(fixed.map(({ name, tensor }) => [name, tensor]));
  const parameters = new Map<string, Tensor>(
    parameterUnits(model.parameters.filter(({ trainable }) => !trainable)).flatMap((unit) =>
      fixedTensors(unit, untrained),
    ),
  );
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
    return move(player, whole[i]!, pace, training);
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
        ...fixed,
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

/** Likelihoods of the data, up to the constant of `DataTransform`. Gradients do not depend on the difference. */
function ofData(model: Model, own: BatchTerms, logDet: Tensor | null, environment: Environment): BatchTerms {
  if (logDet === null) return own;
  const mean = batchMean(logDet, environment);
  const terms = Object.entries(own.terms).map(([name, term]) => [
    name,
    model.likelihoodTerms?.includes(name) ? sub(term, mean) : term,
  ]);
  return {
    ...own,
    losses: own.losses.map((loss, i) => (model.objectives[i]!.likelihood ? sub(loss, mean) : loss)),
    terms: Object.fromEntries(terms),
  };
}

/**
 * What the devices exchange, with the terms of the report divided by the mean weight of the batch: weighted means, whose offset in
 * data units is that of all rows. The gradients are those of the sum over the batch.
 * @param weights of the rows; null: all are 1
 */
function exchangedMeans(
  own: BatchTerms,
  slopes: readonly (readonly Tensor[])[],
  shares: BatchShares,
  weights: Tensor | null,
): ReturnType<typeof exchanged> {
  if (weights === null) return exchanged(own, slopes, shares);
  const found = exchanged({ ...own, terms: { ...own.terms, [WEIGHTS]: mean(weights) } }, slopes, shares);
  const { losses, terms, layers } = found.terms;
  const { [WEIGHTS]: weight, ...named } = terms;
  // A batch may have no weight at all.
  const inverse = reciprocal(maximum(weight!, scalar(SMALLEST_WEIGHT)));
  const scaled = (x: Tensor) => mul(x, inverse);
  return {
    slopes: found.slopes,
    terms: {
      losses: losses.map(scaled),
      terms: Object.fromEntries(Object.entries(named).map(([name, x]) => [name, scaled(x)])),
      layers: layers && {
        base: scaled(layers.base),
        logDets: layers.logDets.map((each) => ({ ...each, means: scaled(each.means) })),
      },
    },
  };
}

const SMALLEST_WEIGHT = 1e-12;

interface Player {
  readonly pace: Pace;
  readonly states: readonly GroupState[];
}

/** The packed parameters that each objective updates, in the order of the objectives. */
function playersOf({ groups, objectives, parameters }: Model, training: TrainingPlan): readonly Player[] {
  for (const { name } of groups) {
    const owners = objectives.filter(({ minimizedBy }) => minimizedBy === name);
    if (owners.length !== 1) throw new Error(`parameter group '${name}' has ${owners.length} objectives, not one`);
  }
  const grouped = groups.flatMap((group) => group.parameters);
  if (grouped.length !== parameters.length || parameters.some((own) => !grouped.includes(own))) {
    throw new Error('every parameter of a model must be in exactly one group');
  }
  let packed = 0;
  return objectives.map((objective) => {
    const { minimizedBy } = objective;
    const own = groups.find(({ name }) => name === minimizedBy);
    if (!own) throw new Error(`objective '${objective.name}' is minimized by '${minimizedBy}', which is not a group`);
    const pace = paceOf(objective, training);
    const states = parameterGroups(own.parameters, pace.optimizer.type === 'adamw').map((group) =>
      groupState({ ...group, name: `group${packed++}` }, training),
    );
    return { pace, states };
  });
}

interface Move {
  readonly squaredNorm: Tensor;
  readonly next: StepProgram['state'];
  /** The same, for runtimes that compute it in another way. */
  readonly optimizer: OptimizerMove;
}

/** Of an objective's loss, for each of its groups. */
function gradientOf({ states }: Player, loss: Tensor, parameters: ReadonlyMap<string, Tensor>): readonly Tensor[] {
  const units = new Set(states.flatMap(({ group }) => group.units.map(({ name }) => name)));
  const names = [...parameters].filter(([name]) => units.has(name));
  const derivatives = gradients(
    loss,
    names.map(([, tensor]) => tensor),
  );
  const byName = new Map(names.map(([name], i) => [name, derivatives[i]!]));
  return states.map(({ group }) => packTensors(group, byName));
}

/** The next state of an objective's groups: clipping, optimizer, averages. */
function move({ states, pace }: Player, packed: readonly Tensor[], schedule: Tensor, training: TrainingPlan): Move {
  const squaredNorm = packed.map((g) => sum(square(g))).reduce(add, scalar(0));
  const clipped = clip(packed, squaredNorm, training.gradientClip);
  const [rate, epsilon, decay, moves] = split(
    schedule,
    Array.from({ length: paceWidth(pace) }, () => 1),
    0,
  ).map((part) => reshape(part, [])) as [Tensor, Tensor, Tensor, Tensor?];
  const next = states.flatMap((state, i) => {
    const moments: Moments = { theta: state.theta.input, m: state.m.input, v: state.v.input };
    const next = updateGroup(pace.optimizer, moments, clipped[i]!, { rate, epsilon, decay }, state.group.decay);
    const moved = moves ? restedUnless(moves, moments, next) : next;
    const average = state.average && {
      name: state.average.name,
      input: state.average.input,
      next: averaged(state.average.input, moved.theta, training.ema!.decay),
    };
    return [
      { ...state.theta, next: moved.theta },
      { ...state.m, next: moved.m },
      { ...state.v, next: moved.v },
      ...(average ? [average] : []),
    ];
  });
  const { beta1, beta2 } = pace.optimizer;
  const optimizer: OptimizerMove = {
    rule: { type: pace.optimizer.type === 'adamax' ? 'adamax' : 'adam', beta1, beta2 },
    squaredNorm,
    clip: training.gradientClip,
    schedule: { rate, epsilon, decay, moves: moves ?? null },
    averageDecay: training.ema?.decay ?? null,
    parts: states.map(({ group, theta, m, v, average }, i) => ({
      gradient: packed[i]!,
      ...{ theta: theta.name, m: m.name, v: v.name, average: average?.name ?? null },
      decays: pace.optimizer.type === 'adamw' && group.decay,
    })),
  };
  return { squaredNorm, next, optimizer };
}

/** The moments after a step in which a group moves if `moves` is 1, and rests if it is 0. */
function restedUnless(moves: Tensor, before: Moments, after: Moments): Moments {
  return {
    theta: where(moves, after.theta, before.theta),
    m: where(moves, after.m, before.m),
    v: where(moves, after.v, before.v),
  };
}

/** The columns of `ReportLayout`. */
function reportTensor({ losses, terms, layers }: BatchTerms, squaredNorms: readonly Tensor[]): Tensor {
  const scalars = [...losses, ...squaredNorms, ...Object.values(terms), ...(layers ? [layers.base] : [])];
  return concat([...scalars.map((x) => reshape(x, [1])), ...(layers?.logDets ?? []).map(({ means }) => means)], 0);
}

type GroupState = ReturnType<typeof groupState>;

/** State names of a group: `group0.theta`, `group0.m`, `group0.v`, `group0.average`. */
function groupState(group: ParameterGroup, training: TrainingPlan) {
  const named = (suffix: string) => ({
    name: `${group.name}.${suffix}`,
    input: input(`${group.name}.${suffix}`, group.shape),
  });
  return {
    group,
    theta: named('theta'),
    m: named('m'),
    v: named('v'),
    average: training.ema ? named('average') : null,
  };
}

/** The tensors of a unit that is not trained: its members are given one by one. */
function fixedTensors(
  { name, members }: ParameterUnit,
  fixed: ReadonlyMap<string, Tensor>,
): (readonly [string, Tensor])[] {
  const own = members.map((member) => fixed.get(member.name)!);
  const each = members.map((member, i) => [member.name, own[i]!] as const);
  if (members.length === 1) return each;
  const slices = own.map((tensor) => reshape(tensor, [1, ...tensor.shape]));
  return [...each, [name, concat(slices, 0)]];
}

function fixedInput({ name, shape, dtype }: { name: string; shape: Shape; dtype: DType }) {
  return { name, tensor: input(name, shape, dtype) };
}

function clip(gradient: readonly Tensor[], squaredNorm: Tensor, limit: number | null): readonly Tensor[] {
  if (limit === null) return gradient;
  // min(1, limit/|g|); the tiny offset only avoids 0/0.
  const factor = minimum(scalar(1), mul(reciprocal(add(sqrt(squaredNorm), scalar(1e-12))), scalar(limit)));
  return gradient.map((g) => mul(g, factor));
}
