import { widthOfEntry } from '../../data/context-layout.ts';
import type { Dataset } from '../../data/definition.ts';

/** Mean and standard deviation with which each entry of a context was standardized: 0 and 1 for labels and images. */
export function contextScale({ contextEncoding = [] }: Pick<Dataset, 'contextEncoding'>): {
  readonly mean: Float64Array;
  readonly std: Float64Array;
} {
  const entries = contextEncoding.flatMap((entry) =>
    entry.kind === 'number' ? [entry] : Array.from({ length: widthOfEntry(entry) }, () => ({ mean: 0, std: 1 })),
  );
  return {
    mean: Float64Array.from(entries, ({ mean }) => mean),
    std: Float64Array.from(entries, ({ std }) => std),
  };
}
