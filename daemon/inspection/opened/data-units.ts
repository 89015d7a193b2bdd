/** Converts the flow's units back to those of the data file. */
import type { OpenFacts } from './open-flow.ts';

/**
 * Points in data units, [n, D] row-major: standardization is undone, dequantized columns become whole numbers again,
 * and angles lie in [0, period).
 */
export function toDataUnits({ dataset, transform }: OpenFacts, values: Float32Array): Float64Array {
  const restored = transform.restore(values);
  const { dequantizedColumns, columns, summary } = dataset;
  const angles = (summary.periods ?? []).flatMap((period, column) => (period === null ? [] : [{ column, period }]));
  if (dequantizedColumns.length === 0 && angles.length === 0) return restored;
  const result = restored.slice();
  for (let row = 0; row < result.length; row += columns.length) {
    for (const column of dequantizedColumns) result[row + column] = Math.floor(result[row + column]!);
    for (const { column, period } of angles) {
      const turned = result[row + column]! - period * Math.floor(result[row + column]! / period);
      result[row + column] = turned >= period ? 0 : turned;
    }
  }
  return result;
}
