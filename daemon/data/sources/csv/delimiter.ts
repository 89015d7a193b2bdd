import { commaKind, parseNumber } from './number-text.ts';

/** One or more blanks or tabs, as programs write that align columns. */
export const WHITESPACE = 'whitespace';

const CANDIDATES = [',', '\t', ';', '|'];

/**
 * The separator that divides the first lines into equally many fields, as many as possible; blanks between numbers, or a comma, if
 * none does.
 */
export function guessDelimiter(lines: readonly string[]): string {
  const decimal = CANDIDATES.find((candidate) => candidate !== ',' && hasDecimalCommas(lines, candidate));
  if (decimal !== undefined) return decimal;
  let best = ',';
  let most = 1;
  for (const candidate of CANDIDATES) {
    const width = widthOf(lines.map((line) => splitLine(line, candidate)));
    if (width > most) [best, most] = [candidate, width];
  }
  if (most > 1) return best;
  return [' ', WHITESPACE].find((blanks) => haveNumbersBetween(lines, blanks)) ?? ',';
}

/** Whether it divides the lines into fields whose commas are those of numbers: a comma would divide these. */
function hasDecimalCommas(lines: readonly string[], candidate: string): boolean {
  const rows = lines.map((line) => splitLine(line, candidate));
  if (widthOf(rows) < 2) return false;
  // The first line may be a header.
  const fields = rows.slice(rows.length > 1 ? 1 : 0).flatMap((row) => row.filter((field) => field.includes(',')));
  return fields.length > 0 && fields.every((field) => commaKind(field) !== null);
}

/** The fields of a line, which begin and end with the quotes that they have. */
export function splitLine(line: string, delimiter: string): readonly string[] {
  if (delimiter === WHITESPACE) return line.match(/"[^"]*"|\S+/g) ?? [];
  // A separator in quotes is none.
  const open = line.replace(/"[^"]*"/g, (quoted) => '"'.repeat(quoted.length));
  const fields: string[] = [];
  for (let from = 0; ; ) {
    const at = open.indexOf(delimiter, from);
    fields.push(line.slice(from, at < 0 ? undefined : at).trim());
    if (at < 0) return fields;
    from = at + delimiter.length;
  }
}

/** Fields of each row, the header being the first one, which may lack the name of the first column; 0: rows differ. */
function widthOf(rows: readonly (readonly string[])[]): number {
  const width = rows.at(-1)?.length ?? 0;
  const isEven = rows.every((fields) => fields.length === width);
  return isEven || lacksFirstName(rows) ? width : 0;
}

/**
 * Whether the header has a name less than the rows have fields, since the first field of each row is its name: so R writes
 * data frames.
 */
export function lacksFirstName([header, ...rows]: readonly (readonly string[])[]): boolean {
  const [first] = rows;
  if (header === undefined || first === undefined || header.length !== first.length - 1) return false;
  if (rows.some((fields) => fields.length !== first.length) || header.some(isNumber)) return false;
  // A separator at the end of each row leaves an empty field.
  const isFilled = rows.some((fields) => fields.at(-1) !== '');
  const names = rows.map(([name = '']) => name);
  // One field above may also be a title.
  if (header.length === 1 && !names.every((name) => name.startsWith('"'))) return false;
  return isFilled && first.slice(1).some(isNumber) && new Set(names).size === names.length && names.every(isRowName);
}

function isRowName(field: string): boolean {
  return field !== '' && (!isNumber(field) || /^("?)\d+\1$/.test(field));
}

function isNumber(field: string): boolean {
  return Number.isFinite(parseNumber(field) ?? Number.NaN);
}

/** Whether blanks divide each line into as many fields, and numbers are between them, as `numpy.savetxt` writes them. */
function haveNumbersBetween(lines: readonly string[], blanks: string): boolean {
  const rows = lines.map((line) => splitLine(line, blanks));
  const width = widthOf(rows);
  if (width < 2 || rows.length < 2) return false;
  const below = rows.slice(1);
  const isNumeric = (column: number) => below.every((fields) => parseNumber(fields[column]!) !== null);
  const columns = Array.from({ length: width }, (_, column) => column);
  // Two blanks may also stand around a missing value.
  if (blanks === ' ') return below.every((fields) => fields.every((field) => field !== '')) && columns.every(isNumeric);
  return columns.some((column) => isNumeric(column) && below.some((fields) => isNumber(fields[column]!)));
}
