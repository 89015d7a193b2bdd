/** Where rows are in a file, for messages: users look up table rows by line in an editor, and array rows by index. */
export interface RowSource {
  /** As the user wrote it. */
  readonly file: string;
  /** E.g. `line 3`. @param row 0-based, among the rows that were read */
  place(row: number): string;
  /** The line of a text file on which a row begins, 1-based. Absent: the file has no lines. */
  line?(row: number): number;
  /** Of a file without lines: the row of the file, from 0. */
  index?(row: number): number;
}

export function indexedRows(file: string): RowSource {
  return { file, place: (row) => `row ${row} (counted from 0)`, index: (row) => row };
}

/** Rows of which only some are used. @param kept their numbers in the file */
export function indexedRowsAt(file: string, kept: Uint32Array): RowSource {
  return { file, place: (row) => indexedRows(file).place(kept[row]!), index: (row) => kept[row]! };
}
