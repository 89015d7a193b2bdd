/** Where the training rows lie in each column: the ends of sliders, and of the axes of conditional densities. */

import { supportOfChain } from '../../../data/columns/chain.ts';
import type { Domain } from '../../../data/columns/define-step.ts';
import { columnsOf, widthOfEntry } from '../../../data/context-layout.ts';
import type { Dataset } from '../../../data/definition.ts';
import { gridOf } from '../../../data/grid.ts';
import { takeRows } from '../../../data/split-rows.ts';
import { blocksOf, type ValueRows, valuesAt } from '../../../data/stored/stored-rows.ts';
import { type Turn, turnsOf } from '../../../data/turns.ts';
import { FlowscopeError } from '../../../errors/flowscope-error.ts';
import { randomStream } from '../../../random/random-stream.ts';
import { circularMomentsOf, onCircle, shorterWay } from '../../../statistics/circle.ts';
import { drawnRows } from '../../points/weighted-rows.ts';

/** Data units. */
export interface ColumnRange {
  readonly name: string;
  /** Quantiles of the training rows, by their weights, at 0.5 %, 50 % and 99.5 %. The median of an angle is that of the circle cut opposite its mean. */
  readonly low: number;
  readonly median: number;
  readonly high: number;
  /** The smallest and the largest value of the training rows. */
  readonly ends: readonly [least: number, most: number];
  /** Distance of its values, to which training adds noise in [0, step): a value v stands for [v, v + step). null: there is no noise. */
  readonly step: number | null;
  /** Names of the values 0, 1, …; null: they are numbers. */
  readonly categories: readonly string[] | null;
  /** Where it has values. Infinite ends: there is no bound. Open: the ends are no values. */
  readonly bounds: Domain & { readonly isOpen: boolean };
  /** Of an angle; null: it is none. */
  readonly turn: Turn | null;
}

/** A context column that a user can choose the value of. */
export type ContextRange =
  | { readonly name: string; readonly kind: 'category'; readonly values: readonly string[] }
  | { readonly name: string; readonly kind: 'number'; readonly low: number; readonly high: number };

export interface TableRanges {
  readonly columns: readonly ColumnRange[];
  readonly context: readonly ContextRange[];
}

/** Rows of which the quantiles are: more would not move them visibly. */
const ROWS = 20_000;
const TAIL = 0.005;

type RangedData = Pick<
  Dataset,
  'columns' | 'train' | 'dequantizedColumns' | 'grids' | 'categories' | 'chains' | 'summary' | 'contextEncoding'
>;

/** @throws FlowscopeError `wrong-value` (exit 2) for images, whose pixels are too many to choose values of */
export function tableRanges({
  columns,
  train,
  dequantizedColumns,
  grids,
  categories = [],
  chains = [],
  summary,
  contextEncoding = [],
}: RangedData): TableRanges {
  if (summary.shape.length !== 1) {
    throw new FlowscopeError(
      'wrong-value',
      `Conditional densities are of the columns of a table; this flow has the shape [${summary.shape.join(', ')}].`,
      { exitCode: 2, hint: 'Look at its samples instead.' },
    );
  }
  const chosen = drawnRows(train, ROWS, randomStream(0, 'column-ranges'));
  const width = columns.length;
  const rows = valuesAt(train, chosen);
  const size = contextEncoding.reduce((sum, entry) => sum + widthOfEntry(entry), 0);
  const context = train.context && takeRows(train.context, size, chosen);
  const turns = turnsOf(summary);
  const ends = endsOf(train, width);
  let offset = 0;
  return {
    columns: columns.map((name, d) => ({
      name,
      ...quantilesOf(rows, width, d, turns[d] ?? null),
      ends: ends[d]!,
      step: dequantizedColumns.includes(d) ? gridOf(grids, d).step : null,
      categories: categories.find(({ column }) => column === d)?.values ?? null,
      bounds: supportOfChain(chains[d] ?? []),
      turn: turns[d] ?? null,
    })),
    context: columnsOf(contextEncoding).map((entry) => {
      const at = offset;
      offset += widthOfEntry(entry);
      if (entry.kind === 'category') return { name: entry.column, kind: 'category', values: entry.values };
      const { low, high } = quantilesOf(context!, size, at);
      return {
        name: entry.column,
        kind: 'number',
        low: low * entry.std + entry.mean,
        high: high * entry.std + entry.mean,
      };
    }),
  };
}

/** Of all rows: what none of the drawn ones has may be in others. */
function endsOf(rows: ValueRows, width: number): readonly (readonly [least: number, most: number])[] {
  const ends = Array.from({ length: width }, (): [number, number] => [Infinity, -Infinity]);
  for (const block of blocksOf(rows)) {
    for (let at = 0; at < block.length; at++) {
      const own = ends[at % width]!;
      if (block[at]! < own[0]) own[0] = block[at]!;
      if (block[at]! > own[1]) own[1] = block[at]!;
    }
  }
  return ends;
}

function quantilesOf(rows: ArrayLike<number>, width: number, column: number, turn: Turn | null = null) {
  const count = rows.length / width;
  const sorted = Float64Array.from({ length: count }, (_, row) => rows[row * width + column]!).sort();
  return {
    low: sorted[Math.floor(TAIL * (count - 1))]!,
    median: turn === null ? medianOf(sorted) : circularMedian(sorted, turn),
    high: sorted[Math.ceil((1 - TAIL) * (count - 1))]!,
  };
}

/** One of the values, since those of a grid have none in between. */
function medianOf(sorted: Float64Array): number {
  return sorted[Math.floor(0.5 * (sorted.length - 1))]!;
}

/** Cut anywhere else, angles around the start of the turn would have a median opposite to them. */
function circularMedian(values: Float64Array, turn: Turn): number {
  const { mean } = circularMomentsOf(values, turn);
  if (Number.isNaN(mean)) return medianOf(values);
  const ways = values.map((value) => shorterWay(mean, value, turn.period));
  const order = Array.from(ways.keys()).sort((a, b) => ways[a]! - ways[b]!);
  return onCircle(values[order[Math.floor(0.5 * (order.length - 1))]!]!, turn);
}
