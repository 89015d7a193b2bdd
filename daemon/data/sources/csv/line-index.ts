/** Lines on which the rows of a table begin: where each row begins on the line after the one before, one number is enough. */

/** Row and its line, where a line is not the one after that of the row before; rows from 0, lines from 1. */
export type LineRuns = [row: number, line: number][];

export interface LineIndex {
  /** Line of the next row. */
  push(line: number): void;
  runs(): LineRuns;
}

export function lineIndex(): LineIndex {
  const runs: [number, number][] = [];
  let row = 0;
  let expected = -1;
  return {
    push(line) {
      if (line !== expected) runs.push([row, line]);
      row++;
      expected = line + 1;
    },
    runs: () => runs,
  };
}

/** Line of a row. */
export function lineOf(runs: LineRuns, row: number): number {
  let [low, high] = [0, runs.length - 1];
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if (runs[middle]![0] <= row) low = middle;
    else high = middle - 1;
  }
  const [first, line] = runs[low]!;
  return line + row - first;
}
