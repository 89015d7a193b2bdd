/** Corner plots of points over rows of the data, as PNG or SVG. */
import { columnDomains } from '../data/column-domains.ts';
import { rowsWithLabels } from '../data/labeled-rows.ts';
import { takeRows } from '../data/split-rows.ts';
import { valuesAt } from '../data/stored/stored-rows.ts';
import { turnsOf } from '../data/turns.ts';
import { formatCount, formatCounted } from '../format/numbers.ts';
import { weightedRowsText } from '../format/reading-text.ts';
import type { DataFacts } from '../inspection/opened/open-flow.ts';
import { shownRows } from '../inspection/points/weighted-rows.ts';
import type { ValueRows } from '../inspection/samples/value-rows.ts';
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
/** Values of a context column whose samples have a color each. */
const MOST_GROUPS = 6;
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
  /** Values of the context columns that all samples have; null: none. */
  readonly context: Readonly<Record<string, string>> | null;
  /** The samples of each value have a color; null: they are together, over rows of the data. */
  readonly by: Pick<ValueRows, 'column' | 'values' | 'each'> | null;
}

/** The columns of the picture. @param text null: the first ones @throws FlowscopeError `usage` (exit 2) */
export function cornerColumns(
  text: string | null,
  { columns, contextEncoding }: Pick<DataFacts, 'columns' | 'contextEncoding'>,
): readonly number[] {
  if (text === null) return columns.slice(0, AT_FIRST).map((_, i) => i);
  const distinct = [...new Set(namedColumns('columns', text, columns, contextEncoding))];
  if (distinct.length > MOST) {
    throw usageError(`--columns names ${distinct.length} columns, a corner plot has at most ${MOST}`);
  }
  return distinct;
}

/** In the JSON. */
export function cornerFacts(dataset: DataFacts, plot: CornerPlot) {
  const { rows, weights } = drawnRows(dataset, plot);
  return {
    columns: plot.columns.map((column) => dataset.columns[column]!),
    split: plot.split,
    rows: rows.length,
    ...(weights === null ? {} : { effectiveRows: effectiveSampleSize(weights) }),
  };
}

/** After the number of samples: ` over 1000 test rows`, and how many of the columns, if these are not all. */
export function cornerWords(dataset: DataFacts, plot: CornerPlot): string {
  const { rows, weights } = drawnRows(dataset, plot);
  const size = weights === null ? undefined : effectiveSampleSize(weights);
  const labels = labelsText(dataset, plot);
  const shown = `${weightedRowsText(rows.length, size, SPLITS[plot.split])}${labels === '' ? '' : ` with ${labels}`}`;
  const part = columnsPart(dataset, plot.columns);
  return `${rows.length === 0 ? '' : ` over ${shown}`}${part === null ? '' : ` (${part})`}`;
}

/** null: all columns are drawn. */
function columnsPart(dataset: DataFacts, { length }: readonly number[]): string | null {
  return length === dataset.columns.length ? null : `${length} of ${dataset.columns.length} columns`;
}

interface DrawnRows {
  /** Numbers in the split; none if the rows are not available, or not shown. */
  readonly rows: Uint32Array;
  /** Of these; null: all are equal. */
  readonly weights: Float64Array | null;
}

/** The rows of the data that are drawn, among those with the labels that the samples have. */
function drawnRows(dataset: DataFacts, { split, context, by }: CornerPlot): DrawnRows {
  const own = dataset[split];
  if (own === undefined || by !== null) return { rows: new Uint32Array(), weights: null };
  const matching = rowsWithLabels(own, dataset.contextEncoding ?? [], context ?? {});
  const weights = own.weights && takeRows(own.weights, 1, matching);
  const count = matching.length;
  if (count === 0) return { rows: matching, weights: null };
  const shown = shownRows(weights === undefined ? { count } : { count, weights }, MOST_ROWS);
  return { rows: shown.rows.map((row) => matching[row]!), weights: weighing(shown.weights ?? null) };
}

/** `sex=f`, of the labels that the rows share; '': they have any. */
function labelsText({ contextEncoding = [] }: DataFacts, { context, by }: CornerPlot): string {
  if (by !== null) return '';
  const labels = contextEncoding.filter(({ kind }) => kind === 'category').map(({ column }) => column);
  const given = Object.entries(context ?? {}).filter(([name]) => labels.includes(name));
  return given.map(([name, value]) => `${name}=${value}`).join(', ');
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
  plot: CornerPlot,
): Omit<CornerPictureOptions, 'title' | keyof PictureStyle> {
  const { columns, split, by } = plot;
  const width = dataset.columns.length;
  const { rows, weights } = drawnRows(dataset, plot);
  const samples = takeColumns(values, width, columns);
  const labels = labelsText(dataset, plot);
  const sets: readonly PointColumns[] = [
    ...(by === null
      ? [{ kind: 'sample', isFilled: false, columns: samples, weights: null }]
      : shownGroups(by).map((value, i) => ({
          kind: 'sample',
          of: `${by.column}=${value}`,
          isFilled: false,
          columns: samples.map((own) => own.subarray(i * by.each, (i + 1) * by.each)),
          weights: null,
        }))),
    ...(rows.length === 0
      ? []
      : [
          {
            kind: `${SPLITS[split]} row`,
            ...(labels === '' ? {} : { of: labels }),
            isFilled: true,
            columns: takeColumns(valuesAt(dataset[split]!, rows), width, columns),
            weights,
          },
        ]),
  ];
  const names = columns.map((column) => dataset.categories?.find((entry) => entry.column === column)?.values ?? null);
  const domains = columnDomains(dataset);
  const turns = turnsOf(dataset.summary);
  const axes = columnAxes(
    sets.map((set) => drawnColumns(set.columns, set.weights)),
    {
      categories: names.map((own) => own?.length ?? null),
      bounds: columns.map((column) => domains[column]!),
      turns: columns.map((column) => turns[column] ?? null),
    },
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
    ...(by === null && rows.length === 0 ? [`There are no ${SPLITS[split]} rows to show.`] : []),
    ...(by !== null && by.values.length > MOST_GROUPS
      ? [`The first ${MOST_GROUPS} of ${by.values.length} values.`]
      : []),
  ];
  return {
    columns: columns.map((column, i) => ({ name: dataset.columns[column]!, categories: names[i]!, ...axes[i]! })),
    sets: sets.map((set) => pictureSet(set, axes, fewest)),
    note: notes.join(' '),
  };
}

function shownGroups({ values }: NonNullable<CornerPlot['by']>): readonly string[] {
  return values.slice(0, MOST_GROUPS);
}

const SPLITS = { train: 'training', validation: 'validation', test: 'test' } as const;

interface PointColumns {
  /** What one of them is called. */
  readonly kind: string;
  /** What they have in common. Absent: nothing. */
  readonly of?: string;
  readonly isFilled: boolean;
  readonly columns: readonly Float64Array[];
  /** Of the rows, as of `weighing`; null: all are equal. */
  readonly weights: Float64Array | null;
}

/** @param fewest rows of a set */
function pictureSet(
  { kind, of, isFilled, columns, weights }: PointColumns,
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
  const label = `${formatCounted(binned.rows, kind)}${of === undefined ? '' : `, ${of}`}${size} (${fill})`;
  return { label, isFilled, bars, cells };
}

function shareOf({ low, high }: ColumnAxis, value: number): number {
  return (value - low) / (high - low);
}
