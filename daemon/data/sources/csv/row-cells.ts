/** Collects the cells of a table row by row: numbers in one array, since most tables have nothing else. */
import { standInsOf } from '../../missing/missing-values.ts';
import { type ColumnBuilder, columnBuilder, type PlainCells } from './column-builder.ts';
import { growingNumbers } from './growing-numbers.ts';
import { PADDED } from './kernel/kernel-locals.ts';
import type { PlainRows } from './kernel/row-kernel.ts';
import { type LineRuns, lineIndex } from './line-index.ts';
import type { TableColumn, TableOptions } from './read-table.ts';
import type { RowFields } from './row-scanner.ts';

export interface RowCells {
  /** Rows that are kept, and all rows with those that were taken. */
  readonly kept: number;
  readonly count: number;
  readonly columns: readonly ColumnBuilder[];
  /** Fields as the scanner finds them. */
  addRow(row: RowFields): void;
  addRecord(fields: readonly string[], line: number): void;
  /** @param bytes where the rows are @param line of the first row */
  addPlain(rows: PlainRows, bytes: Buffer, line: number): void;
  /** As `TableBuilder.take`. */
  take(): Float64Array;
  /** Of the rows that are kept. */
  lines(): Float64Array;
  build(): TableColumn[];
  /** Lines of the rows that were taken. */
  takenLines(): LineRuns;
}

/** @param options `texts`: names of columns whose fields are also kept as text */
export function rowCells(
  names: readonly string[],
  { texts, missingValues }: Pick<TableOptions, 'texts' | 'missingValues'>,
): RowCells {
  const width = names.length;
  const shared = sharedTexts();
  const columns = names.map((name) =>
    columnBuilder(name, { keepsTexts: texts.includes(name), shared, standIns: standInsOf(missingValues, name) }),
  );
  const numbers = growingNumbers();
  const lines = growingNumbers();
  const taken = { rows: 0, lines: lineIndex() };

  const columnOf = (all: Float64Array, column: number): Float64Array => {
    const out = new Float64Array(all.length / width);
    for (let i = 0, at = column; i < out.length; i++, at += width) out[i] = all[at]!;
    return out;
  };

  return {
    get kept() {
      return lines.length;
    },
    get count() {
      return taken.rows + lines.length;
    },
    columns,
    addRow(row) {
      for (let i = 0; i < width; i++) numbers.push(columns[i]!.add(row, i));
      lines.push(row.line);
    },
    addRecord(fields, line) {
      for (let i = 0; i < width; i++) numbers.push(columns[i]!.addText(fields[i]!, line));
      lines.push(line);
    },
    addPlain({ count, values, digits, odd }, bytes, line) {
      for (const [j, column] of columns.entries()) {
        column.dropStandIns(values, digits, { from: j, width, line });
        column.count(plainCells(values, digits, j, width));
      }
      for (const { row, column, from, to } of odd) {
        const text = bytes.toString('utf8', from, to).trim();
        values[row * width + column] = columns[column]!.addText(text, line + row);
      }
      numbers.append(values);
      for (let i = 0; i < count; i++) lines.push(line + i);
    },
    take() {
      const rows = lines.length;
      for (const line of lines.take()) taken.lines.push(line);
      taken.rows += rows;
      const all = numbers.take();
      const kept = columns.flatMap((column) => column.takeTexts() ?? []);
      if (kept.length === 0) return all;
      const wide = width + kept.length;
      const out = new Float64Array(rows * wide);
      for (let i = 0, from = 0, to = 0; i < rows; i++, from += width, to += wide) {
        for (let j = 0; j < width; j++) out[to + j] = all[from + j]!;
        for (const [k, own] of kept.entries()) out[to + width + k] = own[i]!;
      }
      return out;
    },
    lines: () => lines.toArray(),
    build() {
      const all = numbers.toArray();
      return columns.map((column, j) => column.build(() => columnOf(all, j)));
    },
    takenLines: () => taken.lines.runs(),
  };
}

/** Of one column of rows, in which NaN is no number. */
function plainCells(values: Float64Array, digits: Uint8Array, column: number, width: number): PlainCells {
  let [numbers, whole, padded] = [0, 0, 0];
  let [low, high] = [Infinity, -Infinity];
  for (let at = column; at < values.length; at += width) {
    const value = values[at]!;
    if (value < low) low = value;
    if (value > high) high = value;
    if (!Number.isNaN(value)) numbers++;
    if (digits[at] !== 0) whole++;
    if (digits[at] === PADDED) padded++;
  }
  return numbers === 0
    ? { numbers, digits: 0, padded: 0, low: Number.NaN, high: Number.NaN }
    : { numbers, digits: whole, padded, low, high };
}

/** Texts beyond are kept as they are. */
const SHARED_TEXTS = 65_536;

/** Shares equal strings: categories have few different ones, and a string takes more memory than a number. */
function sharedTexts(): (text: string) => string {
  const known = new Map<string, string>();
  return (text) => {
    const same = known.get(text);
    if (same === undefined && known.size < SHARED_TEXTS) known.set(text, text);
    return same ?? text;
  };
}
