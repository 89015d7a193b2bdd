/** Lines above the rows that are no rows: a title, units below the names of the columns, or several lines of names. */
import type { Table } from './read-table.ts';

export interface TopLine {
  readonly line: number;
  /** What is in it, as far as it keeps columns from being numbers. */
  readonly fields: readonly string[];
  /** A title is above the names, which are on this line. */
  readonly isHeader: boolean;
  /** A command that joins the names on both lines. Absent: the line has no names. */
  readonly join?: string;
}

/**
 * The first row, if it has text in columns that are numbers below it, and numbers in none.
 * @returns null: there is none
 */
export function topLine({ columns, count, lines, named, first, delimiter, hasLines }: Table): TopLine | null {
  if (!named || hasLines === false || count < 2) return null;
  const isHeader = first.length > 1 && first.filter((field) => field !== '').length === 1;
  // Below a title there may be empty fields.
  const line = isHeader ? Math.min(...columns.map(({ firstText }) => firstText?.line ?? Infinity)) : lines[0]!;
  // A line that follows may be one, too.
  const titled = columns.filter(({ firstText, cells: { texts, commas, numbers } }) => {
    // Numbers with commas are texts, too.
    const others = texts - commas;
    return firstText?.line === line && others >= 1 && others <= 2 && numbers + commas > others;
  });
  const hasNumber = columns.some(({ numbers, firstText }) =>
    numbers === null ? firstText?.line !== line && firstText !== null : !Number.isNaN(numbers[0]),
  );
  if (titled.length === 0 || hasNumber) return null;
  const fields = titled.map(({ firstText }) => firstText!.text);
  // A name above several columns is in the first of their cells.
  const isMerged =
    !isHeader && lines[0] === line && first.some((field) => field === '') && titled.length === columns.length;
  return {
    line,
    fields,
    isHeader,
    ...(isMerged ? { join: joinCommand({ top: line - 1, second: line }, delimiter) } : {}),
  };
}

/** What is wrong with it, and a command that helps. */
export function topLineProblem({ line, fields, isHeader, join }: TopLine): {
  readonly problem: string;
  readonly advice: string;
} {
  const shown = `${fields.slice(0, 4).join(', ')}${fields.length > 4 ? ', …' : ''}`;
  if (join !== undefined) {
    return {
      problem: `lines ${line - 1} and ${line} (${shown}) together name the columns`,
      advice: `join them: ${join}`,
    };
  }
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
  // A third line with the name of the index only.
  const own = third?.fields.slice(1).every((field) => field === '') === true ? ` NR == ${third.line} { next }` : '';
  const command = joinCommand({ top: top!.line, second: second.line, own }, delimiter);
  return {
    message: `${message}: lines ${top!.line} and ${second.line} together name the columns`,
    hint: `join them: ${command}`,
  };
}

/** @param own what else to do with lines */
function joinCommand(
  { top, second, own }: { readonly top: number; readonly second: number; readonly own?: string },
  delimiter: string,
): string {
  const separator = delimiter === '\t' ? '\\t' : delimiter;
  // Without `own`, an empty name is that of the column before.
  const fill = own === undefined ? ' if (top[i] == "") top[i] = top[i - 1];' : '';
  const join = `$i = top[i] (top[i] != "" && $i != "" ? "_" : "") $i`;
  const program = `NR == ${top} { sub(/\\r$/, ""); split($0, top); next } NR == ${second} { for (i = 1; i <= NF; i++) {${fill} ${join} } }${own ?? ''} { print }`;
  return `awk -F '${separator}' -v OFS='${separator}' '${program}' OLD.csv > NEW.csv`;
}
