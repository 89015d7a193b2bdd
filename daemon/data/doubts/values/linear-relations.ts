/** Columns that are linear combinations of columns before them. */

export interface LinearRelation {
  readonly column: number;
  readonly constant: number;
  readonly terms: readonly { readonly column: number; readonly factor: number }[];
  /** It holds only up to the rounding of the numbers. */
  readonly rounded: boolean;
}

/** Largest root mean square of the rest, in standard deviations: numbers in files are rounded. */
const EXACT = 1e-5;
/** With rounding that is coarser, in standard deviations, columns that are merely correlated would satisfy it. */
const MOST_ROUNDING = 0.04;
/** Rows from which on rounding errors can be told from others. */
const FEWEST_ROUNDED = 60;
/** Of the rest, relative to what rounding explains. */
const EXPLAINED = 1.2;
/** Terms that contribute less, in standard errors, may be chance. */
const SIGNIFICANT = 5;
/** Rows beyond are not needed. */
const MOST_ROWS = 2000;
/** Rows for each column: with fewer, columns are combinations of others by chance. */
const ROWS_PER_COLUMN = 2;
const FEWEST_ROWS = 20;
/** With more columns, only copies are found: the others would take too long. */
const MOST_COLUMNS = 200;
/** Terms that contribute less, in standard deviations, are rounding errors. */
const NEGLIGIBLE = 1e-3;
/** Of a factor that is written with few digits. */
const DIGITS = 4;

/**
 * By Gram–Schmidt orthogonalization, twice for each column; then the relation is solved for the few columns it needs.
 * @param columns of equal length
 */
export function relationsOf(columns: readonly Float64Array[]): readonly LinearRelation[] {
  const rows = Math.min(columns[0]?.length ?? 0, MOST_ROWS);
  if (rows < FEWEST_ROWS) return [];
  const scaled = columns.map((values) => standardized(values.subarray(0, rows)));
  const onlyCopies = columns.length > MOST_COLUMNS || rows < ROWS_PER_COLUMN * columns.length;
  const basis: { readonly column: number; readonly unit: Float64Array }[] = [];
  const found: LinearRelation[] = [];
  const errors = columns.map(() => null as Float64Array | null);
  const errorsOf = (column: number) => (errors[column] ??= roundingErrors(columns[column]!.subarray(0, rows)));
  const bySign = new Map<string, number[]>();
  for (const [column, values] of scaled.entries()) {
    if (values === null) continue;
    if (onlyCopies) {
      const copy = copyAmong(bySign, values, column, scaled);
      const relation = copy === null ? null : solved(columns, scaled, column, [copy], rows);
      if (relation !== null) found.push(relation);
      continue;
    }
    const rest = values.slice();
    for (let pass = 0; pass < 2; pass++) for (const { unit } of basis) subtract(rest, unit, dot(rest, unit));
    const size = Math.sqrt(dot(rest, rest) / rows);
    if (size > EXACT) {
      const own = basis.map((unit) => unit.column);
      const relation = size <= MOST_ROUNDING ? roundedRelation(columns, scaled, column, own, size, errorsOf) : null;
      if (relation !== null) {
        found.push(relation);
        continue;
      }
      const length = Math.sqrt(dot(rest, rest));
      basis.push({ column, unit: rest.map((value) => value / length) });
      continue;
    }
    const needed = neededColumns(
      scaled,
      values,
      basis.map((own) => own.column),
      rows,
      NEGLIGIBLE,
    );
    const relation = solved(columns, scaled, column, needed, rows);
    if (relation !== null) found.push(relation);
  }
  return found;
}

/** With mean 0 and standard deviation 1; null for a constant column. */
function standardized(values: Float64Array): Float64Array | null {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const std = Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length);
  return std > 1e-12 * Math.abs(mean) ? values.map((value) => (value - mean) / std) : null;
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
}

function subtract(from: Float64Array, unit: Float64Array, factor: number): void {
  for (let i = 0; i < from.length; i++) from[i]! -= factor * unit[i]!;
}

/** A column with the same values up to shift and scale. @param seen by the first values, rounded */
function copyAmong(
  seen: Map<string, number[]>,
  values: Float64Array,
  column: number,
  scaled: readonly (Float64Array | null)[],
): number | null {
  const sign = Math.sign(values.find((value) => Math.abs(value) > 0.1) ?? 1);
  const key = Array.from(values.subarray(0, 8), (value) => (sign * value).toFixed(2)).join();
  const similar = seen.get(key) ?? [];
  seen.set(key, [...similar, column]);
  return (
    similar.find((other) => Math.abs(Math.abs(dot(values, scaled[other]!)) / values.length - 1) < EXACT ** 2) ?? null
  );
}

/** Those of the columns that the combination needs: the others have factors that are rounding errors. */
function neededColumns(
  scaled: readonly (Float64Array | null)[],
  values: Float64Array,
  columns: readonly number[],
  rows: number,
  negligible: number,
): readonly number[] {
  const factors = leastSquares(
    columns.map((column) => scaled[column]!),
    values,
    rows,
  );
  return columns.filter((_, i) => Math.abs(factors[i]!) > negligible);
}

/** The relation of the columns as they are, with factors rounded if that is as exact; null: the columns do not suffice. */
function solved(
  columns: readonly Float64Array[],
  scaled: readonly (Float64Array | null)[],
  column: number,
  needed: readonly number[],
  rows: number,
  tolerance = EXACT,
): LinearRelation | null {
  const target = columns[column]!.subarray(0, rows);
  const { mean, std } = momentsOf(target);
  const factors = leastSquares(
    needed.map((other) => scaled[other]!),
    scaled[column]!,
    rows,
  );
  const terms = needed.map((other, i) => {
    const own = momentsOf(columns[other]!.subarray(0, rows));
    return { column: other, factor: (factors[i]! * std) / own.std, mean: own.mean };
  });
  const make = (round: (value: number) => number) => {
    const rounded = terms.map(({ column: other, factor }) => ({ column: other, factor: round(factor) }));
    const rest = mean - rounded.reduce((sum, { factor }, i) => sum + factor * terms[i]!.mean, 0);
    const constant = Math.abs(rest) < tolerance * std ? 0 : round(rest);
    return { column, constant, terms: rounded, rounded: tolerance > EXACT };
  };
  const restOf = ({ constant, terms: own }: LinearRelation) => {
    let sum = 0;
    for (let row = 0; row < rows; row++) {
      let value = constant;
      for (const { column: other, factor } of own) value += factor * columns[other]![row]!;
      sum += (target[row]! - value) ** 2;
    }
    return Math.sqrt(sum / rows) / std;
  };
  for (let digits = 1; digits <= DIGITS; digits++) {
    const relation = make((value) => Number(value.toPrecision(digits)));
    if (restOf(relation) <= tolerance) return relation;
  }
  const exact = make((value) => Number(value.toPrecision(12)));
  if (restOf(exact) > (tolerance > EXACT ? tolerance : 10 * EXACT)) return null;
  return make((value) => Number(value.toPrecision(DIGITS)));
}

/**
 * The relation of a column to others if nothing but rounding keeps it from being exact: root mean square and largest deviation
 * are those that the digits of all numbers in it explain.
 * @param size root mean square of the rest, in standard deviations of the column
 */
function roundedRelation(
  columns: readonly Float64Array[],
  scaled: readonly (Float64Array | null)[],
  column: number,
  others: readonly number[],
  size: number,
  errorsOf: (column: number) => Float64Array,
): LinearRelation | null {
  const values = scaled[column]!;
  const rows = values.length;
  if (rows < FEWEST_ROUNDED || others.length === 0) return null;
  const least = Math.max(NEGLIGIBLE, (SIGNIFICANT * size) / Math.sqrt(rows));
  const needed = neededColumns(scaled, values, others, rows, least);
  const factors = leastSquares(
    needed.map((other) => scaled[other]!),
    values,
    rows,
  );
  const { std } = momentsOf(columns[column]!.subarray(0, rows));
  const parts = [
    { scale: 1 / std, errors: errorsOf(column) },
    ...needed.map((other, i) => ({
      scale: Math.abs(factors[i]!) / momentsOf(columns[other]!.subarray(0, rows)).std,
      errors: errorsOf(other),
    })),
  ];
  // Factors are as exact as so many rows tell.
  const slack = (SIGNIFICANT * size) / Math.sqrt(rows);
  let [explained, squares] = [0, 0];
  for (let row = 0; row < rows; row++) {
    let rest = values[row]!;
    let most = slack;
    for (const [i, other] of needed.entries()) rest -= factors[i]! * scaled[other]![row]!;
    for (const { scale, errors } of parts) {
      most += scale * errors[row]!;
      explained += (scale * errors[row]!) ** 2 / 3;
    }
    if (Math.abs(rest) > EXPLAINED * most) return null;
    squares += rest ** 2;
  }
  const [found, expected] = [Math.sqrt(squares / rows), Math.sqrt(explained / rows)];
  if (expected > MOST_ROUNDING || found > EXPLAINED * expected) return null;
  return solved(columns, scaled, column, needed, rows, EXPLAINED * expected);
}

/** Largest significant digits that tell of rounding: float64 numbers have 15 or more. */
const MOST_DIGITS = 12;
/** Half the distance between two float32 numbers, relative to them. */
const FLOAT32 = 2 ** -24;

/** By how much each number may be off: half a unit of its last decimal place, or of its last significant digit. */
function roundingErrors(values: Float64Array): Float64Array {
  if (values.every((value) => Math.fround(value) === value && !Number.isInteger(value)))
    return values.map((value) => FLOAT32 * Math.abs(value));
  let [decimals, digits] = [0, 0];
  for (const value of values) {
    const [mantissa = '', exponent = '0'] = Math.abs(value).toExponential().split('e');
    const fraction = mantissa.length > 1 ? mantissa.length - 2 : 0;
    decimals = Math.max(decimals, fraction - Number(exponent));
    digits = Math.max(digits, fraction + 1);
  }
  if (digits > MOST_DIGITS) return new Float64Array(values.length);
  const unit = 10 ** -decimals / 2;
  return values.map((value) => {
    const last = value === 0 ? 0 : 10 ** (Math.floor(Math.log10(Math.abs(value))) - digits + 1) / 2;
    return Math.max(unit, last);
  });
}

function momentsOf(values: Float64Array): { readonly mean: number; readonly std: number } {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  return { mean, std: Math.sqrt(values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length) };
}

/** Factors of the columns whose sum is nearest to the values, by modified Gram–Schmidt. */
function leastSquares(columns: readonly Float64Array[], values: Float64Array, rows: number): Float64Array {
  const count = columns.length;
  const units = columns.map((column) => column.slice(0, rows));
  const triangle = units.map(() => new Float64Array(count));
  for (let j = 0; j < count; j++) {
    for (let pass = 0; pass < 2; pass++) {
      for (let i = 0; i < j; i++) {
        const part = dot(units[i]!, units[j]!);
        triangle[i]![j]! += part;
        subtract(units[j]!, units[i]!, part);
      }
    }
    const length = Math.sqrt(dot(units[j]!, units[j]!));
    triangle[j]![j] = length;
    for (let row = 0; row < rows; row++) units[j]![row]! /= length;
  }
  const rest = values.slice(0, rows);
  const projections = units.map((unit) => {
    const part = dot(rest, unit);
    subtract(rest, unit, part);
    return part;
  });
  const factors = new Float64Array(count);
  for (let i = count - 1; i >= 0; i--) {
    let sum = projections[i]!;
    for (let j = i + 1; j < count; j++) sum -= triangle[i]![j]! * factors[j]!;
    factors[i] = sum / triangle[i]![i]!;
  }
  return factors;
}
