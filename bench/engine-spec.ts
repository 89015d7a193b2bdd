/** The five configurations of docs/measurements: RealNVP with affine couplings, as flow specs. */
export interface BenchConfig {
  readonly batch: number;
  readonly dimension: number;
  readonly hidden: number;
  readonly couplings: number;
}

/** The spec of a configuration, as text. Its data file is never read: the benchmark feeds its own rows. */
export function specOf({ batch, dimension, hidden, couplings }: BenchConfig): string {
  return JSON.stringify({
    name: `bench-${batch}-${dimension}-${hidden}-${couplings}`,
    data: { source: 'npy', path: 'rows.npy', shape: [dimension], standardize: false },
    layers: [
      {
        type: 'repeat',
        times: couplings,
        layers: [
          { type: 'affine-coupling', mask: 'alternate', conditioner: { type: 'mlp', hidden: [hidden, hidden] } },
        ],
      },
    ],
    training: { batchSize: batch, steps: 100000, optimizer: { type: 'adam', learningRate: 1e-3 }, gradientClip: null },
  });
}
