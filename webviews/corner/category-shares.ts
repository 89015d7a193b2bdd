/** The shares of categories as text. */

/** Named at most. */
const MOST = 4;

/** `setosa 40 %, virginica 35 %, versicolor 25 %`, the largest share first; '–' without values. @param values 0, 1, … of each row @param weights null: all are equal */
export function categoryShares(
  values: ArrayLike<number>,
  names: readonly string[],
  weights: ArrayLike<number> | null = null,
): string {
  const counts = new Float64Array(names.length);
  let total = 0;
  for (let i = 0; i < values.length; i++) {
    const rank = Math.round(values[i]!);
    if (!(rank >= 0 && rank < names.length)) continue;
    const weight = weights?.[i] ?? 1;
    counts[rank]! += weight;
    total += weight;
  }
  if (total === 0) return '–';
  const found = names
    .map((name, rank) => ({ name, count: counts[rank]! }))
    .filter(({ count }) => count > 0)
    .sort((a, b) => b.count - a.count);
  const texts = found.slice(0, MOST).map(({ name, count }) => `${name} ${percent(count / total)} %`);
  return found.length > MOST ? `${texts.join(', ')}, …` : texts.join(', ');
}

function percent(share: number): string {
  const percents = 100 * share;
  return percents < 10 ? percents.toFixed(1) : percents.toFixed(0);
}
