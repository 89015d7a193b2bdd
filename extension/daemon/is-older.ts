/** Whether version `a` is older than `b`: `1.9.0` than `1.10.0`, `1.0.0-beta` than `1.0.0`. */
export function isOlder(a: string, b: string): boolean {
  const [left, right] = [parse(a), parse(b)];
  for (const [i, number] of left.numbers.entries()) {
    const other = right.numbers[i]!;
    if (number !== other) return number < other;
  }
  return left.suffix !== '' && right.suffix === '';
}

/** Text that is not a version is older than any version. */
function parse(version: string) {
  const match = /^(\d+)\.(\d+)\.(\d+)(-[^+]*)?/.exec(version);
  return { numbers: [1, 2, 3].map((group) => Number(match?.[group] ?? -1)), suffix: match?.[4] ?? '' };
}
