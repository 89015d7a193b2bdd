/** Corner plots of points over rows of the data, as PNG or SVG. */
import { columnDomains } from '../data/column-domains.ts';
import { valuesAt } from '../data/stored/stored-rows.ts';
import { formatCount, formatCounted } from '../format/numbers.ts';
import { weightedRowsText } from '../format/reading-text.ts';
import type { DataFacts } from '../inspection/opened/open-flow.ts';
import { shownRows } from '../inspection/points/weighted-rows.ts';
import type { CornerPictureOptions, CornerPictureSet } from '../pictures/corner-picture.ts';
import type { PictureFormat, PictureStyle } from '../pictures/picture-format.ts';
import type { ThemeName } from '../pictures/theme.ts';
import { CORNER_BINS } from '../statistics/corner/bins.ts';
import { regionsOf } from '../statistics/corner/cell-regions.ts';
import { type ColumnAxis, columnAxes, takeColumns } from '../statistics/corner/column-axes.ts';
import { barBins, barShares, binRows, columnPairs, countRows } from '../statistics/corner/corner-counts.ts';
import { FEWEST_FOR_CONTOURS } from '../statistics/corner/mass-regions.ts';
import { drawnColumns, pointCopies, weighing } from '../statistics/corner/weighing.ts';
import { effectiveSampleSize } from '../statistics/mean-and-error.ts';
import { namedColumns } from './named-columns.ts';
import { usageError } from './usage-error.ts';

/** Columns that are drawn without --columns, and at most. */
const [AT_FIRST, MOST] = [6, 8];
/** Rows of the data that are drawn. */
const MOST_ROWS = 65_536;
/** Sides of points: of few rows, and of many rows outside of their regions, outlined and filled. */
const [POINT, FAR, FAR_FILLED] = [7, 2, 3];

/** What a corner plot shows, and how it is written. */
export interface CornerPlot {
  readonly columns: readonly number[];
  readonly split: 'train' | 'validation' | 'test';
  readonly format: PictureFormat;
  readonly theme: ThemeName;
}

/** The columns of the picture. @param text null: the first ones @throws FlowscopeError `usage` (exit 2) */
export function cornerColumns(text: string | null, { columns }: Pick<DataFacts, 'columns'>): readonly number[] {
  if (text === null) return columns.slice(0, AT_FIRST).map((_, i) => i);
  const distinct = [...new Set(namedColumns('columns', text, columns))];
  if (distinct.length > MOST) {
    throw usageError(`--columns names ${distinct.length} columns, a corner plot has at most ${MOST}`);
  }
  return distinct;
}

/** In the JSON. */
export function cornerFacts(dataset: DataFacts, { columns, split }: CornerPlot) {
  const { count, weights } = drawnRows(dataset, split, true);
  return {
    columns: columns.map((column) => dataset.columns[column]!),
    split,
    rows: count,
    ...(weights === null ? {} : { effectiveRows: effectiveSampleSize(weights) }),
  };
}

/** After the number of samples: ` over 1000 test rows`, and how many of the columns, if these are not all. */
export function cornerWords(dataset: DataFacts, { columns, split }: CornerPlot): string {
  const { count: rows, weights } = drawnRows(dataset, split, true);
  const shown = weightedRowsText(rows, weights === null ? undefined : effectiveSampleSize(weights), SPLITS[split]);
  const part = columnsPart(dataset, columns);
  return `${rows === 0 ? '' : ` over ${shown}`}${part === null ? '' : ` (${part})`}`;
}

/** null: all columns are drawn. */
function columnsPart(dataset: DataFacts, { length }: readonly number[]): string | null {
  return length === dataset.columns.length ? null : `${length} of ${dataset.columns.length} columns`;
}

/** Rows of the data that are drawn. */
interface DrawnRows {
  readonly count: number;
  /** Row-major, data units; null: there are none, or they are not available. */
  readonly values: ArrayLike<number> | null;
  /** Of these rows; null: all are equal. */
  readonly weights: Float64Array | null;
}

/** @param isCounted whether their values are not needed */
function drawnRows(dataset: DataFacts, split: CornerPlot['split'], isCounted = false): DrawnRows {
  const all = dataset[split];
  if (all === undefined || all.count === 0) return { count: 0, values: null, weights: null };
  const { rows, weights } = shownRows(all, MOST_ROWS);
  return {
    count: rows.length,
    values: isCounted ? null : valuesAt(all, rows),
    weights: weighing(weights ?? null),
  };
}

/** @param values row-major [n, D], data units */
export async function cornerFile(
  { values, title }: { readonly values: ArrayLike<number>; readonly title: string },
  dataset: DataFacts,
  plot: CornerPlot,
): Promise<Uint8Array> {
  const { cornerPicture } = await import('../pictures/corner-picture.ts');
  return cornerPicture({ format: plot.format, theme: plot.theme, title, ...cornerContent(values, dataset, plot) });
}

function cornerContent(
  values: ArrayLike<number>,
  dataset: DataFacts,
  { columns, split }: CornerPlot,
): Omit<CornerPictureOptions, 'title' | keyof PictureStyle> {
  const width = dataset.columns.length;
  const { values: rows, weights } = drawnRows(dataset, split);
  const sets: readonly PointColumns[] = [
    { kind: 'sample', isFilled: false, columns: takeColumns(values, width, columns), weights: null },
    ...(rows === null
      ? []
      : [{ kind: `${SPLITS[split]} row`, isFilled: true, columns: takeColumns(rows, width, columns), weights }]),
  ];
  const names = columns.map((column) => dataset.categories?.find((entry) => entry.column === column)?.values ?? null);
  const domains = columnDomains(dataset);
  const axes = columnAxes(
    sets.map((set) => drawnColumns(set.columns, set.weights)),
    { categories: names.map((own) => own?.length ?? null), bounds: columns.map((column) => domains[column]!) },
  );
  const fewest = Math.min(
    ...sets.map(({ columns: [first], weights: own }) => own?.reduce((a, b) => a + b) ?? first!.length),
  );
  const part = columnsPart(dataset, columns);
  const notes = [
    ...(part === null ? [] : [`${part}.`]),
    ...(columns.length === 1 ? [] : ['Contours enclose 39, 86 and 95 % of the samples, or of the rows.']),
    ...(columns.length > 1 && fewest < FEWEST_FOR_CONTOURS
      ? [`Fewer than ${FEWEST_FOR_CONTOURS} rows are drawn as points.`]
      : []),
    ...(weights === null ? [] : ['Bars, contours and areas of points follow the weights.']),
    ...(rows === null ? [`There are no ${SPLITS[split]} rows to show.`] : []),
  ];
  return {
    columns: columns.map((column, i) => ({ name: dataset.columns[column]!, categories: names[i]!, ...axes[i]! })),
    sets: sets.map((set) => pictureSet(set, axes, fewest)),
    note: notes.join(' '),
  };
}

const SPLITS = { train: 'training', validation: 'validation', test: 'test' } as const;

interface PointColumns {
  /** What one of them is called. */
  readonly kind: string;
  readonly isFilled: boolean;
  readonly columns: readonly Float64Array[];
  /** Of the rows, as of `weighing`; null: all are equal. */
  readonly weights: Float64Array | null;
}

/** @param fewest rows of a set */
function pictureSet(
  { kind, isFilled, columns, weights }: PointColumns,
  axes: readonly ColumnAxis[],
  fewest: number,
): CornerPictureSet {
  const binned = binRows(columns, axes, { weights });
  const copies = pointCopies(weights);
  const counts = countRows(binned);
  const isFew = counts.total < FEWEST_FOR_CONTOURS;
  const regionsIn = regionsOf(counts, axes);
  const cells = columnPairs(columns.length).map((pair, index) => {
    const { regions, width, height, far } = regionsIn(pair, index);
    const places = binned.cells[index]!;
    const groups = new Map<number, number[]>();
    for (let i = 0; i < places.length; i++) {
      const bin = places[i]!;
      const drawn = copies?.[i] ?? 1;
      if (drawn === 0 || (isFew ? bin === CORNER_BINS ** 2 : far?.[bin] !== 1)) continue;
      const points = groups.get(drawn) ?? [];
      if (points.length === 0) groups.set(drawn, points);
      points.push(shareOf(axes[pair.x]!, columns[pair.x]![i]!), shareOf(axes[pair.y]!, columns[pair.y]![i]!));
    }
    const inShares = (value: number, i: number) => value / (i % 2 === 0 ? width : height);
    const loops = regions.map(({ loops: own }) => own.map((loop) => loop.map(inShares)));
    const side = isFew ? POINT : isFilled ? FAR_FILLED : FAR;
    const points = [...groups].map(([drawn, own]) => ({ places: own, size: side * Math.sqrt(drawn) }));
    return { regions: isFew ? [] : loops, points };
  });
  const bars = counts.columns.map((own, column) => {
    const axis = axes[column]!;
    return barShares(own, axis, barBins(axis, fewest));
  });
  const fill = isFilled ? 'filled' : 'outlined';
  const size = weights === null ? '' : `, effective sample size ${formatCount(counts.total)}`;
  const label = `${formatCounted(binned.rows, kind)}${size} (${fill})`;
  return { label, isFilled, bars, cells };
}

function shareOf({ low, high }: ColumnAxis, value: number): number {
  return (value - low) / (high - low);
}
