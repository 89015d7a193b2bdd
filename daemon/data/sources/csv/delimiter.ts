const CANDIDATES = [',', '\t', ';', '|'];

/** The separator that divides the first lines into equally many fields, as many as possible; a comma if none does. */
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
  return best;
}
