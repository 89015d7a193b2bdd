/** Which entries of two lists belong together: one that was inserted must not make all later ones different. */

/** Indices into the lists; null: the other list has no such entry. */
export type AlignedEntry = readonly [one: number, other: number | null] | readonly [one: null, other: number];

/** Beyond this many pairs of entries, they are compared by their indices. */
const MOST_PAIRS = 250_000;

/** In order. Entries belong together if they are equal or, like layers, have the same `type`: as many as possible. */
export function alignedEntries(one: readonly unknown[], other: readonly unknown[]): readonly AlignedEntry[] {
  if (one.length * other.length > MOST_PAIRS) return byIndex(one.length, other.length);
  const [texts, others] = [one, other].map((list) => list.map((entry) => JSON.stringify(entry)));
  const worth = (i: number, j: number) => {
    if (texts![i] === others![j]) return 2;
    return kindOf(one[i]) === kindOf(other[j]) ? 1 : 0;
  };
  /** Most that the entries from i and j on are worth together. */
  const best = Array.from({ length: one.length + 1 }, () => new Float64Array(other.length + 1));
  for (let i = one.length - 1; i >= 0; i--) {
    for (let j = other.length - 1; j >= 0; j--) {
      const own = worth(i, j);
      const paired = own === 0 ? 0 : own + best[i + 1]![j + 1]!;
      best[i]![j] = Math.max(paired, best[i + 1]![j]!, best[i]![j + 1]!);
    }
  }
  const aligned: AlignedEntry[] = [];
  let [i, j] = [0, 0];
  while (i < one.length && j < other.length) {
    const own = worth(i, j);
    if (own > 0 && best[i]![j] === own + best[i + 1]![j + 1]!) aligned.push([i++, j++]);
    else if (best[i]![j] === best[i + 1]![j]) aligned.push([i++, null]);
    else aligned.push([null, j++]);
  }
  while (i < one.length) aligned.push([i++, null]);
  while (j < other.length) aligned.push([null, j++]);
  return aligned;
}

function byIndex(one: number, other: number): readonly AlignedEntry[] {
  return Array.from({ length: Math.max(one, other) }, (_, i): AlignedEntry => {
    if (i >= one) return [null, i];
    return [i, i < other ? i : null];
  });
}

/** Entries without a type are of one kind. */
function kindOf(entry: unknown): unknown {
  return typeof entry === 'object' && entry !== null && 'type' in entry ? entry.type : typeof entry;
}
