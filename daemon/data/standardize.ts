import { FlowscopeError } from '../errors/flowscope-error.ts';
import type { Rows, Standardization } from './definition.ts';

/**
 * Mean and standard deviation (divisor n) of each column of the training rows, in float64 by two passes.
 * @param options `exempt`: columns that keep mean 0 and standard deviation 1 (angles). `dequantized`: columns to which
 *   uniform noise in [0, 1) will be added, which shifts the mean by ½ and adds 1/12 to the variance
 * @throws FlowscopeError `data` for a constant column, which has nothing to model
 */
export function fitStandardization(
  train: Rows,
  columns: readonly string[],
  options: { readonly exempt?: readonly number[]; readonly dequantized?: readonly number[] } = {},
): Standardization {
  const width = columns.length;
  const { count, values } = train;
  const exempt = new Set(options.exempt);
  const dequantized = new Set(options.dequantized);
  const mean = new Float64Array(width);
  const std = new Float64Array(width);
  for (let j = 0; j < width; j++) {
    if (exempt.has(j)) {
      std[j] = 1;
      continue;
    }
    let sum = 0;
    for (let at = j; at < count * width; at += width) sum += values[at]!;
    const center = sum / count;
    let squares = 0;
    for (let at = j; at < count * width; at += width) squares += (values[at]! - center) ** 2;
    const deviation = Math.sqrt(squares / count);
    // Summing equal values leaves a rounding error of at most this size.
    if (!(deviation > 1e-12 * Math.abs(center))) throw constantColumn(columns[j]!, values[j]!, count);
    const noisy = dequantized.has(j);
    mean[j] = noisy ? center + 0.5 : center;
    std[j] = noisy ? Math.sqrt(deviation ** 2 + 1 / 12) : deviation;
  }
  return { mean, std };
}

function constantColumn(column: string, value: number, count: number): FlowscopeError {
  return new FlowscopeError(
    'data',
    `column ${column} is constant (${value}) in the ${count} training rows: it cannot be standardized and has no density`,
    { hint: 'leave the column out; in a table, name the others in "columns"', about: { key: 'columns', text: column } },
  );
}
