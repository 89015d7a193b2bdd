/** Where rows are in a file, for messages: users look up table rows by line in an editor, and array rows by index. */
export interface RowSource {
  /** As the user wrote it. */
  readonly file: string;
  /** E.g. `line 3`. @param row 0-based, among the rows that were read */
  place(row: number): string;
  /** The line of a text file on which a row begins, 1-based. Absent: the file has no lines. */
  line?(row: number): number;
}

/** @param lines of each row, 1-based */
export function lineRows(file: string, lines: ArrayLike<number>): RowSource {
  const line = isOnEachLine(lines) ? linesFrom(lines[0] ?? 1) : linesIn(lines);
  return { file, place: (row) => `line ${line(row)}`, line };
}

/** Most files have a row on every line: their lines need no memory. */
function isOnEachLine(lines: ArrayLike<number>): boolean {
  for (let row = 1; row < lines.length; row++) if (lines[row] !== lines[0]! + row) return false;
  return true;
}

function linesFrom(first: number): (row: number) => number {
  return (row) => first + row;
}

function linesIn(lines: ArrayLike<number>): (row: number) => number {
  return (row) => lines[row]!;
}

export function indexedRows(file: string): RowSource {
  return { file, place: (row) => `row ${row} (counted from 0)` };
}
