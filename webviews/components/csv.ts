/** Tables as CSV (RFC 4180), for export. Numbers keep all their digits. */
export function csvBytes(header: readonly string[], rows: Iterable<readonly (string | number | null)[]>): ArrayBuffer {
  const lines = [header.map(cell).join(',')];
  for (const row of rows) lines.push(row.map(cell).join(','));
  return new TextEncoder().encode(`${lines.join('\r\n')}\r\n`).buffer as ArrayBuffer;
}

function cell(value: string | number | null): string {
  if (value === null || (typeof value === 'number' && Number.isNaN(value))) return '';
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
