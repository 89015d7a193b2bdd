/** Cells that are probably mistakes stop a proposal: without a word, the data that they are in would be left out. */
import { areMistakes } from '../../../column-roles.ts';
import { textProblem } from '../../../doubts/reading/text-in-numbers.ts';
import { dataError } from '../../../files/data-error.ts';
import { commaHint } from '../number-text.ts';
import { formOfNumbers, isMostlyNumbers, placeOf, type TableColumn } from '../read-table.ts';
import { textFigures } from '../table-doubts.ts';
import { topLine, topLineProblem } from '../top-lines.ts';
import type { Examined } from './examine-columns.ts';
import type { TableColumns } from './table-columns.ts';

/** @throws FlowscopeError `data` for text in cells of a column of numbers, and for numbers that are not written plainly */
export function refuseTexts({ outline }: TableColumns, excluded: ReadonlySet<string>): void {
  const { file } = outline;
  const top = topLine(outline);
  if (top !== null) {
    const { problem, advice } = topLineProblem(top);
    throw dataError(file, problem, `${advice}, then run init again`);
  }
  const damaged = outline.columns.filter((column) => !excluded.has(column.name) && isDamaged(column));
  const [column] = damaged;
  const figures = column && textFigures(column);
  if (column === undefined || figures == null) return;
  const { problem, ways: usual } = textProblem(figures);
  const ways = figures.comma === null ? usual : [commaHint(figures.comma, outline.delimiter)];
  throw dataError(
    file,
    `${placeOf(outline, figures.line)}, column ${column.name}: ${problem}${alsoText(damaged)}`,
    alternatives(ways, damaged),
  );
}

/** @throws FlowscopeError `data` for a few infinite values among others */
export function refuseInfinities(
  table: TableColumns,
  columns: readonly Examined[],
  excluded: ReadonlySet<string>,
): void {
  const damaged = columns.filter(
    ({ column, profile }) =>
      profile !== null &&
      profile.tooLarge.rows > 0 &&
      !excluded.has(column.name) &&
      areMistakes(profile.tooLarge.rows, profile.filled),
  );
  const [found] = damaged;
  if (found?.profile == null) return;
  const { rows, first } = found.profile.tooLarge;
  const names = damaged.map(({ column }) => column);
  const others = rows === 1 ? '' : `, as are ${rows - 1} others`;
  throw dataError(
    table.outline.file,
    `${table.place(first)}, column ${found.column.name}: the value is infinite or exceeds float32${others}${alsoText(names)}`,
    alternatives(['correct the cell', 'remove the row'], names),
  );
}

function isDamaged(column: TableColumn): boolean {
  const { numbers, cells } = column;
  if (numbers !== null || !isMostlyNumbers(column)) return false;
  const written = cells.commas + (formOfNumbers(column)?.count ?? 0);
  return 2 * written >= cells.texts || areMistakes(cells.texts, cells.numbers + cells.texts);
}

function alsoText([, ...others]: readonly TableColumn[]): string {
  if (others.length === 0) return '';
  const names = others.slice(0, 5).map(({ name }) => name);
  return `. The same applies to ${others.length === 1 ? 'column' : 'columns'} ${names.join(', ')}${others.length > 5 ? ', …' : ''}`;
}

/** `a, b, or c` */
function alternatives(ways: readonly string[], columns: readonly TableColumn[]): string {
  const options = columns.map(({ name }) => `--exclude ${shellWord(name)}`).join(' ');
  const leave = `leave ${columns.length === 1 ? 'the column' : 'these columns'} out: run init again with ${options}`;
  return `${ways.join(', ')}, or ${leave}`;
}

function shellWord(text: string): string {
  return /^[\w.-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
