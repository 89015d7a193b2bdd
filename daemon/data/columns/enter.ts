/** The graphs between prepared rows and the flow: noise for dequantized columns, then the columns' steps. */
import { add, div, mul, reshape, sub, sum } from '../../tensor/ops/arithmetic.ts';
import { concat } from '../../tensor/ops/concat-split.ts';
import { constant } from '../../tensor/ops/leaf.ts';
import { take } from '../../tensor/ops/take.ts';
import type { Shape, Tensor } from '../../tensor/tensor.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import type { Chain } from './chain.ts';
import { type FittedStep, STAGES, type Stage } from './define-step.ts';
import { stepOf } from './registry.ts';

/** What graphs do to prepared rows before the flow. It is part of the keys of graphs, as JSON. */
export interface DataEntry {
  /** Width of the uniform dequantization noise of each coordinate, in the units of prepared rows; null: there is none. */
  readonly noiseScale: readonly number[] | null;
  /** One for each coordinate; null: shift and scale are all there is. */
  readonly chains: readonly Chain[] | null;
}

export interface Entered {
  /** As the flow takes it. */
  readonly x: Tensor;
  /** ln|det| of each stage beyond the constant of its row in `DataTransform`, [B], nats; absent: that is all. */
  readonly logDets: Partial<Record<Stage, Tensor>>;
}

/**
 * @param x prepared rows, [B, …]
 * @param entry null: they are in the flow's units already
 */
export function enterBatch(
  x: Tensor,
  entry: DataEntry | null,
  noise: (kind: 'uniform', shape: Shape) => Tensor,
): Entered {
  if (entry === null) return { x, logDets: {} };
  const noisy = withNoise(x, entry.noiseScale, noise);
  return entry.chains === null ? { x: noisy, logDets: {} } : throughSteps(noisy, entry.chains);
}

/** ln|det| of all stages, [B]; null: nothing depends on the row. */
export function enteredLogDet({ logDets }: Pick<Entered, 'logDets'>): Tensor | null {
  return STAGES.map((stage) => logDets[stage]).reduce<Tensor | null>(
    (total, own) => (own === undefined ? total : total === null ? own : add(total, own)),
    null,
  );
}

/** log q of rows from that in the flow's units; what is constant (`DataTransform.logDet`) is added to the results. */
export function enteredDensity(logProb: Tensor, entered: Pick<Entered, 'logDets'>): Tensor {
  const logDet = enteredLogDet(entered);
  return logDet === null ? logProb : add(logProb, logDet);
}

/** Data units from the flow's units, [B, …], as `DataTransform.restore`. */
export function leaveBatch(z: Tensor, chains: readonly Chain[]): Tensor {
  let flat = reshape(z, [z.shape[0]!, sizeOf(z.shape.slice(1))]);
  for (const stage of STAGES.toReversed()) {
    for (const { columns, steps } of groupsOf(chains, stage)) {
      const v = stepOf(steps[0]!).inverseGraph(take(flat, columns, 1), steps);
      flat = withColumns(flat, columns, add(mul(v, row(steps, 'scale')), row(steps, 'center')));
    }
  }
  return reshape(flat, z.shape);
}

/** In units of the first step's scale, one unit of the data is 1/scale wide. */
function withNoise(x: Tensor, scale: readonly number[] | null, noise: (kind: 'uniform', shape: Shape) => Tensor) {
  if (scale === null) return x;
  return add(x, mul(noise('uniform', x.shape), constant(scale, x.shape.slice(1))));
}

function throughSteps(x: Tensor, chains: readonly Chain[]): Entered {
  let flat = reshape(x, [x.shape[0]!, sizeOf(x.shape.slice(1))]);
  const logDets: Partial<Record<Stage, Tensor>> = {};
  for (const stage of STAGES) {
    for (const { columns, steps } of groupsOf(chains, stage)) {
      const own = take(flat, columns, 1);
      // The first step of a column was shifted and scaled on the host, in float64.
      const isFirst = steps.map((step, i) => chains[columns[i]!]![0] === step);
      const center = steps.map((step, i) => (isFirst[i] ? 0 : step.center));
      const scale = steps.map((step, i) => (isFirst[i] ? 1 : step.scale));
      const { value, logSlope } = stepOf(steps[0]!).forwardGraph(
        div(sub(own, constant(center, [steps.length])), constant(scale, [steps.length])),
        steps,
      );
      flat = withColumns(flat, columns, value);
      if (logSlope === null) continue;
      const logDet = sum(logSlope, [1]);
      logDets[stage] = logDets[stage] === undefined ? logDet : add(logDets[stage], logDet);
    }
  }
  return { x: reshape(flat, x.shape), logDets };
}

/** Columns with the same kind of step at a stage. */
function groupsOf(chains: readonly Chain[], stage: Stage) {
  const groups = new Map<string, { readonly columns: number[]; readonly steps: FittedStep[] }>();
  for (const [column, chain] of chains.entries()) {
    const step = chain.find((own) => own.stage === stage);
    if (step === undefined) continue;
    const group = groups.get(step.type) ?? { columns: [], steps: [] };
    group.columns.push(column);
    group.steps.push(step);
    groups.set(step.type, group);
  }
  return groups.values();
}

/** [B, D] with other values of some columns. */
function withColumns(x: Tensor, columns: readonly number[], values: Tensor): Tensor {
  const width = x.shape[1]!;
  if (columns.length === width) return values;
  const place = new Map(columns.map((column, i) => [column, width + i]));
  return take(
    concat([x, values], 1),
    Array.from({ length: width }, (_, j) => place.get(j) ?? j),
    1,
  );
}

function row(steps: readonly FittedStep[], key: 'center' | 'scale'): Tensor {
  return constant(
    steps.map((step) => step[key]),
    [steps.length],
  );
}
