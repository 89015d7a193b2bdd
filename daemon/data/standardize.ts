import { FlowscopeError } from '../errors/flowscope-error.ts';
import type { Rows, Standardization } from './definition.ts';

/**
 * Mean and standard deviation (divisor n) of each column of the training rows, in float64 by two passes.
 * @param exempt columns that keep mean 0 and deviation 1 (angles)
 * @throws FlowscopeError `data` for a column that is constant: there is nothing to model in it
 */
export function fitStandardization(
  train: Rows,
  columns: readonly string[],
  exempt: readonly number[] = [],
): Standardization {
  const width = columns.length;
  const { count, values } = train;
  const mean = new Float64Array(width);
  const std = new Float64Array(width);
  for (let i = 0; i < count; i++) for (let j = 0; j < width; j++) mean[j]! += values[i * width + j]!;
  for (let j = 0; j < width; j++) mean[j]! /= count;
  for (let i = 0; i < count; i++) for (let j = 0; j < width; j++) std[j]! += (values[i * width + j]! - mean[j]!) ** 2;
  for (let j = 0; j < width; j++) std[j] = Math.sqrt(std[j]! / count);
  for (const j of exempt) {
    mean[j] = 0;
    std[j] = 1;
  }
  for (let j = 0; j < width; j++) {
    // Rounding of float32 values near the mean leaves at most this much on a column that is constant.
    if (!(std[j]! > 1e-7 * Math.abs(mean[j]!))) {
      throw new FlowscopeError(
        'data',
        `column ${columns[j]} is constant (${values[j]}) in the ${count} training rows: it cannot be standardized and has no density`,
        { hint: 'leave the column out of "columns", or use it as context', exitCode: 1 },
      );
    }
  }
  return { mean, std };
}
