/** The condition images of a path through the latent space, below its picture. */

import { fittedConditions } from '../inspection/opened/fitted-conditions.ts';
import type { DataFacts, OpenModel } from '../inspection/opened/open-flow.ts';
import { sizeOf } from '../tensor/tensor.ts';
import type { PointSet } from './point-files.ts';

const LABEL = 'given';

/**
 * @param points a grid of images
 * @param context [C] of all points; null: they have none in common
 * @returns `points` if the flow has no condition images
 */
export function withGivenConditions(
  points: PointSet,
  { plan }: Pick<OpenModel, 'plan'>,
  context: Float32Array | null,
  { summary }: Pick<DataFacts, 'summary'>,
): PointSet {
  const images = plan.context?.images ?? [];
  if (images.length === 0 || context === null) return points;
  const { cells, areas } = fittedConditions(images, context, summary.shape);
  const columns = points.leading.at(-1)!;
  const rows = sizeOf(points.leading) / columns;
  const added = Math.ceil(images.length / columns);
  const width = sizeOf(summary.shape);
  const scale = (2 ** (summary.bits ?? 8) - 1) / 255;
  const values = new Float64Array((rows + added) * columns * width);
  values.set(points.values);
  for (const [i, cell] of cells.entries()) {
    values.set(
      Float64Array.from(cell, (value) => value * scale),
      (rows * columns + i) * width,
    );
  }
  const whole = { x: 0, y: 0, width: summary.shape[1]!, height: summary.shape[0]! };
  const { rowLabels = new Array<string>(rows).fill(''), groups = {}, ...labels } = points.labels ?? {};
  const names = Array.from({ length: added }, (_, row) =>
    images
      .slice(row * columns, (row + 1) * columns)
      .map(({ name }) => name)
      .join(', '),
  );
  return {
    ...points,
    values,
    leading: [rows + added, columns],
    labels: {
      ...labels,
      rowLabels: [...rowLabels, ...names.map((name) => `${LABEL}\n${name}`)],
      groups: { ...groups, rows: [...(groups.rows ?? [rows]), added] },
      areaOf: (n) => (n < rows * columns ? whole : (areas[n - rows * columns] ?? null)),
    },
  };
}
