import { type AlternatingRows, countOf } from './network.ts';

/** Standard deviations from the mean at which values are cut off: a network does not learn from 1e30. */
const FARTHEST = 10;

/** A map of rows to rows that has been fitted to some rows. */
type Map = (rows: AlternatingRows) => AlternatingRows;

/** Mean 0 and standard deviation 1 in each column of the rows it is fitted to. Values that are not finite are cut off. */
export function standardizationOf(rows: AlternatingRows): Map {
  const { values, width } = rows;
  const n = countOf(rows);
  const [means, variances] = [new Float64Array(width), new Float64Array(width)];
  for (let at = 0; at < values.length; at++) means[at % width]! += values[at]! / n;
  for (let at = 0; at < values.length; at++) variances[at % width]! += (values[at]! - means[at % width]!) ** 2 / n;
  const scales = variances.map((variance) => (variance > 0 ? 1 / Math.sqrt(variance) : 1));
  return (others) => ({
    width,
    values: others.values.map((value, at) => {
      const scaled = (value - means[at % width]!) * scales[at % width]!;
      return scaled < FARTHEST ? Math.max(scaled, -FARTHEST) : FARTHEST;
    }),
  });
}

/** The columns and their squares, standardized, so that a difference in the spread of a column is a difference of means. */
export function withSquaresOf(rows: AlternatingRows): Map {
  const standardize = standardizationOf(rows);
  const expand: Map = (others) => {
    const { values, width } = standardize(others);
    return sideBySide({ values, width }, { values: values.map((value) => value * value), width });
  };
  const rescale = standardizationOf(expand(rows));
  return (others) => rescale(expand(others));
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
