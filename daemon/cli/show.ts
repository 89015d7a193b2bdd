/** Prints figures as aligned pairs and tables. */

import { printable, printableLine } from '../format/printable.ts';
import { createStyle } from '../format/style.ts';
import { type Column, formatTable, pad } from '../format/table.ts';
import type { CommandIo } from './command-io.ts';
import { writeText } from './print.ts';

/** Lines `name  value`, aligned. */
export function showFields(io: CommandIo, fields: readonly (readonly [string, string])[]): void {
  const width = Math.max(...fields.map(([name]) => name.length));
  const { dim } = createStyle(io.color);
  writeText(io, fields.map(([name, value]) => `${dim(pad(name, width, 'left'))}  ${printableLine(value)}`).join('\n'));
}

/** @param most columns, also where the terminal has more, or the output is no terminal */
export function showTable(
  io: CommandIo,
  columns: readonly Column[],
  rows: readonly (readonly string[])[],
  { rulesBefore = [], most }: { readonly rulesBefore?: readonly number[]; readonly most?: number } = {},
): void {
  const terminal = 'columns' in io.stdout && typeof io.stdout.columns === 'number' ? io.stdout.columns : undefined;
  const limits = [terminal, most].filter((limit) => limit !== undefined);
  const width = limits.length === 0 ? {} : { maxWidth: Math.min(...limits) };
  const titles = columns.map((column) => ({ ...column, title: oneLine(column.title) }));
  const cells = rows.map((row) => row.map(oneLine));
  writeText(io, formatTable(titles, cells, { style: createStyle(io.color), rulesBefore, ...width }));
}

/** Escaped before the widths are measured. */
function oneLine(text: string): string {
  return printableLine(printable(text, true));
}
