/** Writes points as tables, arrays or pictures. */

import type { ContextColumns } from '../data/context-values.ts';
import type { Dataset } from '../data/definition.ts';
import { pointCells } from '../data/modelled-categories.ts';
import { valuesAt } from '../data/stored/stored-rows.ts';
import { writeCsv, writeTable } from '../encoding/write-csv.ts';
import { writeNpy } from '../encoding/write-npy.ts';
import { extentOf, type GridExtent } from '../inspection/numerics/extent.ts';
import type { DataFacts } from '../inspection/opened/open-flow.ts';
import { nameTicks } from '../pictures/column-ticks.ts';
import type { GridLabels } from '../pictures/grid-picture.ts';
import { PICTURE_FORMATS, type PictureFormat } from '../pictures/picture-format.ts';
import type { ThemeName } from '../pictures/theme.ts';
import type { Tick } from '../pictures/ticks.ts';
import { pointRows } from '../statistics/resampling.ts';
import { sizeOf } from '../tensor/tensor.ts';
import { usageError } from './usage-error.ts';

export interface PointSet {
  /** Data units, row-major [leading…, D]. */
  readonly values: Float32Array | Float64Array;
  /** Leading shape before that of a point: [n], or [rows, columns] of a grid. */
  readonly leading: readonly number[];
  /** Images per row of a picture; default: the columns of a grid, or a square for a list. */
  readonly imagesPerRow?: number;
  readonly title: string;
  /** Of a picture. */
  readonly theme: ThemeName;
  /** Labels and gaps of a picture of images. */
  readonly labels?: GridLabels;
  /** Context of each point, for tables; null or absent if the flow takes none. */
  readonly context?: ContextColumns | null;
}

export const POINT_FORMATS = ['csv', 'npy', ...PICTURE_FORMATS] as const;
export type PointFormat = (typeof POINT_FORMATS)[number];

export function isPictureFormat(format: string | null): format is PictureFormat {
  return PICTURE_FORMATS.some((known) => known === format);
}

/** Number of data points drawn behind points of the plane. */
const DATA_POINTS = 4000;
const LARGEST_GRID = 2500;

/** @throws FlowscopeError `usage` if points of this shape cannot be drawn */
export async function pointFile(
  format: PointFormat,
  points: PointSet,
  dataset: DataFacts,
): Promise<Uint8Array | string> {
  const { values, leading, context = null } = points;
  if (format === 'npy') return writeNpy(values, [...leading, ...dataset.summary.shape]);
  if (format === 'csv') {
    return context === null && dataset.categories === undefined
      ? writeCsv(dataset.columns, values)
      : withWords(points, context, dataset);
  }
  return dataset.summary.shape.length === 3 ? imageGrid(points, dataset) : scatter(format, points, dataset);
}

/** Points with the names of categories and with their contexts, so that the file can be evaluated. */
function withWords({ values }: PointSet, context: ContextColumns | null, dataset: DataFacts): string {
  const { columns } = dataset;
  return writeTable([...columns, ...(context?.names ?? [])], rows());

  function* rows() {
    for (let i = 0; i < values.length / columns.length; i++) {
      yield [...pointCells(dataset, values, i), ...(context?.row(i) ?? [])];
    }
  }
}

/** Refuses a picture before the points are computed. */
export function checkPicture(format: PointFormat | null, count: number, { summary }: DataFacts): void {
  if (!isPictureFormat(format)) return;
  if (summary.shape.length === 3 && format === 'svg') {
    throw usageError('images cannot be written as .svg: their pixels need .png', 'Write .png or .npy.');
  }
  if (summary.shape.length === 3 && count > LARGEST_GRID) {
    throw usageError(
      `a picture can hold at most ${LARGEST_GRID} images, but ${count} were requested`,
      'Write .npy, or request fewer images.',
    );
  }
  if (summary.shape.length !== 3 && sizeOf(summary.shape) !== 2) {
    throw usageError(
      `cannot draw points of ${sizeOf(summary.shape)} dimensions: .${format} needs images or 2-D data`,
      'Write .csv or .npy.',
    );
  }
}

async function imageGrid(
  { values, leading, title, theme, imagesPerRow, labels }: PointSet,
  { summary }: DataFacts,
): Promise<Uint8Array> {
  const { gridPicture } = await import('../pictures/grid-picture.ts');
  const [height, width, channels] = summary.shape as readonly [number, number, number];
  const count = sizeOf(leading);
  const columns = imagesPerRow ?? leading[1] ?? Math.ceil(Math.sqrt(count));
  const scale = 255 / (2 ** (summary.bits ?? 8) - 1);
  // Clamped, because a flow may put a little mass outside the range of pixel values.
  const images = Uint8ClampedArray.from(values, (value) => value * scale);
  const rows = Math.ceil(count / columns);
  return gridPicture({ ...labels, images, rows, columns, height, width, channels, title, theme });
}

async function scatter(
  format: PictureFormat,
  { values, title, theme }: PointSet,
  dataset: DataFacts,
): Promise<Uint8Array> {
  const { samplesPicture } = await import('../pictures/samples-picture.ts');
  const { train } = dataset;
  // If the rows are not available, only the points are drawn.
  const extent = train ? planeExtent({ train }) : extentOf(values, values.length / 2);
  return samplesPicture({
    samples: values,
    data: train ? Float64Array.from(valuesAt(train, pointRows(train, DATA_POINTS))) : null,
    extent,
    title,
    columns: planeColumns(dataset),
    values: [categoryTicks(dataset, 0), categoryTicks(dataset, 1)],
    format,
    theme,
  });
}

export function planeExtent({ train }: Pick<Dataset, 'train'>): GridExtent {
  return extentOf(train.values, train.count, train.weights);
}

export function planeColumns({ columns }: DataFacts): readonly [string, string] {
  return [columns[0]!, columns[1]!];
}

/** What the numbers of a column stand for; null: they are numbers. */
export function categoryTicks(
  { categories = [] }: Pick<DataFacts, 'categories'>,
  column: number,
): readonly Tick[] | null {
  const names = categories.find((entry) => entry.column === column)?.values;
  return names === undefined ? null : nameTicks(names);
}

/** Lists of `size` entries each. */
export function grouped<T>(entries: readonly T[], size: number): T[][] {
  return Array.from({ length: entries.length / size }, (_, i) => entries.slice(i * size, (i + 1) * size));
}

/** Rows of a row-major array as lists. */
export function nested(values: ArrayLike<number>, width: number): number[][] {
  return Array.from({ length: values.length / width }, (_, row) =>
    Array.from({ length: width }, (__, i) => values[row * width + i]!),
  );
}
