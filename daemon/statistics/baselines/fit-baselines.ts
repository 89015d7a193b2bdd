/** Simple densities that are fitted to training rows, to compare a flow with. */
import type { RandomStream } from '../../random/random-stream.ts';
import { fitGaussian, gaussianLogDensity } from './gaussian.ts';
import { FACTORS, fitKernel, kernelLogDensities, scottFactor } from './kernel.ts';
import { fitMixture, improveMixture, type Mixture, mixtureLogDensity } from './mixture.ts';
import { effectiveCount, type Pause, type Points, pointsAt } from './points.ts';

/** The rows of a group, in which a density of its own is fitted: a class, or all rows. */
export interface Group {
  readonly train: Points;
  readonly validation: Points;
  readonly test: Points;
}

/** ln q of the test rows of each group, nats; null: none can be fitted. */
export interface Baseline {
  readonly logDensities: readonly Float64Array[];
  /** Number of Gaussians in a mixture. */
  readonly components?: number;
  /** Relative to Scott's rule. */
  readonly bandwidth?: number;
  /** Absent: the rows left no choice, or there is none. */
  readonly isChosen?: true;
}

/** Multiplications that fitting all mixtures may take, more or less: this many rows times D². */
const MIXTURE_ROWS = 1e6;
/** Rows by which the number of Gaussians is chosen: this share of those, and at least so many. */
const CHOICE = { share: 0.25, least: 1000 } as const;
const COMPONENTS: readonly number[] = [1, 2, 3, 4, 6, 8, 12, 16, 24];
/** It ends after this many mixtures that are worse than the best one. */
const PATIENCE = 2;
/** Rows of which each component has at least this many, times D + 1, on average. */
const ROWS_OF_COMPONENT = 2;
/** Above, kernels need more rows than any table has. */
export const MOST_KERNEL_COLUMNS = 5;
const KERNELS = 10_000;
const KERNEL_VALIDATION = 1000;

/** Training rows that mixtures of this width are fitted to at most. */
export function mixtureRows(width: number): number {
  return Math.max(1000, Math.floor(MIXTURE_ROWS / width ** 2));
}

/** Training rows that kernels are put on at most. */
export function kernelRows(): number {
  return KERNELS;
}

export function gaussianBaseline(groups: readonly Group[]): Baseline | null {
  const fitted = groups.map(({ train }) => fitGaussian(train));
  if (!fitted.every((each) => each !== null)) return null;
  return { logDensities: groups.map(({ test }, g) => gaussianLogDensity(fitted[g]!, test)) };
}

/**
 * The number of components, the same in all groups, is that with the greatest likelihood of the validation rows. Mixtures of each
 * number are fitted to a part of the training rows. The chosen one goes on with all of them.
 */
export async function mixtureBaseline(
  groups: readonly Group[],
  random: (components: number, group: number) => RandomStream,
  pause: Pause,
): Promise<Baseline | null> {
  const { width } = groups[0]!.train;
  const most = Math.max(CHOICE.least, Math.floor(CHOICE.share * mixtureRows(width)));
  const parts = groups.map(({ train }) => spreadRows(train, most));
  const rows = Math.min(...parts.map(effectiveCount));
  let best: { readonly score: number; readonly mixtures: readonly Mixture[] } | null = null;
  let [worse, tried] = [0, 0];
  for (const components of COMPONENTS) {
    if (components * ROWS_OF_COMPONENT * (width + 1) > rows || worse === PATIENCE) break;
    tried++;
    const mixtures: Mixture[] = [];
    let score = 0;
    for (const [g, { validation }] of groups.entries()) {
      const mixture = await fitMixture(parts[g]!, components, random(components, g), { pause });
      if (mixture === null) break;
      score += total(await mixtureLogDensity(mixture, validation, pause), validation.weights);
      mixtures.push(mixture);
    }
    if (mixtures.length === groups.length && (best === null || score > best.score)) {
      best = { score, mixtures };
      worse = 0;
    } else worse++;
  }
  if (best === null) return null;
  const logDensities: Float64Array[] = [];
  for (const [g, { train, test }] of groups.entries()) {
    const chosen = best.mixtures[g]!;
    const isAll = parts[g]!.count === train.count;
    const improved = isAll ? null : await improveMixture(train, chosen, { pause });
    logDensities.push(await mixtureLogDensity(improved?.mixture ?? chosen, test, pause));
  }
  const components = best.mixtures[0]!.components.length;
  return { logDensities, components, ...(tried > 1 ? { isChosen: true as const } : {}) };
}

/** The bandwidth relative to Scott's rule, the same in all groups, is that with the greatest likelihood of the validation rows. */
export async function kernelBaseline(groups: readonly Group[], pause: Pause): Promise<Baseline | null> {
  const fitted = groups.map(({ train }) => fitKernel(train));
  if (!fitted.every((each) => each !== null)) return null;
  const scores = FACTORS.map(() => 0);
  for (const [g, { train, validation }] of groups.entries()) {
    const factors = FACTORS.map((factor) => factor * scottFactor(train));
    const chosen = firstRows(validation, KERNEL_VALIDATION);
    const found = await kernelLogDensities(fitted[g]!, chosen, factors, pause);
    for (const [f, values] of found.entries()) scores[f]! += total(values, chosen.weights);
  }
  const bandwidth = FACTORS[scores.indexOf(Math.max(...scores))]!;
  const logDensities: Float64Array[] = [];
  for (const [g, { train, test }] of groups.entries()) {
    const [values] = await kernelLogDensities(fitted[g]!, test, [bandwidth * scottFactor(train)], pause);
    logDensities.push(values!);
  }
  return { logDensities, bandwidth, isChosen: true };
}

function firstRows(points: Points, most: number): Points {
  return points.count <= most ? points : pointsAt(points, [...Array(most).keys()]);
}

/** At most so many rows, in equal distances: the order of rows may say something about them. */
function spreadRows(points: Points, most: number): Points {
  if (points.count <= most) return points;
  return pointsAt(
    points,
    Array.from({ length: most }, (_, i) => Math.floor((i * points.count) / most)),
  );
}

function total(values: Float64Array, weights?: Float64Array): number {
  return values.reduce((sum, value, row) => sum + (weights === undefined ? 1 : weights[row]!) * value, 0);
}
