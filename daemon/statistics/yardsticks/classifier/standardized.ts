import { type AlternatingRows, countOf } from './network.ts';

/** Standard deviations from the mean at which values are cut off, since few of them would dominate what is learned. */
const FARTHEST = 10;
/** The variance that rounding alone leaves in a constant column of values near 1. */
const ROUNDING = 1e-24;

/** A map of rows to rows that has been fitted to some rows. */
type RowMap = (rows: AlternatingRows) => AlternatingRows;

/** Mean 0 and standard deviation 1 in each column of the rows it is fitted to, cut off where values are far away. */
export function standardizationOf({ values, width }: AlternatingRows): RowMap {
  const n = values.length / width;
  const [means, variances] = [new Float64Array(width), new Float64Array(width)];
  for (let at = 0; at < values.length; at++) means[at % width]! += values[at]! / n;
  for (let at = 0; at < values.length; at++) variances[at % width]! += (values[at]! - means[at % width]!) ** 2 / n;
  const scales = variances.map((variance) => (variance > ROUNDING ? 1 / Math.sqrt(variance) : 1));
  return (others) => ({
    width,
    values: others.values.map((value, at) => {
      const scaled = (value - means[at % width]!) * scales[at % width]!;
      return Math.min(Math.max(scaled, -FARTHEST), FARTHEST);
    }),
  });
}

/** The columns and their squares, standardized, so that a difference in the spread of a column is a difference of means. */
export function withSquaresOf(rows: AlternatingRows): RowMap {
  // That of the data alone: some samples may be far away.
  const standardize = standardizationOf(dataOf(rows));
  const expand: RowMap = (others) => {
    const { values, width } = standardize(others);
    return sideBySide({ values, width }, { values: values.map((value) => value * value), width });
  };
  const rescale = standardizationOf(expand(rows));
  return (others) => rescale(expand(others));
}

function dataOf({ values, width }: AlternatingRows): AlternatingRows {
  return { values: values.filter((_, at) => Math.floor(at / width) % 2 === 1), width };
}

/** @param parts of equally many rows */
export function sideBySide(...parts: readonly AlternatingRows[]): AlternatingRows {
  const width = parts.reduce((sum, part) => sum + part.width, 0);
  const n = countOf(parts[0]!);
  const values = new Float64Array(n * width);
  let column = 0;
  for (const part of parts) {
    for (let row = 0; row < n; row++) {
      for (let d = 0; d < part.width; d++) values[row * width + column + d] = part.values[row * part.width + d]!;
    }
    column += part.width;
  }
  return { values, width };
}
