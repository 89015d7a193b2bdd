/** Lines above the rows that are no rows: a title, units below the names of the columns, or several lines of names. */
import type { Table } from './read-table.ts';

export interface TopLine {
  readonly line: number;
  /** What is in it, as far as it keeps columns from being numbers. */
  readonly fields: readonly string[];
  /** A title is above the names, which are on this line. */
  readonly isHeader: boolean;
}

/**
 * The first row, if it has text in columns that are numbers below it, and numbers in none.
 * @returns null: there is none
 */
export function topLine({ columns, count, lines, named, first, hasLines }: Table): TopLine | null {
  if (!named || hasLines === false || count < 2) return null;
  const isHeader = first.length > 1 && first.filter((field) => field !== '').length === 1;
  // Below a title there may be empty fields.
  const line = isHeader ? Math.min(...columns.map(({ firstText }) => firstText?.line ?? Infinity)) : lines[0]!;
  // A line that follows may be one, too.
  const titled = columns.filter(
    ({ firstText, cells }) => firstText?.line === line && cells.texts <= 2 && cells.numbers > cells.texts,
  );
  const hasNumber = columns.some(({ numbers, firstText }) =>
    numbers === null ? firstText?.line !== line && firstText !== null : !Number.isNaN(numbers[0]),
  );
  if (titled.length === 0 || hasNumber) return null;
  return { line, fields: titled.map(({ firstText }) => firstText!.text), isHeader };
}

/** What is wrong with it, and a command that helps. */
export function topLineProblem({ line, fields, isHeader }: TopLine): {
  readonly problem: string;
  readonly advice: string;
} {
  const shown = `${fields.slice(0, 4).join(', ')}${fields.length > 4 ? ', …' : ''}`;
  return isHeader
    ? {
        problem: `line ${line} (${shown}) has the names of the columns, with a title above`,
        advice: `remove the lines above it: tail -n +${line} OLD.csv > NEW.csv`,
      }
    : {
        problem: `line ${line} (${shown}) is no row, but a second line of the header: all cells below it are numbers`,
        advice: `remove it: sed '${line}d' OLD.csv > NEW.csv`,
      };
}

/** More lines of names are not looked for. */
export const MOST_NAME_LINES = 3;

/**
 * What is wrong with a header in which two columns have the same name: pandas writes column names of several levels as several
 * lines, of which only all together are different.
 * @param records of the file, the header first
 */
export function twiceNamed(
  name: string,
  records: readonly { readonly fields: readonly string[]; readonly line: number }[],
  delimiter: string,
): { readonly message: string; readonly hint: string } {
  const message = `has two columns named '${name}'`;
  const [top, second, third] = records;
  const joined = top!.fields.map((field, i) => `${field}\n${second?.fields[i] ?? ''}`);
  const areNames =
    second !== undefined &&
    second.fields.length === top!.fields.length &&
    second.fields.every((field) => field === '' || !Number.isFinite(Number(field))) &&
    new Set(joined).size === joined.length;
  if (!areNames) return { message, hint: 'rename one in the header line' };
  // The name of the index, in a line of its own.
  const own = third?.fields.slice(1).every((field) => field === '') === true ? ` NR == ${third.line} { next }` : '';
  const separator = delimiter === '\t' ? '\\t' : delimiter;
  const program = `NR == ${top!.line} { split($0, top); next } NR == ${second.line} { for (i = 1; i <= NF; i++) $i = top[i] (top[i] != "" && $i != "" ? "_" : "") $i }${own} { print }`;
  return {
    message: `${message}: lines ${top!.line} and ${second.line} together name the columns`,
    hint: `join them: awk -F '${separator}' -v OFS='${separator}' '${program}' OLD.csv > NEW.csv`,
  };
}
