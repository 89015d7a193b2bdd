import type { Dataset } from '../../data/definition.ts';

/** Mean and standard deviation with which each entry of the context vector was standardized: 0 and 1 for labels. */
export function contextScale({ contextEncoding = [] }: Pick<Dataset, 'contextEncoding'>): {
  readonly mean: Float64Array;
  readonly std: Float64Array;
} {
  const entries = contextEncoding.flatMap((entry) =>
    entry.kind === 'number' ? [entry] : entry.values.map(() => ({ mean: 0, std: 1 })),
  );
  return {
    mean: Float64Array.from(entries, ({ mean }) => mean),
    std: Float64Array.from(entries, ({ std }) => std),
  };
}
