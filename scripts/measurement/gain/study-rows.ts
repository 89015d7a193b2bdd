/** The rows that the flows of the study train on: toys, drawn tables, and a real table. */
import { readFile } from 'node:fs/promises';
import type { Rows } from '../../../daemon/data/definition.ts';
import { loadDataset } from '../../../daemon/data/load-dataset.ts';
import { fitStandardization } from '../../../daemon/data/standardize.ts';
import { type RandomStream, randomStream } from '../../../daemon/random/random-stream.ts';
import { checkSpec } from '../../../daemon/spec/check-spec.ts';
import { type KnownDensity, knownDensities } from '../quality/densities.ts';

/** Rows in the flow's units: standardized by the training rows. */
export type StudyRows = Pick<KnownDensity, 'name' | 'dimension' | 'train' | 'test'>;

const LETTERS = 'examples/letters.flow.json';
const TRAINING_ROWS = 20_000;
const TEST_ROWS = 10_000;
/** So few that flows of the study overfit. */
const FEW_ROWS = 400;

interface Table {
  readonly dimension: number;
  /** Writes one row into `out`. */
  draw(random: RandomStream, out: Float64Array): void;
}

const TABLES: Readonly<Record<string, Table>> = {
  /** Skewed and heavy-tailed columns that depend on each other. */
  'skewed-5': {
    dimension: 5,
    draw(random, out) {
      const [a, b, c, d, e] = Array.from({ length: 5 }, () => random.normal()) as [
        number,
        number,
        number,
        number,
        number,
      ];
      out[0] = Math.exp(0.6 * a);
      out[1] = out[0] * (1 + 0.5 * b);
      out[2] = Math.sinh(c);
      out[3] = 0.4 * out[2] ** 2 + 0.5 * d;
      out[4] = e * Math.abs(e) + 0.3 * a;
    },
  },
  /** No flow can do better than the fitted Gaussian. */
  'gaussian-4': {
    dimension: 4,
    draw(random, out) {
      for (let d = 0; d < 4; d++) out[d] = (d === 0 ? 0 : 0.8 * out[d - 1]!) + 0.6 * random.normal();
    },
  },
};

/** All rows of the study, by name. */
export async function studyRows(): Promise<ReadonlyMap<string, StudyRows>> {
  const known = await knownDensities();
  const mixture = known.find(({ name }) => name === 'mixture-6')!;
  const few = { ...mixture, name: 'few-rows-6', train: mixture.train.slice(0, FEW_ROWS * mixture.dimension) };
  const all = [...known, few, ...Object.keys(TABLES).map(tableRows), await letterRows()];
  return new Map(all.map((rows) => [rows.name, rows]));
}

function tableRows(name: string): StudyRows {
  const { dimension, draw } = TABLES[name]!;
  const rows = (split: string, count: number): Rows => {
    const random = randomStream(0, 'study-rows', name, split);
    const values = new Float64Array(count * dimension);
    for (let i = 0; i < count; i++) draw(random, values.subarray(i * dimension, (i + 1) * dimension));
    return { count, values, context: null };
  };
  return standardized(name, dimension, rows('train', TRAINING_ROWS), rows('test', TEST_ROWS));
}

/** The letters' 16 columns without their class; the dequantization noise is drawn once, so that all flows get the same. */
async function letterRows(): Promise<StudyRows> {
  const options = { folder: 'examples', trusted: true, fileStem: 'letters' };
  const { plan, diagnostics } = await checkSpec(await readFile(LETTERS, 'utf8'), options);
  if (plan === null) throw new Error(`${LETTERS} has errors: ${JSON.stringify(diagnostics)}`);
  const { train, test, columns } = await loadDataset(plan.data, { folder: 'examples', trusted: true });
  const noisy = (rows: Rows, split: string): Rows => {
    const noise = randomStream(0, 'study-rows', 'letters', split);
    return { ...rows, values: Float64Array.from(rows.values, (value) => value + noise.uniform()) };
  };
  return standardized('letters-16', columns.length, noisy(train, 'train'), noisy(test, 'test'));
}

function standardized(name: string, dimension: number, train: Rows, test: Rows): StudyRows {
  const { mean, std } = fitStandardization(
    train,
    Array.from({ length: dimension }, (_, d) => `x${d + 1}`),
  );
  const scaled = ({ values }: Rows) =>
    Float32Array.from(values, (value, i) => (value - mean[i % dimension]!) / std[i % dimension]!);
  return { name, dimension, train: scaled(train), test: scaled(test) };
}
