/** What the steps of a training program are fed: rows, schedule, noise. A pure function of the step. */
import type { BatchOrder } from '../data/batch-order.ts';
import type { PreparedRows } from '../data/prepare.ts';
import { valuesAt } from '../data/stored/stored-rows.ts';
import { fillNoise } from '../evaluation/row-graph.ts';
import type { TrainingPlan } from '../models/plan.ts';
import { randomStream } from '../random/random-stream.ts';
import type { Feeds, Values } from '../runtime/runtime.ts';
import { sizeOf } from '../tensor/tensor.ts';
import { fillers, fillUp, rowWeights } from './devices/batch-shares.ts';
import { fillMirrored } from './mirror.ts';
import { paceRow, paceWidth } from './pace.ts';
import type { TrainingProgram } from './training-program.ts';
import { MIRRORED, WEIGHTS } from './training-program.ts';

export interface StepFeedsOptions {
  readonly program: TrainingProgram;
  readonly training: TrainingPlan;
  /** Of the whole run. */
  readonly steps: number;
  readonly data: PreparedRows;
  readonly order: BatchOrder;
}

/** The feeds of steps first … first+count−1 (1-based), [count, …]. */
export type StepFeeds = (first: number, count: number) => Feeds;

/**
 * Devices that share a batch get the rows and the noise of one device, divided among them. What has a batch axis is
 * [count, rows of all devices, …].
 */
export function stepFeeds({ program, training, steps, data, order }: StepFeedsOptions): StepFeeds {
  const { shares } = program;
  const { batch } = shares;
  const columns = program.paces.reduce((total, pace) => total + paceWidth(pace), 0);
  const rowsOf = shares.rows * shares.devices;

  /** An array of `width` values for each row of each step; `fill` writes those of one step. */
  const perRow = <T extends Float32Array | BigInt64Array>(
    make: (size: number) => T,
    { first, count, width }: { readonly first: number; readonly count: number; readonly width: number },
    fill: (step: number, values: T) => void,
  ): T => {
    const values = make(count * rowsOf * width);
    for (let i = 0; i < count; i++) {
      const own = values.subarray(i * rowsOf * width, (i + 1) * rowsOf * width) as T;
      fill(first + i, own.subarray(0, batch * width) as T);
      fillUp(own, width, shares);
    }
    return values;
  };
  const floats = (size: number) => new Float32Array(size);

  return (first, count) => {
    const each = { first, count, width: 1 };
    const rows = perRow(
      (size) => new BigInt64Array(size),
      each,
      (step, out) => order.fillBatches(step - 1, 1, out),
    );
    const schedule = new Float32Array(count * columns);
    for (let i = 0; i < count; i++) {
      const row = program.paces.flatMap((pace) => paceRow(pace, training, first + i, steps));
      schedule.set(row, i * columns);
    }
    const result: Record<string, Values> = { schedule };
    if (data.stored) result.data = valuesAt(data, Uint32Array.from(rows, Number));
    if (!data.stored || data.context) result.rows = rows;
    if (program.mirrors) {
      result[MIRRORED] = perRow(floats, each, (step, own) => fillMirrored(training.seed, step, own));
    }
    if (program.weighted || fillers(shares) > 0) {
      const weights = floats(count * rowsOf);
      for (let i = 0; i < count; i++) weights.set(rowWeights(shares), i * rowsOf);
      if (program.weighted) for (const [i, row] of rows.entries()) weights[i]! *= data.weights![Number(row)]!;
      result[WEIGHTS] = weights;
    }
    for (const { name, kind, shape } of program.noise) {
      result[name] = perRow(floats, { ...each, width: sizeOf(shape) / shares.rows }, (step, own) =>
        fillNoise(randomStream(training.seed, 'noise', name, step), kind, own),
      );
    }
    return result;
  };
}
