/** Width of a character of a tick's label, and of the room between two labels; CSS pixels. */
const [CHARACTER, GAP] = [5.6, 10];

export interface ShownLabel {
  readonly index: number;
  /** Where it begins, CSS pixels. */
  readonly left: number;
}

/**
 * The labels that have room beside each other: that of the current stage, the first, the last, and the others from left to right.
 * @param x where a stage is @param width of all of them, CSS pixels
 */
export function shownLabels(
  names: readonly string[],
  now: number,
  x: (index: number) => number,
  width: number,
): readonly ShownLabel[] {
  const taken: (ShownLabel & { readonly right: number })[] = [];
  const last = names.length - 1;
  for (const index of new Set([now, 0, last, ...names.keys()])) {
    const name = names[index];
    if (name === undefined) continue;
    const length = name.length * CHARACTER;
    const left = Math.max(0, Math.min(width - length, x(index) - length / 2));
    const right = left + length;
    if (taken.every((other) => right + GAP <= other.left || left >= other.right + GAP))
      taken.push({ index, left, right });
  }
  return taken.map(({ index, left }) => ({ index, left })).sort((a, b) => a.index - b.index);
}
