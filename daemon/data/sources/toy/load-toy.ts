import type { RandomStream } from '../../../random/random-stream.ts';
import { randomStream } from '../../../random/random-stream.ts';
import type { Modes } from '../../../statistics/yardsticks/mode-coverage.ts';
import type { CommonDataKeys, DataSummary, Dataset, Rows, TrueDensity } from '../../definition.ts';
import { fingerprintOf } from '../../fingerprint.ts';
import { fitStandardization } from '../../standardize.ts';
import type { ToyConfig } from './toy-keys.ts';

const COLUMNS = ['x1', 'x2'];

/** A toy distribution with its keys set. */
interface SetToy {
  readonly density: TrueDensity;
  readonly modes: Modes | null;
  draw(random: RandomStream, out: Float32Array, at: number): void;
}

/** Draws the three splits, each with its own sub-seed, so that resizing one leaves the others unchanged. */
export function loadToy(
  type: string,
  config: ToyConfig & CommonDataKeys,
  summary: DataSummary,
  { density, modes, draw }: SetToy,
): Dataset {
  const rows = (split: string, wanted: number): Rows => {
    const count = Math.min(wanted, config.limit ?? wanted);
    const random = randomStream(config.seed, 'data', type, split);
    const values = new Float32Array(2 * count);
    for (let i = 0; i < count; i++) draw(random, values, 2 * i);
    return { count, values, context: null };
  };
  const train = rows('train', config.samples);
  return {
    summary,
    columns: COLUMNS,
    train,
    validation: rows('validation', config.evaluationSamples),
    test: rows('test', config.evaluationSamples),
    standardization: config.standardize ? fitStandardization(train, COLUMNS) : null,
    dequantizedColumns: [],
    density,
    ...(modes === null ? {} : { modes }),
    fingerprint: fingerprintOf({ source: type, ...config }, []),
  };
}
