import { parseNumber } from './number-text.ts';

const CANDIDATES = [',', '\t', ';', '|'];

/** The separator that divides the first lines into equally many fields, as many as possible; one blank between numbers, or a comma, if none does. */
export function guessDelimiter(start: string): string {
  const lines = start
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== '')
    .slice(0, 20);
  let best = ',';
  let most = 0;
  for (const candidate of CANDIDATES) {
    const counts = lines.map((line) => line.replace(/"[^"]*"/g, '').split(candidate).length - 1);
    const first = counts[0] ?? 0;
    if (first > most && counts.every((count) => count === first)) {
      best = candidate;
      most = first;
    }
  }
  return most === 0 && haveNumbersBetweenBlanks(lines) ? ' ' : best;
}

/** Stands for a text in quotes. */
const QUOTED = '"';

/**
 * Whether one blank divides each line into as many fields, and those below the first line are numbers, as `numpy.savetxt` writes
 * them, or also texts in quotes, as R's `write.table` does.
 */
function haveNumbersBetweenBlanks(lines: readonly string[]): boolean {
  const rows = lines.map((line) => line.replace(/"[^"]*"/g, QUOTED).split(' '));
  const width = rows[1]?.length ?? 0;
  if (width < 2) return false;
  // R gives the names of rows no name.
  const isHeader = (fields: readonly string[]) =>
    fields.length === width || (fields.length === width - 1 && fields.every((field) => field === QUOTED));
  const isNumber = (field: string) => field !== '' && parseNumber(field) !== null;
  return rows.every(
    (fields, row) =>
      (row === 0 && isHeader(fields)) ||
      (fields.length === width && fields.some(isNumber) && fields.every((field) => field === QUOTED || isNumber(field))),
  );
}
