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

/** Whether one blank divides each line into as many fields, and those below the first line are numbers, as `numpy.savetxt` writes them. */
function haveNumbersBetweenBlanks(lines: readonly string[]): boolean {
  const rows = lines.map((line) => line.split(' '));
  const width = rows[0]?.length ?? 0;
  if (width < 2 || rows.length < 2) return false;
  return rows.every(
    (fields, row) =>
      fields.length === width && (row === 0 || fields.every((field) => field !== '' && parseNumber(field) !== null)),
  );
}
