import type { FlowFigureAnswer } from '../answer.ts';
import { sourceOf } from '../opened/open-flow.ts';
import { pointArray } from '../points/point-array.ts';
import { levels } from './levels.ts';

export const levelsAnswer: FlowFigureAnswer<'levels'> = async (params, context) => {
  const { row, count, split, samples, temperature, seed, pixels } = params;
  const { runtime, open, signal } = context;
  const data = await context.data();
  const found = await levels(runtime, open, data, { row, count, split, samples, temperature, seed, signal });
  const { dataset } = data;
  const rows = Math.min(count, dataset[split].count - row);
  return {
    ...sourceOf(context.open),
    split,
    row,
    shape: [rows, found.columns, ...dataset.summary.shape],
    levels: found.levels,
    roundTripError: found.roundTripError,
    values: pointArray(found.values, [rows, found.columns], dataset, pixels),
  };
};
