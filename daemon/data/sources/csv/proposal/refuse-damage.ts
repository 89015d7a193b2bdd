/** Cells that are probably mistakes stop a proposal: without a word, the data that they are in would be left out. */
import { areMistakes } from '../../../column-roles.ts';
import type { ProposalOptions } from '../../../data-proposal.ts';
import { alternatives, missingText, type TextFigures, textProblem } from '../../../doubts/reading/text-in-numbers.ts';
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
  const found = damaged.flatMap((column) => {
    const figures = textFigures(column);
    return figures === null ? [] : [{ column, figures }];
  });
  const [first] = found;
  if (first === undefined) return;
  const same = found.filter(({ figures }) => kindOf(figures) === kindOf(first.figures));
  const other = found.find((one) => !same.includes(one));
  const { comma } = first.figures;
  const { problem, ways: usual } = textProblem(first.figures);
  const written = comma === null ? usual : [commaHint(comma, outline.delimiter)];
  const standIns = [...new Set(same.flatMap(({ figures }) => figures.standIns ?? []))];
  const ways = standIns.length === 0 ? written : [...written, missingAdvice(standIns, options)];
  const more = other === undefined ? '' : `. Column ${other.column.name}: ${textProblem(other.figures).problem}`;
  throw dataError(
    file,
    `${placeOf(outline, first.figures.line)}, column ${first.column.name}: ${problem}${alsoText(same.map(({ column }) => column))}${more}`,
    waysText(ways, damaged, options),
  );
}

/** What is wrong with the cells. */
function kindOf({ comma, form }: TextFigures): string {
  return comma ?? form ?? 'text';
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
