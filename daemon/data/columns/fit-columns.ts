/** Fits what each column goes through before the flow, to the training rows. */
import type { Rows, Standardization } from '../definition.ts';
import type { LeaveOutOf } from '../leave-out.ts';
import { constantColumn, fitStandardization, rangeOf } from '../standardize.ts';
import { columnsInTurn } from '../stored/gather-columns.ts';
import { affine } from './affine.ts';
import type { Chain } from './chain.ts';
import type { ColumnRequest, Standardize } from './column-keys.ts';
import { fitChain } from './fit-chain.ts';
import type { Weighted } from './location-scale.ts';

export interface FitOptions {
  /** One for each column. */
  readonly requests: readonly ColumnRequest[];
  readonly standardize: Standardize;
  /** Per column, the width w of the uniform noise in [0, w) that is added first; 0: none. */
  readonly noise: readonly number[];
  /** How the spec leaves a column out, for errors. */
  readonly leaveOut?: LeaveOutOf | undefined;
}

export interface FittedColumns {
  /** What is computed in float64 before rows are float32: of each column, the shift and scale, or those of its first step. */
  readonly standardization: Standardization | null;
  /** Absent: shift and scale are all there is. */
  readonly chains?: readonly Chain[];
}

/** Most numbers of columns that are gathered at once. */
const GATHERED = 2 ** 24;

/** @throws FlowscopeError `data` for a constant column */
export function fitColumns(train: Rows, columns: readonly string[], options: FitOptions): FittedColumns {
  const { requests, standardize, noise, leaveOut } = options;
  const stepped = requests.flatMap((request, j) => (hasSteps(request, standardize) ? [j] : []));
  const standardization = standardize ? fitStandardization(train, columns, { exempt: stepped, noise, leaveOut }) : null;
  if (stepped.length === 0) return { standardization };
  const mean = standardization?.mean ?? new Float64Array(columns.length);
  const std = standardization?.std ?? new Float64Array(columns.length).fill(1);
  const chains: Chain[] = columns.map(() => []);
  for (const [j, values] of columnsInTurn(train, stepped, GATHERED)) {
    const chain = fitChain(weighted(values, train.weights), { ...requests[j]!, standardize, noise: noise[j]! });
    if (chain === null) {
      throw constantColumn(columns[j]!, rangeOf(train, j, columns.length), train.count, leaveOut?.(j));
    }
    // A shift and a scale are all done on the host.
    chains[j] = chain.length === 1 && chain[0]!.type === affine.type ? [] : chain;
    mean[j] = chain[0]!.center;
    std[j] = chain[0]!.scale;
  }
  const isAffine = chains.every((chain) => chain.length === 0);
  return { standardization: { mean, std }, ...(isAffine ? {} : { chains }) };
}

/** Whether more than the mean and the standard deviation is asked for. */
function hasSteps({ bounds, transform, period }: ColumnRequest, standardize: Standardize): boolean {
  return period !== undefined || bounds !== undefined || transform !== undefined || typeof standardize === 'string';
}

/** Rows of weight 0 do not count. */
function weighted(values: Float64Array, weights: Float64Array | undefined): Weighted {
  if (weights === undefined) return { values, weights: null };
  return { values: values.filter((_, i) => weights[i]! > 0), weights: weights.filter((weight) => weight > 0) };
}
