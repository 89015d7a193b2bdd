/** Mixtures of Gaussians by expectation maximization (Dempster, Laird, Rubin 1977). */
import type { RandomStream } from '../../random/random-stream.ts';
import { fitGaussian, type Gaussian, logDensityAt, whitened } from './gaussian.ts';
import { forEachBlock, logSumExp, type Pause, type Points, totalWeight } from './points.ts';

export interface Mixture {
  /** ln of the components' weights. */
  readonly logWeights: Float64Array;
  readonly components: readonly Gaussian[];
}

export interface MixtureOptions {
  readonly pause: Pause;
  /** Added to each variance, in the units of the rows, so that no component shrinks to a point. */
  readonly ridge?: number;
  /** It ends when the mean log-likelihood changes by less, nats. */
  readonly tolerance?: number;
  readonly mostSteps?: number;
}

/** As in scikit-learn, so that both give the same mixture from the same start. */
const DEFAULTS = { ridge: 1e-6, tolerance: 1e-3, mostSteps: 100 } as const;

/** Steps of k-means before expectation maximization. */
const MOST_MOVES = 10;

/** Starts, each improved by a few steps; the best one is improved to the end. */
const STARTS = 4;
const FIRST_STEPS = 8;

/**
 * Components start at the clusters of k-means++ (Arthur, Vassilvitskii 2007), or at the rows nearest to one that it draws,
 * which also finds elongated clusters. @returns null: there are too few distinct rows
 */
export async function fitMixture(
  points: Points,
  components: number,
  random: RandomStream,
  options: MixtureOptions,
): Promise<Mixture | null> {
  const shape = fitGaussian(points);
  if (shape === null) return null;
  const round = whitened(shape, points);
  const seeds = [
    { of: points, moves: MOST_MOVES },
    { of: round, moves: 0 },
  ] as const;
  let best: Improved | null = null;
  for (let i = 0; i < STARTS; i++) {
    const { of, moves } = seeds[i % 2]!;
    const nearest = await clusters(of, components, { random, moves, pause: options.pause });
    const shares = new Float64Array(points.count * components);
    for (let row = 0; row < points.count; row++) shares[row * components + nearest[row]!] = 1;
    const start = maximize(points, shares, components, options.ridge ?? DEFAULTS.ridge);
    const found = start && (await improveMixture(points, start, { ...options, mostSteps: FIRST_STEPS }));
    if (found && (best === null || found.logLikelihood > best.logLikelihood)) best = found;
  }
  return best && ((await improveMixture(points, best.mixture, options)) ?? best).mixture;
}

interface Improved {
  readonly mixture: Mixture;
  /** Mean of ln q over the rows before the last step, nats. */
  readonly logLikelihood: number;
}

/** Expectation and maximization in turn, from a mixture. @returns null: a component has lost all its rows */
export async function improveMixture(
  points: Points,
  start: Mixture,
  { pause, ...given }: MixtureOptions,
): Promise<Improved | null> {
  const { ridge, tolerance, mostSteps } = { ...DEFAULTS, ...given };
  const k = start.components.length;
  const shares = new Float64Array(points.count * k);
  const { weights } = points;
  const whole = totalWeight(points);
  let mixture = start;
  let logLikelihood = -Infinity;
  for (let step = 0; step < mostSteps; step++) {
    let total = 0;
    await eachRow(mixture, points, pause, (row, terms) => {
      const sum = logSumExp(terms);
      total += weights === undefined ? sum : weights[row]! * sum;
      for (let c = 0; c < k; c++) shares[row * k + c] = Math.exp(terms[c]! - sum);
    });
    await pause();
    const next = maximize(points, shares, k, ridge);
    if (next === null) return null;
    mixture = next;
    const change = Math.abs(total / whole - logLikelihood);
    logLikelihood = total / whole;
    if (change < tolerance) break;
  }
  return { mixture, logLikelihood };
}

/** ln q(x) of each row, nats. */
export async function mixtureLogDensity(mixture: Mixture, points: Points, pause: Pause): Promise<Float64Array> {
  const out = new Float64Array(points.count);
  await eachRow(mixture, points, pause, (row, terms) => {
    out[row] = logSumExp(terms);
  });
  return out;
}

/** Calls `work` with ln(wₖ Nₖ(x)) of the components. */
async function eachRow(
  { logWeights, components }: Mixture,
  { count, width, values }: Points,
  pause: Pause,
  work: (row: number, terms: Float64Array) => void,
): Promise<void> {
  const terms = new Float64Array(components.length);
  const scratch = new Float64Array(width);
  await forEachBlock(count, components.length * (width * width + 20), pause, (from, to) => {
    for (let row = from; row < to; row++) {
      for (let c = 0; c < components.length; c++) {
        terms[c] = logWeights[c]! + logDensityAt(components[c]!, values, row * width, scratch);
      }
      work(row, terms);
    }
  });
}

/** The mixture of greatest likelihood if each row belongs to the components in these shares, [count, k]. */
function maximize(points: Points, shares: Float64Array, k: number, ridge: number): Mixture | null {
  const { count } = points;
  const whole = totalWeight(points);
  const weights = new Float64Array(count);
  const logWeights = new Float64Array(k);
  const components: Gaussian[] = [];
  for (let c = 0; c < k; c++) {
    let total = 0;
    for (let row = 0; row < count; row++) {
      weights[row] = shares[row * k + c]! * (points.weights === undefined ? 1 : points.weights[row]!);
      total += weights[row]!;
    }
    if (!(total > 1e-8)) return null;
    const gaussian = fitGaussian({ ...points, weights }, ridge);
    if (gaussian === null) return null;
    logWeights[c] = Math.log(total / whole);
    components.push(gaussian);
  }
  return { logWeights, components };
}

/** The cluster of each row by k-means. */
async function clusters(
  points: Points,
  k: number,
  { random, moves, pause }: { readonly random: RandomStream; readonly moves: number; readonly pause: Pause },
): Promise<Uint32Array> {
  const { count, width, values, weights } = points;
  const weightOf = (row: number) => (weights === undefined ? 1 : weights[row]!);
  const centers = new Float64Array(k * width);
  const distances = new Float64Array(count).fill(Infinity);
  const nearest = new Uint32Array(count);
  const place = (c: number, row: number) => centers.set(values.subarray(row * width, (row + 1) * width), c * width);
  for (let c = 0; c < k; c++) {
    await pause();
    const first = () => (weights === undefined ? random.integer(count) : drawn(weights, random));
    const chances = weights === undefined ? distances : distances.map((distance, row) => distance * weightOf(row));
    place(c, c === 0 ? first() : drawn(chances, random));
    for (let row = 0; row < count; row++) {
      const distance = squaredDistance(points, row, centers, c);
      if (distance < distances[row]!) {
        distances[row] = distance;
        nearest[row] = c;
      }
    }
  }
  for (let move = 0; move < moves; move++) {
    const sums = new Float64Array(k * width);
    const sizes = new Float64Array(k);
    for (let row = 0; row < count; row++) {
      const c = nearest[row]!;
      const weight = weightOf(row);
      sizes[c]! += weight;
      for (let d = 0; d < width; d++) sums[c * width + d]! += weight * values[row * width + d]!;
    }
    for (let at = 0; at < sums.length; at++) {
      const size = sizes[Math.floor(at / width)]!;
      if (size > 0) centers[at] = sums[at]! / size;
    }
    let changed = 0;
    await forEachBlock(count, k * width, pause, (from, to) => {
      for (let row = from; row < to; row++) {
        let [best, least] = [0, Infinity];
        for (let c = 0; c < k; c++) {
          const distance = squaredDistance(points, row, centers, c);
          if (distance < least) [best, least] = [c, distance];
        }
        if (best !== nearest[row]) changed++;
        nearest[row] = best;
      }
    });
    if (changed === 0) break;
  }
  return nearest;
}

/** A row at random, with probabilities proportional to these numbers. */
function drawn(sizes: Float64Array, random: RandomStream): number {
  const total = sizes.reduce((sum, size) => sum + size, 0);
  let left = random.uniform() * total;
  for (let row = 0; row < sizes.length; row++) {
    left -= sizes[row]!;
    if (left < 0) return row;
  }
  return sizes.length - 1;
}

function squaredDistance({ width, values }: Points, row: number, centers: Float64Array, c: number): number {
  let sum = 0;
  for (let d = 0; d < width; d++) sum += (values[row * width + d]! - centers[c * width + d]!) ** 2;
  return sum;
}
