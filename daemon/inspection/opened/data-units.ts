/** Converts the flow's units back to those of the data file. */
import { highestOf } from '../../data/columns/chain.ts';
import { floorToGrid, gridOf } from '../../data/grid.ts';
import { turnsOf, wrapRows } from '../../data/turns.ts';
import type { OpenFacts } from './open-flow.ts';

/**
 * Points in data units, [n, D] row-major: the columns' steps are undone, values of dequantized columns
 * lie on their grids again, numbers of categories are those of the nearest
 * one, and angles lie in their turns.
 */
export function toDataUnits({ dataset, transform }: OpenFacts, values: Float32Array): Float64Array {
  const restored = transform.restore(values);
  const { dequantizedColumns, grids, categories = [], columns, summary, chains = [] } = dataset;
  const floors = dequantizedColumns.map((column) => {
    const grid = gridOf(grids, column);
    return { column, grid, highest: highestOf(chains[column] ?? [], grid.step) };
  });
  const turns = turnsOf(summary);
  if (dequantizedColumns.length === 0 && turns.length === 0) return restored;
  const result = restored.slice();
  for (let row = 0; row < result.length; row += columns.length) {
    for (const { column, grid, highest } of floors) {
      result[row + column] = Math.min(highest, floorToGrid(result[row + column]!, grid));
    }
    for (const {
      column,
      values: { length },
    } of categories)
      result[row + column] = Math.max(0, Math.min(length - 1, result[row + column]!));
  }
  wrapRows(result, turns);
  return result;
}
