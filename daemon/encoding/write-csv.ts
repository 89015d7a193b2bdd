/**
 * A CSV file with a header line; numbers are the shortest that read back as the same float32 or float64, and those that are not finite
 * are `-inf`, `inf` and `nan`, as numpy and pandas write and read them.
 * @param values row-major [rows, names.length]
 */
export function writeCsv(names: readonly string[], values: Float32Array | Float64Array | Uint8Array): string {
  const format = values instanceof Float32Array ? shortestFloat32 : String;
  const width = names.length;
  const lines = [names.map(quoted).join(',')];
  for (let at = 0; at < values.length; at += width) {
    const fields = new Array<string>(width);
    for (let j = 0; j < width; j++) fields[j] = numberText(values[at + j]!, format);
    lines.push(fields.join(','));
  }
  return `${lines.join('\n')}\n`;
}

/** A CSV file of rows with words beside numbers, as `writeCsv` writes those; null is left empty. Runs in browsers too. */
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
  if (Number.isFinite(value)) return format(value);
  return Number.isNaN(value) ? 'nan' : value > 0 ? 'inf' : '-inf';
}

/** Also where it holds another separator, which readers may take for that of the file, or blanks that they drop. */
function quoted(name: string): string {
  return /[",;|\t\r\n]|^\s|\s$/.test(name) ? `"${name.replaceAll('"', '""')}"` : name;
}

/** Nine significant digits always suffice; often fewer do. */
function shortestFloat32(value: number): string {
  for (const digits of [6, 7, 8]) {
    const candidate = Number(value.toPrecision(digits));
    if (Math.fround(candidate) === value) return String(candidate);
  }
  return String(Number(value.toPrecision(9)));
}
