/** Whether version `a` comes before `b`: `1.9.0` before `1.10.0`. Of equal numbers one with a suffix (`-beta`) comes first. */
export function isOlder(a: string, b: string): boolean {
  const [left, right] = [parse(a), parse(b)];
  for (const [i, number] of left.numbers.entries()) {
    const other = right.numbers[i]!;
    if (number !== other) return number < other;
  }
  return left.suffix !== '' && right.suffix === '';
}

/** What is no version is older than all that are. */
function parse(version: string) {
  const match = /^(\d+)\.(\d+)\.(\d+)(-[^+]*)?/.exec(version);
  return { numbers: [1, 2, 3].map((group) => Number(match?.[group] ?? -1)), suffix: match?.[4] ?? '' };
}
