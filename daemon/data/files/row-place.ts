/** Where rows are in a file, for messages: users look up table rows by line in an editor, and array rows by index. */
export interface RowSource {
  /** As the user wrote it. */
  readonly file: string;
  /** E.g. `line 3`. @param row 0-based, among the rows that were read */
  place(row: number): string;
}

/** @param lines of each row, 1-based */
export function lineRows(file: string, lines: ArrayLike<number>): RowSource {
  return { file, place: (row) => `line ${lines[row]}` };
}

export function indexedRows(file: string): RowSource {
  return { file, place: (row) => `row ${row} (counted from 0)` };
}
