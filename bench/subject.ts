/** What is timed: the same work in different implementations. */
import { type GlowConfiguration, glowName, glowSpec } from './glow.ts';

/** A training step of `couplings` layers whose networks have hidden layers of `hidden` units (bench/peers/protocol.py). */
export interface Configuration {
  /** Absent: affine couplings. */
  readonly kind?: 'affine' | 'additive' | 'spline' | 'autoregressive';
  readonly batch: number;
  readonly dimension: number;
  readonly hidden: number;
  /** Number of hidden layers. Absent: 2. */
  readonly depth?: number;
  readonly couplings: number;
  /** Absent: 1e-3. */
  readonly learningRate?: number;
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

/** Other layers, and larger or deeper ones. */
export const MORE_CONFIGURATIONS: readonly Configuration[] = [
  { kind: 'spline', batch: 512, dimension: 2, hidden: 64, couplings: 8 },
  { kind: 'spline', batch: 512, dimension: 16, hidden: 64, couplings: 8 },
  { kind: 'autoregressive', batch: 512, dimension: 6, hidden: 512, couplings: 10 },
  { kind: 'autoregressive', batch: 512, dimension: 43, hidden: 512, couplings: 10 },
  { kind: 'additive', batch: 256, dimension: 784, hidden: 1000, depth: 3, couplings: 4 },
  { batch: 128, dimension: 256, hidden: 256, couplings: 8 },
  { batch: 128, dimension: 1024, hidden: 256, couplings: 8 },
  // The usual rate diverges at once in so many layers.
  { batch: 256, dimension: 2, hidden: 64, couplings: 200, learningRate: 1e-6 },
];

/** Rows of the data array, standard normal values. */
export const DATA_ROWS = 20_000;

export function configurationName(configuration: AnyConfiguration): string {
  if ('levels' in configuration) return glowName(configuration);
  const { kind = 'affine', batch, dimension, hidden, depth = 2, couplings } = configuration;
  const sizes = `${batch}, ${dimension}, ${hidden}${depth === 2 ? '' : ` × ${depth}`}, ${couplings}`;
  return kind === 'affine' ? sizes : `${NAMES[kind]}: ${sizes}`;
}

const NAMES = { additive: 'NICE', spline: 'splines', autoregressive: 'MAF' } as const;

/** The configuration as a flow spec: what `flowscope train` would be given. */
export function specOf(configuration: AnyConfiguration, dataPath: string): string {
  if ('levels' in configuration) return glowSpec(configuration, dataPath);
  const { kind = 'affine', batch, dimension, hidden, depth = 2, couplings, learningRate = 1e-3 } = configuration;
  const widths = new Array<number>(depth).fill(hidden);
  const layer =
    kind === 'autoregressive'
      ? { type: 'affine-autoregressive', order: 'alternate', conditioner: { type: 'masked-mlp', hidden: widths } }
      : { type: `${kind}-coupling`, mask: 'alternate', conditioner: { type: 'mlp', hidden: widths } };
  return JSON.stringify({
    name: 'bench',
    data: { source: 'npy', path: dataPath, shape: [dimension], standardize: false, split: { validation: 0, test: 0 } },
    layers: [{ type: 'repeat', times: couplings, layers: [layer] }],
    // The peers neither clip nor stop: the first steps of the wide ones may overshoot.
    training: { steps: 1_000_000, batchSize: batch, optimizer: { learningRate }, gradientClip: null, lossLimit: 1e12 },
  });
}
