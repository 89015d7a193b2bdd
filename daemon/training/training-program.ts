/** One whole training step as a graph: gather the batch, loss, gradients, clipping, optimizer, averages, statistics. */

import type { NoiseInput } from '../evaluation/evaluator.ts';
import { dequantizedBatch } from '../evaluation/evaluator.ts';
import type { Environment } from '../flow/apply.ts';
import type { Flow } from '../flow/flow.ts';
import { density, meansOf } from '../flow/flow.ts';
import type { StepProgram } from '../programs/step-program.ts';
import type { TrainingPlan } from '../spec/plan.ts';
import { gradients } from '../tensor/gradients.ts';
import { add, mean, mul, neg, reshape, square, sub, sum } from '../tensor/ops/arithmetic.ts';
import { concat, split } from '../tensor/ops/concat-split.ts';
import { input, scalar, toFloat } from '../tensor/ops/leaf.ts';
import { scan, unrolled } from '../tensor/ops/scan.ts';
import { minimum } from '../tensor/ops/select.ts';
import { take } from '../tensor/ops/take.ts';
import { abs, reciprocal, sqrt } from '../tensor/ops/unary.ts';
import type { DType, Shape, Tensor } from '../tensor/tensor.ts';
import type { Moments } from './optimizer.ts';
import { averaged, SCHEDULE_COLUMNS, updateGroup } from './optimizer.ts';
import type { ParameterGroup } from './parameter-groups.ts';
import { packTensors, parameterGroups, unpackTensor } from './parameter-groups.ts';

export interface ProgramData {
  readonly rows: number;
  readonly dtype: 'float' | 'uint8';
  /** Deviation of the uniform noise added to each coordinate of a batch (dequantized columns), or null. */
  readonly noiseScale: readonly number[] | null;
}

export interface TrainingProgram {
  readonly program: StepProgram;
  readonly groups: readonly ParameterGroup[];
  readonly noise: readonly NoiseInput[];
  /** Layers in the order of the report's means, by prefix and turn. */
  readonly layers: readonly { readonly path: string; readonly turn: readonly number[] }[];
}

export const REPORT = 'report';
/** Columns of the report before the layers' mean log-dets. */
export const REPORT_COLUMNS = ['loss', 'squaredGradientNorm', 'base'] as const;

/** |∇|² above which a step counts as not finite: V would overflow and freeze the weight without a NaN. */
const GRADIENT_LIMIT = 1e36;

export interface ProgramOptions {
  readonly repeats: 'scan' | 'unrolled';
  readonly lossLimit: number;
}

export function trainingProgram(
  flow: Flow,
  training: TrainingPlan,
  data: ProgramData,
  options: ProgramOptions,
): TrainingProgram {
  const batch = training.batchSize;
  const groups = parameterGroups(flow.parameters, training.optimizer.type === 'adamw');
  const noise: (NoiseInput & { tensor: Tensor })[] = [];
  const addNoise = (kind: 'uniform' | 'normal', shape: Shape) => {
    const tensor = input(`noise${noise.length}`, shape);
    noise.push({ name: `noise${noise.length}`, kind, shape, tensor });
    return tensor;
  };
  const states = groups.map((group) => groupState(group, training));
  const fixed = flow.parameters.filter(({ trainable }) => !trainable).map(fixedInput);
  const parameters = new Map<string, Tensor>(fixed.map(({ name, tensor }) => [name, tensor]));
  for (const { group, theta } of states)
    for (const [name, x] of unpackTensor(group, theta.input)) parameters.set(name, x);

  const rows = input('rows', [batch], 'int64');
  const values = input('data', [data.rows, ...flow.inputShape], data.dtype);
  const contexts = flow.contextSize > 0 ? input('context', [data.rows, flow.contextSize]) : null;
  const environment: Environment = {
    parameters,
    context: contexts && take(contexts, rows, 0),
    noise: addNoise,
    loop: options.repeats === 'scan' ? scan : unrolled,
    probe: null,
    initialize: false,
  };
  const x = dequantizedBatch(toFloat(take(values, rows, 0)), data.noiseScale, addNoise);
  const { base, readings, logProb } = density(flow, x, environment);
  const loss = neg(mean(logProb));

  const names = [...parameters].filter(([name]) => groups.some((g) => g.members.some((p) => p.name === name)));
  const derivatives = gradients(
    loss,
    names.map(([, tensor]) => tensor),
  );
  const byName = new Map(names.map(([name], i) => [name, derivatives[i]!]));
  const packed = groups.map((group) => packTensors(group, byName));
  const squaredNorm = packed.map((g) => sum(square(g))).reduce(add, scalar(0));
  const clipped = clip(packed, squaredNorm, training.gradientClip);

  const schedule = input('schedule', [SCHEDULE_COLUMNS.length]);
  const [rate, epsilon, decay] = split(schedule, [1, 1, 1], 0).map((part) => reshape(part, [])) as [
    Tensor,
    Tensor,
    Tensor,
  ];
  const nextStates = states.flatMap((state, i) => {
    const moments: Moments = { theta: state.theta.input, m: state.m.input, v: state.v.input };
    const next = updateGroup(training.optimizer, moments, clipped[i]!, { rate, epsilon, decay }, state.group.decay);
    const average = state.average && {
      name: state.average.name,
      input: state.average.input,
      next: averaged(state.average.input, next.theta, training.ema!.decay),
    };
    return [
      { ...state.theta, next: next.theta },
      { ...state.m, next: next.m },
      { ...state.v, next: next.v },
      ...(average ? [average] : []),
    ];
  });

  const report = concat(
    [...[loss, squaredNorm, mean(base)].map((x0) => reshape(x0, [1])), ...readings.map(meansOf)],
    0,
  );
  const margin = minimum(sub(scalar(options.lossLimit), abs(loss)), sub(scalar(GRADIENT_LIMIT), squaredNorm));
  return {
    program: {
      state: nextStates,
      perStep: [
        { name: 'rows', tensor: rows, batchAxis: 0 },
        { name: 'schedule', tensor: schedule, batchAxis: null },
        ...noise.map(({ name, tensor }) => ({ name, tensor, batchAxis: 0 })),
      ],
      captured: [
        { name: 'data', tensor: values },
        ...(contexts ? [{ name: 'context', tensor: contexts }] : []),
        ...fixed,
      ],
      outputs: [{ name: REPORT, tensor: report }],
      proceed: margin,
    },
    groups,
    noise: noise.map(({ name, kind, shape }) => ({ name, kind, shape })),
    layers: readings.flatMap(({ leaf, turns }) => turns.map((turn) => ({ path: leaf.path, turn }))),
  };
}

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

function fixedInput({ name, shape, dtype }: { name: string; shape: Shape; dtype: DType }) {
  return { name, tensor: input(name, shape, dtype) };
}

function clip(gradient: readonly Tensor[], squaredNorm: Tensor, limit: number | null): readonly Tensor[] {
  if (limit === null) return gradient;
  // min(1, limit/|g|); the tiny offset only avoids 0/0.
  const factor = minimum(scalar(1), mul(reciprocal(add(sqrt(squaredNorm), scalar(1e-12))), scalar(limit)));
  return gradient.map((g) => mul(g, factor));
}
