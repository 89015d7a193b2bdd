/**
 * A CSV file with a header line; numbers are the shortest that read back as the same float32 or float64, not-finite ones
 * are left empty.
 * @param values row-major [rows, names.length]
 */
export function writeCsv(names: readonly string[], values: Float32Array | Float64Array | Uint8Array): string {
  const format = values instanceof Float32Array ? shortestFloat32 : String;
  const width = names.length;
  const lines = [names.map(quoted).join(',')];
  for (let at = 0; at < values.length; at += width) {
    const fields = new Array<string>(width);
    for (let j = 0; j < width; j++) {
      const value = values[at + j]!;
      fields[j] = Number.isFinite(value) ? format(value) : '';
    }
    lines.push(fields.join(','));
  }
  return `${lines.join('\n')}\n`;
}

/** A CSV file of rows in which words stand beside numbers; null and not-finite numbers are left empty. Runs in browsers too. */
export function writeTable(names: readonly string[], rows: Iterable<readonly (string | number | null)[]>): string {
  const lines = [names.map(quoted).join(',')];
  for (const row of rows) lines.push(row.map(cell).join(','));
  return `${lines.join('\n')}\n`;
}

function cell(value: string | number | null): string {
  if (typeof value === 'string') return quoted(value);
  return value !== null && Number.isFinite(value) ? String(value) : '';
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
