/** Densities whose log p is known exactly, as rows that any engine can train on: the toy sources and two in more dimensions. */
import { tmpdir } from 'node:os';
import type { Rows } from '../../../daemon/data/definition.ts';
import { loadDataset } from '../../../daemon/data/load-dataset.ts';
import { sourceDefinitions } from '../../../daemon/data/sources/registry.ts';
import { fitStandardization } from '../../../daemon/data/standardize.ts';
import { type RandomStream, randomStream } from '../../../daemon/random/random-stream.ts';

const TRAINING_ROWS = 20_000;
const TEST_ROWS = 10_000;

/** Rows in the flow's units: standardized by the training rows. */
export interface KnownDensity {
  readonly name: string;
  readonly dimension: number;
  /** Row-major [rows, dimension]. */
  readonly train: Float32Array;
  readonly test: Float32Array;
  /** Mean of log p(x) over the test rows, nats, in the flow's units: its difference from the mean log q is the gap. */
  readonly meanLogDensity: number;
}

export async function knownDensities(): Promise<readonly KnownDensity[]> {
  return [...(await Promise.all(TOYS.map(toyDensity))), ...Object.keys(TABLES).map(tableDensity)];
}

/** The first three are the examples', no example has the others. */
const TOYS = ['two-moons', 'eight-gaussians', 'checkerboard', 'swiss-roll', 'pinwheel', 'two-spirals'];

interface Table {
  readonly dimension: number;
  /** Writes one row into `out`. */
  draw(random: RandomStream, out: Float64Array): void;
  /** log p of one row, nats. */
  logDensity(x: Float64Array): number;
}

const TABLES: Readonly<Record<string, Table>> = {
  'mixture-6': gaussianMixture(6, 5),
  'sine-chain-8': sineChain(8),
};

async function toyDensity(name: string): Promise<KnownDensity> {
  const { schema } = sourceDefinitions.find(({ type }) => type === name)!;
  const own = schema.parse({ samples: TRAINING_ROWS, evaluationSamples: TEST_ROWS });
  const { train, test, density, columns } = await loadDataset(
    { ...own, source: name, seed: 0, limit: null },
    { folder: tmpdir(), trusted: true },
  );
  return known(name, columns.length, train, test, density!.logProb(Float64Array.from(test.values)));
}

function tableDensity(name: string): KnownDensity {
  const { dimension, draw, logDensity } = TABLES[name]!;
  const rows = (split: string, count: number): Rows => {
    const random = randomStream(0, 'known-density', name, split);
    const values = new Float64Array(count * dimension);
    for (let i = 0; i < count; i++) draw(random, values.subarray(i * dimension, (i + 1) * dimension));
    return { count, values, context: null };
  };
  const test = rows('test', TEST_ROWS);
  const truth = Float64Array.from({ length: TEST_ROWS }, (_, i) =>
    logDensity(Float64Array.from(test.values.subarray(i * dimension, (i + 1) * dimension))),
  );
  return known(name, dimension, rows('train', TRAINING_ROWS), test, truth);
}

function known(name: string, dimension: number, train: Rows, test: Rows, truth: Float64Array): KnownDensity {
  const columns = Array.from({ length: dimension }, (_, d) => `x${d + 1}`);
  const { mean, std } = fitStandardization(train, columns);
  const scaled = ({ values }: Rows) =>
    Float32Array.from(values, (value, i) => (value - mean[i % dimension]!) / std[i % dimension]!);
  const logDet = std.reduce((total, deviation) => total - Math.log(deviation), 0);
  const meanLogDensity = truth.reduce((total, value) => total + value / truth.length, 0) - logDet;
  return { name, dimension, train: scaled(train), test: scaled(test), meanLogDensity };
}

/** Equal parts of `count` Gaussians: means N(0, 2²) per coordinate, x = mean + L·ε with a random lower triangle L. */
function gaussianMixture(dimension: number, count: number): Table {
  const random = randomStream(0, 'gaussian-mixture', dimension);
  const parts = Array.from({ length: count }, () => ({
    mean: Float64Array.from({ length: dimension }, () => 2 * random.normal()),
    factor: Array.from({ length: dimension }, (_, i) =>
      Float64Array.from({ length: dimension }, (_v, j) =>
        j > i ? 0 : j === i ? 0.3 + 0.7 * random.uniform() : 0.4 * random.normal(),
      ),
    ),
  }));
  const logPart = ({ mean, factor }: (typeof parts)[number], x: Float64Array): number => {
    const noise = new Float64Array(dimension);
    let total = -0.5 * dimension * Math.log(2 * Math.PI);
    for (let i = 0; i < dimension; i++) {
      let rest = x[i]! - mean[i]!;
      for (let j = 0; j < i; j++) rest -= factor[i]![j]! * noise[j]!;
      noise[i] = rest / factor[i]![i]!;
      total -= 0.5 * noise[i]! ** 2 + Math.log(factor[i]![i]!);
    }
    return total;
  };
  return {
    dimension,
    draw(stream, out) {
      const { mean, factor } = parts[stream.integer(count)]!;
      const noise = Float64Array.from({ length: dimension }, () => stream.normal());
      for (let i = 0; i < dimension; i++) {
        out[i] = mean[i]! + factor[i]!.reduce((sum, weight, j) => sum + weight * noise[j]!, 0);
      }
    },
    logDensity(x) {
      const logs = parts.map((part) => logPart(part, x));
      const largest = Math.max(...logs);
      return largest + Math.log(logs.reduce((sum, value) => sum + Math.exp(value - largest), 0) / count);
    },
  };
}

/** x₁ ~ N(0, 1), xₖ ~ N(sin 2xₖ₋₁, 0.3²): every column bends with the one before it. */
function sineChain(dimension: number): Table {
  const SIGMA = 0.3;
  return {
    dimension,
    draw(random, out) {
      out[0] = random.normal();
      for (let k = 1; k < dimension; k++) out[k] = Math.sin(2 * out[k - 1]!) + SIGMA * random.normal();
    },
    logDensity(x) {
      let total = -0.5 * dimension * Math.log(2 * Math.PI) - 0.5 * x[0]! ** 2 - (dimension - 1) * Math.log(SIGMA);
      for (let k = 1; k < dimension; k++) total -= 0.5 * ((x[k]! - Math.sin(2 * x[k - 1]!)) / SIGMA) ** 2;
      return total;
    },
  };
}
