/** Samples rows of a split as their weights ask: as if a row with weight 2 were in the data twice. */
import { sampleRows } from '../../evaluation/sample-rows.ts';
import type { RandomStream } from '../../random/random-stream.ts';

interface WeightedRows {
  readonly count: number;
  /** ≥ 0; absent: all are equal. */
  readonly weights?: Float64Array;
}

/** Numbers of rows, ascending: some of them, or with weights as many draws with replacement. */
export function drawnRows({ count, weights }: WeightedRows, most: number, random: RandomStream): Uint32Array {
  if (weights === undefined) return sampleRows(count, most, random);
  let total = 0;
  const sums = weights.map((weight) => {
    total += weight;
    return total;
  });
  const draw = () => {
    const place = random.uniform() * total;
    let [low, high] = [0, count - 1];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (sums[middle]! > place) high = middle;
      else low = middle + 1;
    }
    return low;
  };
  return Uint32Array.from({ length: Math.min(count, most) }, draw).sort();
}

/** Numbers of different rows, ascending: with weights each one is kept in proportion to its weight, so that they are independent. */
export function thinnedRows({ count, weights }: WeightedRows, most: number, random: RandomStream): Uint32Array {
  if (weights === undefined) return sampleRows(count, most, random);
  const largest = weights.reduce((a, b) => Math.max(a, b), 0);
  const kept = Uint32Array.from(weights.keys()).filter((row) => random.uniform() * largest < weights[row]!);
  return sampleRows(kept.length, most, random).map((i) => kept[i]!);
}
