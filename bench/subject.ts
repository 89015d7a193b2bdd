/** What is timed: the same work in different implementations. */
import { type GlowConfiguration, glowName, glowSpec } from './glow.ts';

/** A RealNVP training step: `couplings` affine couplings whose networks have two hidden layers of `hidden` units. */
export interface Configuration {
  readonly batch: number;
  readonly dimension: number;
  readonly hidden: number;
  readonly couplings: number;
}

export type AnyConfiguration = Configuration | GlowConfiguration;

/** One implementation. Calls come one at a time; nothing keeps running after an answer. */
export interface BenchSubject {
  readonly name: string;
  /** Versions of what it is made of, by name. */
  readonly versions: Readonly<Record<string, string>>;
  /** Builds and compiles a configuration and takes its first step; the calls below are about it from then on. */
  prepare(configuration: AnyConfiguration): Promise<void>;
  /** Takes n training steps (gather a batch, loss, gradient, Adam); answers the seconds they took. */
  steps(n: number): Promise<number>;
  /** Seconds for n passes of log q over `rows` rows. */
  logProb(rows: number, n: number): Promise<number>;
  /** Seconds for n draws of `rows` samples. */
  sample(rows: number, n: number): Promise<number>;
  /** Seconds from the start of a fresh process to its first training loss. */
  coldStart(configuration: Configuration): Promise<number>;
  close(): Promise<void>;
}

/** The engine page's table: small and large networks, few and many dimensions. */
export const CONFIGURATIONS: readonly Configuration[] = [
  { batch: 256, dimension: 2, hidden: 32, couplings: 4 },
  { batch: 512, dimension: 2, hidden: 64, couplings: 8 },
  { batch: 512, dimension: 2, hidden: 128, couplings: 8 },
  { batch: 256, dimension: 6, hidden: 256, couplings: 10 },
  { batch: 128, dimension: 64, hidden: 256, couplings: 8 },
];

/** Rows of the data array, standard normal values. */
export const DATA_ROWS = 20_000;

export function configurationName(configuration: AnyConfiguration): string {
  if ('levels' in configuration) return glowName(configuration);
  const { batch, dimension, hidden, couplings } = configuration;
  return `${batch}, ${dimension}, ${hidden}, ${couplings}`;
}

/** The configuration as a flow spec: what `flowscope train` would be given. */
export function specOf(configuration: AnyConfiguration, dataPath: string): string {
  if ('levels' in configuration) return glowSpec(configuration, dataPath);
  const { batch, dimension, hidden, couplings } = configuration;
  return JSON.stringify({
    name: 'bench',
    data: { source: 'npy', path: dataPath, shape: [dimension], standardize: false, split: { validation: 0, test: 0 } },
    layers: [
      {
        type: 'repeat',
        times: couplings,
        layers: [
          { type: 'affine-coupling', mask: 'alternate', conditioner: { type: 'mlp', hidden: [hidden, hidden] } },
        ],
      },
    ],
    // The peers neither clip nor stop: the first steps of the wide ones may overshoot.
    training: { steps: 1_000_000, batchSize: batch, gradientClip: null, lossLimit: 1e12 },
  });
}
