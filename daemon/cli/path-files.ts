/** Writes traversals of the latent space as files: a grid of points, row by row. */
import { isPlane } from '../../protocol/common.ts';
import type { Dataset } from '../data/definition.ts';
import { pointCells } from '../data/modelled-categories.ts';
import { writeCsv, writeTable } from '../encoding/write-csv.ts';
import { checkCurves, curveFile, type PathSteps } from './curve-file.ts';
import {
  checkPicture,
  isPictureFormat,
  POINT_FORMATS,
  type PointFormat,
  type PointSet,
  pointFile,
} from './point-files.ts';
import { usageError } from './usage-error.ts';

export const PATH_FORMATS = POINT_FORMATS;

/** Maximum count of numbers to print; more need a file. */
const MOST_PRINTED = 100_000;

export function checkPrinted(count: number): void {
  if (count > MOST_PRINTED)
    throw usageError(
      `cannot print ${count} numbers, the limit is ${MOST_PRINTED}`,
      'Write them to a file: -o F.npy or F.png.',
    );
}

/** Points on paths. */
export interface PathSet extends PointSet {
  /** Absent: only images have such paths. */
  readonly steps?: PathSteps;
}

/** Whether a picture of the paths has a curve for each column. */
export function hasCurves(format: PointFormat | null, { summary: { shape } }: Pick<Dataset, 'summary'>): boolean {
  return isPictureFormat(format) && shape.length === 1 && !isPlane(shape);
}

/** Refuses a picture before the points are computed. @param paths number of them @param steps points of each */
export function checkPaths(format: PointFormat | null, paths: number, steps: number, dataset: Dataset): void {
  if (hasCurves(format, dataset)) checkCurves(paths, dataset);
  else checkPicture(format, paths * steps, dataset);
}

/**
 * CSV rows begin with the coordinates in the grid: `labels` names them, and `places` has one list per point.
 */
export async function pathFile(
  format: PointFormat,
  points: PathSet,
  dataset: Dataset,
  labels: readonly string[],
  places: readonly (readonly number[])[],
): Promise<Uint8Array | string> {
  const { steps } = points;
  if (steps !== undefined && isPictureFormat(format) && hasCurves(format, dataset)) {
    return curveFile(format, { ...points, steps }, dataset);
  }
  if (format !== 'csv') return pointFile(format, points, dataset);
  if (dataset.categories !== undefined) {
    const cells = places.map((place, i) => [...place, ...pointCells(dataset, points.values, i)]);
    return writeTable([...labels, ...dataset.columns], cells);
  }
  const width = dataset.columns.length;
  const table = new Float64Array(places.length * (labels.length + width));
  for (const [i, place] of places.entries()) {
    const start = i * (labels.length + width);
    table.set(place, start);
    table.set(points.values.subarray(i * width, (i + 1) * width), start + labels.length);
  }
  return writeCsv([...labels, ...dataset.columns], table);
}
