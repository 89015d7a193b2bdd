/** The log-likelihood of held-out rows under simple densities that are fitted to the training rows. */
import { setImmediate } from 'node:timers/promises';
import type { PreparedRows } from '../../data/prepare.ts';
import { isOfData } from '../../models/registry.ts';
import { randomStream } from '../../random/random-stream.ts';
import {
  type Baseline,
  type Group,
  gaussianBaseline,
  kernelBaseline,
  kernelRows,
  MOST_KERNEL_COLUMNS,
  mixtureBaseline,
  mixtureRows,
} from '../../statistics/baselines/fit-baselines.ts';
import { classesOf, withoutLinearMean } from '../../statistics/baselines/given.ts';
import { effectiveCount, pointsAt } from '../../statistics/baselines/points.ts';
import { effectiveSampleSize } from '../../statistics/mean-and-error.ts';
import { type Estimate, estimateOver } from '../../statistics/row-summary.ts';
import type { OpenData, OpenModel } from '../opened/open-flow.ts';
import { type ChosenRows, weightedRows } from '../points/weighted-rows.ts';
import { inUnitVariance, type NoisyRows, noisyRows } from './baseline-rows.ts';

export const BASELINES = ['gaussian', 'gaussian-mixture', 'kde'] as const;

export interface FittedBaseline {
  readonly name: (typeof BASELINES)[number];
  /** Over `rows` of the held-out rows, in data units; null: see `reason`. */
  readonly logLikelihood: Estimate | null;
  readonly reason?: string;
  /** The mean of log q of the model minus that of the baseline over the same rows. Absent: the model has no likelihood. */
  readonly difference?: Estimate;
  readonly rows: number;
  readonly trainingRows: number;
  /** (Σw)²/Σw² of these. Present if they have weights. */
  readonly effectiveTrainingRows?: number;
  /** How it takes the context; absent without one. */
  readonly given?: 'class' | 'linear';
  /** Of a mixture. */
  readonly components?: number;
  /** Of a kernel density estimate, relative to Scott's rule. */
  readonly bandwidth?: number;
  /** The rows by which `components` or `bandwidth` was chosen; absent: the training rows left no choice. */
  readonly chosenBy?: 'validation' | 'training';
}

type SplitName = 'train' | 'validation' | 'test';

export interface BaselineOptions {
  readonly split: SplitName;
  readonly noiseSeed: number;
  readonly signal?: AbortSignal | null;
  /** Called before a baseline is fitted. */
  readonly progress?: (name: FittedBaseline['name'], index: number) => void;
}

/** Held-out rows at most. */
const MOST_ROWS = 5000;
const MOST_VALIDATION = 5000;
/** Training rows of the Gaussian: this many rows times D². */
const GAUSSIAN_ROWS = 1e9;
const MOST_COLUMNS = 256;

/**
 * @param logDensity log q of all rows of the split by the model, nats; null: the model has no likelihood
 * @returns null: these are not for images, the likelihood is not that of the data, or no row has a weight
 * @throws the signal's reason once it is aborted
 */
export async function baselinesOf(
  open: OpenModel,
  data: OpenData,
  logDensity: Float64Array | null,
  { split, noiseSeed, signal = null, progress }: BaselineOptions,
): Promise<readonly FittedBaseline[] | null> {
  const { inputShape } = open.maps;
  const width = inputShape[0]!;
  if (inputShape.length !== 1 || !isOfData(open.plan) || open.plan.context?.images?.length) return null;
  const pause = async () => {
    await setImmediate();
    signal?.throwIfAborted();
  };
  const chosen = weightedRows(data.dataset[split], MOST_ROWS, randomStream(0, 'baselines', 'rows'));
  if (chosen.rows.length === 0) return null;
  const own = logDensity && Float64Array.from(chosen.rows, (row) => logDensity[row]!);
  const prepared = new Map<SplitName, PreparedRows>();
  const result: FittedBaseline[] = [];
  for (const [index, name] of BASELINES.entries()) {
    await pause();
    progress?.(name, index);
    result.push({ name, ...(await fitted(name)) });
  }
  return result;

  async function fitted(name: FittedBaseline['name']): Promise<Omit<FittedBaseline, 'name'>> {
    const most = { gaussian: GAUSSIAN_ROWS / width ** 2, 'gaussian-mixture': mixtureRows(width), kde: kernelRows() }[
      name
    ];
    const { train, validation, chosenBy } = rowsFor(name === 'gaussian', Math.floor(most));
    const counts = {
      rows: chosen.rows.length,
      trainingRows: train.rows.length,
      ...(train.weights ? { effectiveTrainingRows: effectiveSampleSize(train.weights) } : {}),
    };
    const without = (reason: string) => ({ ...counts, logLikelihood: null, reason });
    if (width > MOST_COLUMNS) return without(`it is fitted to at most ${MOST_COLUMNS} columns`);
    if (name === 'kde' && width > MOST_KERNEL_COLUMNS) {
      return without(`it is fitted to at most ${MOST_KERNEL_COLUMNS} columns`);
    }
    const rows = inUnitVariance([
      take('train', train),
      take(chosenBy === 'validation' ? 'validation' : 'train', validation),
      take(split, chosen),
    ]);
    const isLabeled = (data.dataset.contextEncoding ?? []).every(({ kind }) => kind === 'category');
    const found = await ofGroups(rows, isLabeled, (groups) =>
      name === 'gaussian'
        ? Promise.resolve(gaussianBaseline(groups))
        : name === 'kde'
          ? kernelBaseline(groups, pause)
          : mixtureBaseline(groups, (k, g) => randomStream(0, 'baselines', 'components', k, g), pause),
    );
    if (found === null) {
      return without(
        'no covariance can be fitted: there are too few training rows, or columns depend linearly on others',
      );
    }
    const { values, logDensities: _, isChosen, ...facts } = found;
    const difference =
      own &&
      estimateOver(
        own.map((value, i) => value - values[i]!),
        chosen.weights,
      );
    return {
      ...counts,
      logLikelihood: estimateOver(values, chosen.weights),
      ...(difference ? { difference } : {}),
      ...facts,
      ...(isChosen ? { chosenBy } : {}),
    };
  }

  function take(of: SplitName, { rows, weights }: ChosenRows): NoisyRows {
    const whole = prepared.get(of) ?? data.split(of);
    prepared.set(of, whole);
    const found = noisyRows(open, data, whole, rows, noiseSeed);
    return weights === undefined ? found : { ...found, points: { ...found.points, weights } };
  }

  /** Rows to fit to, and to choose by: of the training rows where the split has no validation rows. */
  function rowsFor(isFitOnly: boolean, most: number) {
    const { train, validation } = data.dataset;
    const all = weightedRows(train, most, randomStream(0, 'baselines', 'training'));
    const chosenBy = validation.count > 0 ? ('validation' as const) : ('training' as const);
    if (isFitOnly) return { train: all, validation: { rows: new Uint32Array() }, chosenBy };
    if (chosenBy === 'validation') {
      const rows = weightedRows(validation, MOST_VALIDATION, randomStream(0, 'baselines', 'validation'));
      return { train: all, validation: rows, chosenBy };
    }
    return {
      train: partOf(all, (i) => i % 5 !== 0),
      validation: partOf(all, (i) => i % 5 === 0 && i < 5 * MOST_VALIDATION),
      chosenBy,
    };
  }
}

function partOf({ rows, weights }: ChosenRows, isIn: (index: number) => boolean): ChosenRows {
  const part = { rows: rows.filter((_, i) => isIn(i)) };
  return weights === undefined ? part : { ...part, weights: weights.filter((_, i) => isIn(i)) };
}

/** Fits a density to each class if the context has only labels, or to what remains after a linear mean. @returns ln q of the last rows, in data units */
async function ofGroups(
  [train, validation, test]: readonly NoisyRows[],
  isLabeled: boolean,
  fitTo: (groups: readonly Group[]) => Promise<Baseline | null>,
): Promise<(Baseline & { readonly values: Float64Array; readonly given?: 'class' | 'linear' }) | null> {
  const parts = [train!, validation!, test!] as const;
  const { logDets } = test!;
  if (train!.contextSize > 0) {
    const classes = isLabeled ? classesOf(train!, [validation!, test!]) : null;
    if (classes !== null) {
      const members = [classes.train, ...classes.others];
      const groups = Array.from({ length: classes.count }, (_, g) => {
        const [a, b, c] = parts.map(({ points }, i) => {
          const classes = members[i]!;
          return pointsAt(
            points,
            [...classes.keys()].filter((row) => classes[row] === g),
          );
        });
        return { train: a!, validation: b!, test: c! };
      });
      const isEnough = groups.every((group) => effectiveCount(group.train) > 2 * (group.train.width + 1));
      const found = isEnough ? await fitTo(groups) : null;
      if (found !== null) {
        const values = new Float64Array(test!.points.count);
        const next = groups.map(() => 0);
        for (const [row, g] of classes.others[1]!.entries())
          values[row] = found.logDensities[g]![next[g]!++]! + logDets[row]!;
        return { ...found, values, given: 'class' };
      }
    }
  }
  const hasContext = train!.contextSize > 0;
  const [a, b, c] = hasContext ? withoutLinearMean(train!, [validation!, test!]) : parts.map(({ points }) => points);
  const found = await fitTo([{ train: a!, validation: b!, test: c! }]);
  if (found === null) return null;
  return {
    ...found,
    values: found.logDensities[0]!.map((value, row) => value + logDets[row]!),
    ...(hasContext ? { given: 'linear' as const } : {}),
  };
}
