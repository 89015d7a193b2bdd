/** What is wrong with a row that has more or fewer fields than the first one. */

import { parseNumber } from './number-text.ts';

export interface RowLengths {
  /** The fields of the first row, and whether it is a header. */
  readonly first: readonly string[];
  readonly named: boolean;
  /** Rows below the header that have as many fields. */
  readonly rows: number;
  /** The row that differs. */
  readonly line: number;
  readonly fields: readonly string[];
  readonly delimiter: string;
}

/** Rows above a table: a title, or comments. */
const MOST_ABOVE = 50;

export function rowLengthProblem(found: RowLengths): { readonly message: string; readonly hint: string } {
  const { first, line, fields } = found;
  const count = fields.length === 1 ? '1 field' : `${fields.length} fields`;
  const message = `line ${line} has ${count}, the first row has ${first.length}`;
  return { message, hint: hintFor(found) };
}

function hintFor({ first, named, rows, line, fields, delimiter }: RowLengths): string {
  const [width, count] = [first.length, fields.length];
  const start = first[0] ?? '';
  if (fields[0]?.startsWith('#') === true) return `remove lines that begin with #: sed '/^#/d' OLD.csv > NEW.csv`;
  if (width === 1 && /[;\t|,]/.test(start)) return 'separate the fields of the first line as in all other lines';
  const isTop = rows < MOST_ABOVE && count > width;
  if (isTop && ((width === 1 && named) || fields.every(isName))) {
    return `if the table begins on line ${line}, remove the lines above it: tail -n +${line} OLD.csv > NEW.csv`;
  }
  const separator = delimiter === '\t' ? '\\t' : delimiter;
  if (rows === 0 && named && start === '#' && count === width - 1) {
    return `remove the number sign from the first line: sed '1s/^#[[:blank:]]*${separator}*//' OLD.csv > NEW.csv`;
  }
  if (rows === 0 && named && count === width + 1) {
    return fields.at(-1) === ''
      ? `remove the separator at the end of each row: sed 's/${separator} *$//' OLD.csv > NEW.csv`
      : `if each row begins with its name, give that column a name, too: sed '1s/^/name${separator}/' OLD.csv > NEW.csv`;
  }
  const advice = count > width ? 'quote fields that contain the separator' : 'fill in the missing fields';
  return `${advice}, or remove the line`;
}

function isName(field: string): boolean {
  return field !== '' && parseNumber(field) === null;
}
