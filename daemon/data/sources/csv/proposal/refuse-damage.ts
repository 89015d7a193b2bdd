/** Cells that are probably mistakes stop a proposal: without a word, the data that they are in would be left out. */
import { areMistakes } from '../../../column-roles.ts';
import type { ProposalOptions } from '../../../data-proposal.ts';
import { alternatives, missingText, textProblem } from '../../../doubts/reading/text-in-numbers.ts';
import { dataError } from '../../../files/data-error.ts';
import { optionText } from '../../../proposal-errors.ts';
import { commaHint } from '../number-text.ts';
import { formOfNumbers, isMostlyNumbers, placeOf, type TableColumn } from '../read-table.ts';
import { textFigures } from '../table-doubts.ts';
import { topLine, topLineProblem } from '../top-lines.ts';
import type { Examined } from './examine-columns.ts';
import type { TableColumns } from './table-columns.ts';

/** @throws FlowscopeError `data` for text in cells of a column of numbers, and for numbers that are not written plainly */
export function refuseTexts({ outline }: TableColumns, options: ProposalOptions): void {
  const { file } = outline;
  const excluded = new Set(options.exclude);
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
  const written = figures.comma === null ? usual : [commaHint(figures.comma, outline.delimiter)];
  const standIns = [...new Set(damaged.flatMap((each) => textFigures(each)?.standIns ?? []))];
  const isMissing = damaged.every((each) => textFigures(each)?.standIns != null);
  const ways = isMissing ? [...written, missingAdvice(standIns, options)] : written;
  throw dataError(
    file,
    `${placeOf(outline, figures.line)}, column ${column.name}: ${problem}${alsoText(damaged)}`,
    waysText(ways, damaged, options),
  );
}

/** @throws FlowscopeError `data` for a few infinite values among others */
export function refuseInfinities(table: TableColumns, columns: readonly Examined[], options: ProposalOptions): void {
  const excluded = new Set(options.exclude);
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
    waysText(['correct the cell', 'remove the row'], names, options),
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
function waysText(ways: readonly string[], columns: readonly TableColumn[], { command }: ProposalOptions): string {
  const options = columns.map(({ name }) => optionText('exclude', name)).join(' ');
  const leave = `leave ${columns.length === 1 ? 'the column' : 'these columns'} out: run ${command} ${options}`;
  return alternatives([...ways, leave]);
}

/** @param texts that are in cells instead of numbers */
function missingAdvice(texts: readonly string[], { command }: ProposalOptions): string {
  const options = texts.map((text) => optionText('missing-value', text)).join(' ');
  return `${missingText(texts)}, run ${command} ${options}`;
}
