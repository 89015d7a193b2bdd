/** Pictures of samples with a line for each condition or label. */

import type { DataFacts } from '../inspection/opened/open-flow.ts';
import type { ConditionRows } from '../inspection/samples/condition-rows.ts';
import type { ValueRows } from '../inspection/samples/value-rows.ts';
import type { GridLabels } from '../pictures/grid-picture.ts';
import { sizeOf } from '../tensor/tensor.ts';
import type { PointSet } from './point-files.ts';

/** A line for each value of a context column, with its samples. */
export function valueLines(points: PointSet, { column, values, each }: ValueRows, { summary }: DataFacts): PointSet {
  const count = points.leading[0]!;
  // The last line may have fewer samples.
  const padded = new Float64Array(values.length * each * sizeOf(summary.shape));
  padded.set(points.values);
  const whole = { x: 0, y: 0, width: summary.shape[1]!, height: summary.shape[0]! };
  const labels: GridLabels = {
    rowLabels: values.map((value) => `${column} ${value}`),
    areaOf: (n) => (n < count ? whole : null),
  };
  return { ...points, values: padded, leading: [values.length, each], labels };
}

/** A line for each row: its condition images, the row itself, and the samples with its context. */
export function conditionLines(
  points: PointSet,
  { rows, each, names, cells, areas }: ConditionRows,
  { summary }: DataFacts,
): PointSet {
  const width = sizeOf(summary.shape);
  const line = (names.length + each) * width;
  const scale = (2 ** (summary.bits ?? 8) - 1) / 255;
  const values = new Float64Array(rows.length * line);
  for (const i of rows.keys()) {
    const own = cells.subarray(i * names.length * width, (i + 1) * names.length * width);
    values.set(
      Float64Array.from(own, (value) => value * scale),
      i * line,
    );
    const samples = points.values.subarray(i * each * width, (i + 1) * each * width);
    values.set(samples, i * line + own.length);
  }
  const columns = names.length + each;
  const [count] = points.leading;
  const labels: GridLabels = {
    rowLabels: rows.map(String),
    columnLabels: [...names, 'samples'],
    groups: { columns: [...names.map(() => 1), each] },
    areaOf: (n) => {
      const [i, column] = [Math.floor(n / columns), n % columns];
      // The last lines may have fewer samples.
      const isMissing = column >= names.length && i * each + column - names.length >= count!;
      return isMissing ? null : (areas[column] ?? { x: 0, y: 0, width: summary.shape[1]!, height: summary.shape[0]! });
    },
  };
  return { ...points, values, leading: [rows.length, columns], labels };
}
