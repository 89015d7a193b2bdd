/** Texts of rows: an array of them, or numbers of a few different ones, which take less memory. */
export interface Texts extends Iterable<string> {
  readonly length: number;
  at(row: number): string | undefined;
}

/** @param codes of the rows @param values by their numbers */
export function codedTexts(codes: Uint16Array, values: readonly string[]): Texts {
  return {
    length: codes.length,
    at: (row) => values[codes[row] ?? -1],
    *[Symbol.iterator]() {
      for (const code of codes) yield values[code]!;
    },
  };
}
