/** Prints the rows with the lowest log q. */
import { formatNats } from '../../format/numbers.ts';
import type { Evaluation } from '../../inspection/evaluate/evaluate-rows.ts';
import type { CommandIo } from '../command-io.ts';
import { writeText } from '../print.ts';
import { showTable } from '../show.ts';

/** Columns to print of the rows. */
const SHOWN_COLUMNS = 6;

type Ranked = Pick<
  Evaluation,
  'elbo' | 'leastLikely' | 'leastLikelyFile' | 'leastLikelySource' | 'columns' | 'categories'
>;

/** @param rowTitle what the row numbers count */
export function showLeastLikely(io: CommandIo, evaluation: Ranked, rowTitle: string): void {
  const { elbo, leastLikely, leastLikelyFile, leastLikelySource, columns = [] } = evaluation;
  if (leastLikely.length === 0) return;
  const file = leastLikelyFile ?? leastLikelySource;
  writeText(
    io,
    `\nLeast likely rows${file === undefined ? '' : ` of ${file}`}: a low likelihood does not prove that a row is an anomaly`,
  );
  const place = leastLikelyFile === undefined ? 'row of the file (from 0)' : 'line';
  const shown = columns.slice(0, SHOWN_COLUMNS);
  const cells = shown.map((name, d) =>
    columnTexts(
      evaluation,
      name,
      leastLikely.map(({ values = [] }) => values[d] ?? Number.NaN),
    ),
  );
  showTable(
    io,
    [
      ...(file === undefined ? [] : [{ title: place, align: 'right' } as const]),
      { title: rowTitle, align: 'right' },
      { title: `${elbo ? 'bound of log q' : 'log q'}, nats`, align: 'right' },
      ...shown.map((title) => ({ title, align: 'right' }) as const),
      ...(columns.length > shown.length ? [{ title: '' }] : []),
    ],
    leastLikely.map(({ row, line, fileRow, logLikelihood: value }, i) => [
      ...(file === undefined ? [] : [String(line ?? fileRow)]),
      String(row),
      Number.isNaN(value) ? 'nan' : formatNats(value),
      ...cells.map((texts) => texts[i]!),
      ...(columns.length > shown.length ? ['…'] : []),
    ]),
  );
}

/** Names of categories, or numbers with all of their digits, so that they can be found in the file. */
function columnTexts({ categories = [] }: Ranked, name: string, values: readonly number[]): readonly string[] {
  const known = categories.find(({ column }) => column === name)?.values;
  return values.map((value) => known?.[value] ?? String(value));
}
