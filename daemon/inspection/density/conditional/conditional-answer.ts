import { CONDITIONAL_CELLS } from '../../../../protocol/figures/conditional.ts';
import { contextColumns } from '../../../data/context-values.ts';
import { type Grid, gridOf } from '../../../data/grid.ts';
import { FlowscopeError } from '../../../errors/flowscope-error.ts';
import type { Runtime } from '../../../runtime/runtime.ts';
import { arrayOf, type FigureValues, type FlowFigureAnswer } from '../../answer.ts';
import { givenContext } from '../../opened/choose-context.ts';
import { type OpenData, type OpenFlow, sourceOf } from '../../opened/open-flow.ts';
import { splitRows } from '../../opened/split-rows.ts';
import { type ColumnRange, type TableRanges, tableRanges } from './column-ranges.ts';
import { conditionalDensity } from './conditional-density.ts';
import { columnIndex, heldPoint, outsideValues } from './held-point.ts';
import { isLongerThan, type ShownAxis, shownAxis } from './shown-axis.ts';

export const conditionalAnswer: FlowFigureAnswer<'conditional'> = async (params, context) => {
  const { runtime, open, signal } = context;
  const data = await context.data();
  const ranges = await context.remember(['column-ranges'], async () => tableRanges(data.dataset));
  const { logProb, ...found } = await conditional(runtime, open, data, ranges, params, signal);
  const shape = found.axes.map((axis) => axis.cells).toReversed();
  return {
    ...sourceOf(context.open),
    ...found,
    logProb: arrayOf(logProb, shape),
    columns: ranges.columns.map(({ bounds: { low, high }, categories, turn, ends: _, ...range }) => ({
      ...range,
      ...(categories === null ? {} : { categories: [...categories] }),
      period: turn?.period ?? null,
      ...(turn === null ? {} : { turnStart: turn.start }),
      ...(low === -Infinity && high === Infinity
        ? {}
        : { bounds: [finite(low), finite(high - (range.step ?? 0))] as const }),
    })),
    contextColumns: ranges.context.map((range) =>
      range.kind === 'category' ? { ...range, values: [...range.values] } : { ...range },
    ),
    rows: splitRows(data, params.split).count,
  };
};

/** As the command line and the daemon report it. @throws FlowscopeError `wrong-value`, `context` (exit 2) */
export async function conditional(
  runtime: Runtime,
  open: OpenFlow,
  data: OpenData,
  { columns }: TableRanges,
  params: FigureValues<'conditional'>,
  signal: AbortSignal | null,
) {
  const { row, split } = params;
  const grids = data.dataset.dequantizedColumns.map((column) => ({ column, ...gridOf(data.dataset.grids, column) }));
  const indices = shownColumns(columns, params);
  const cells = cellsOf(indices.length, params.cells);
  const axes = shownAxes(columns, grids, indices, params.extent, cells);
  const point = heldPoint(data, columns, params);
  const outside = outsideValues(columns, params.at, point);
  const { contextSize } = open.flow;
  const base = contextSize === 0 ? params.contextRow : (params.contextRow ?? row ?? 0);
  const context = givenContext(open, data, { context: params.context, contextRow: base, split });
  const found = await conditionalDensity(runtime, open, data, {
    axes,
    point,
    grids,
    context,
    signal,
  });
  const { logProb, logIntegral, edge, moments } = found;
  const told = contextColumns(data.dataset.contextEncoding ?? [], context);
  return {
    split,
    row,
    axes: axes.map(({ column, low, high, centers, step, categories, turn }, k) => ({
      ...{ name: columns[column]!.name, low, high, ...moments[k]!, cells: centers.length },
      ...(turn === null ? {} : { turn: [turn.start, turn.period] as [number, number] }),
      ...(step === null ? {} : { values: [...centers], step }),
      ...(step === null || categories === null ? {} : { categories: [...categories] }),
    })),
    cells,
    held: columns.map(({ name, categories }, d) => ({
      name,
      value: point[d]!,
      ...(categories === null ? {} : { category: categories[point[d]!] ?? '' }),
    })),
    ...(outside.length === 0 ? {} : { outside: outside.map((own) => ({ ...own })) }),
    context: told && Object.fromEntries(told.names.map((name, i) => [name, told.row(0)[i]!])),
    unit: 'nats' as const,
    logIntegral,
    edge,
    logProb,
  };
}

function shownColumns(
  columns: readonly ColumnRange[],
  { columns: shown, extent }: Pick<FigureValues<'conditional'>, 'columns' | 'extent'>,
): readonly number[] {
  const names = columns.map(({ name }) => name);
  const indices = (shown ?? [names[0]!]).map((name) => columnIndex(names, name));
  if (indices.length === 2 && indices[0] === indices[1]) {
    throw wrongValue(`the column '${names[indices[0]!]}' is named twice`, 'Name two columns, or one.');
  }
  if (extent !== null && extent.length !== 2 * indices.length) {
    throw wrongValue(
      indices.length === 1
        ? 'the range of one column must have 2 numbers: low,high'
        : 'the range of two columns must have 4 numbers: low,high,low,high',
    );
  }
  return indices;
}

function shownAxes(
  columns: readonly ColumnRange[],
  grids: readonly Grid[],
  indices: readonly number[],
  extent: readonly number[] | null,
  cells: number,
): readonly ShownAxis[] {
  return indices.map((column, k) => {
    const range = columns[column]!;
    const given = extent === null ? null : ([extent[2 * k]!, extent[2 * k + 1]!] as const);
    if (given !== null && !(given[0] < given[1])) {
      throw wrongValue(`the range of '${range.name}' is empty: from ${given[0]} to ${given[1]}`);
    }
    if (given !== null && range.turn !== null && isLongerThan(range.turn, given)) {
      const { start, period } = range.turn;
      throw wrongValue(
        `the range of '${range.name}' is longer than its period ${period}: from ${given[0]} to ${given[1]}`,
        `Give one turn or less, as ${start},${start + period}.`,
      );
    }
    const { bounds } = range;
    if (given !== null && (given[1] <= bounds.low || given[0] >= bounds.high)) {
      throw wrongValue(
        `'${range.name}' has no values from ${given[0]} to ${given[1]}: its bounds are ${bounds.low} and ${bounds.high}`,
        'Give a range inside of the bounds.',
      );
    }
    const grid = grids.find((own) => own.column === column) ?? null;
    return shownAxis(column, range, grid, given, { cells, isPlane: indices.length === 2 });
  });
}

function finite(value: number): number | null {
  return Number.isFinite(value) ? value : null;
}

/** Cells of two columns at most: their number is squared. */
const MOST_CELLS = 512;

function cellsOf(axes: number, wanted: number | null): number {
  if (axes === 1) return wanted ?? CONDITIONAL_CELLS.one;
  if (wanted !== null && wanted > MOST_CELLS) {
    throw wrongValue(`two columns have at most ${MOST_CELLS} cells along each axis, found ${wanted}`);
  }
  return wanted ?? CONDITIONAL_CELLS.two;
}

function wrongValue(message: string, hint?: string): FlowscopeError {
  return new FlowscopeError('wrong-value', message, { exitCode: 2, ...(hint === undefined ? {} : { hint }) });
}
