import { notFiniteName } from './not-finite-name.ts';
import { shortestFloat32 } from './shortest-float32.ts';

/**
 * A CSV file with a header line. Numbers are the shortest that parse to the same float32 or float64; those that are not
 * finite are `-inf`, `inf` and `nan`, as in numpy and pandas.
 * @param values row-major [rows, names.length]
 */
export function writeCsv(names: readonly string[], values: Float32Array | Float64Array | Uint8Array): string {
  const format = values instanceof Float32Array ? (value: number) => String(shortestFloat32(value)) : String;
  const width = names.length;
  const lines = [names.map(quoted).join(',')];
  for (let at = 0; at < values.length; at += width) {
    const fields = new Array<string>(width);
    for (let j = 0; j < width; j++) fields[j] = numberText(values[at + j]!, format);
    lines.push(fields.join(','));
  }
  return `${lines.join('\n')}\n`;
}

/**
 * A CSV file of rows with words and numbers, written as by `writeCsv`; null becomes an empty field. Also runs in
 * browsers.
 */
export function writeTable(names: readonly string[], rows: Iterable<readonly (string | number | null)[]>): string {
  const lines = [names.map(quoted).join(',')];
  for (const row of rows) lines.push(row.map(cell).join(','));
  return `${lines.join('\n')}\n`;
}

function cell(value: string | number | null): string {
  if (value === null) return '';
  return typeof value === 'string' ? quoted(value) : numberText(value, String);
}

function numberText(value: number, format: (finite: number) => string): string {
  return Number.isFinite(value) ? format(value) : notFiniteName(value);
}

/**
 * Also quotes a name with another separator, which parsers may take for the file's, or with blanks that they may drop.
 */
function quoted(name: string): string {
  return /[",;|\t\r\n]|^\s|\s$/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
}
