/** What the ELBO of a model consists of, over rows of data: the waterfall of a model without layers. */
import type { PreparedRows } from '../../data/prepare.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { estimateOver, finiteRows, type LeftOut } from '../../statistics/row-summary.ts';
import { type Spread, spreadOf } from '../numerics/spread.ts';
import type { OpenData, OpenModel } from '../opened/open-flow.ts';
import { encodeRows } from '../points/encode-rows.ts';
import { posteriorDeviations } from '../points/posterior-deviations.ts';
import { affordableRows, boundTerms, importanceBounds, UNUSED } from './bound-terms.ts';
import type { LogDensityOptions } from './log-density.ts';

export interface ElboOptions extends LogDensityOptions {
  /** Number of draws of the importance-weighted bound; 0: none. */
  readonly importance: number;
}

export interface LatentDimension {
  readonly index: number;
  /** Its divergence, nats; null if a flow makes the dimensions depend on each other. */
  readonly kl: { readonly mean: number; readonly p10: number; readonly p90: number } | null;
  /** Of the centers of q(z_j | x) over the rows. */
  readonly mean: number;
  readonly std: number;
  /** Mean of the standard deviation of q(z_j | x); null if it is not known. */
  readonly posteriorStd: number | null;
  readonly used: boolean;
}

export interface ElboTerms {
  /** All in data units, nats. */
  readonly elbo: Spread & LeftOut;
  readonly reconstruction: Spread & LeftOut;
  readonly kl: Spread & LeftOut;
  /** The largest divergence first. */
  readonly dimensions: readonly LatentDimension[];
  readonly unused: { readonly count: number; readonly kl: number | null };
  readonly importance: {
    readonly k: number;
    readonly rows: number;
    readonly gap: { readonly mean: number; readonly se: number };
    readonly bound: number;
  } | null;
  /** Centers of q(z | x), [rows, dimensions]. */
  readonly centers: Float32Array;
}

/** Above this variance of its centers, a dimension counts as used: Burda, Grosse, Salakhutdinov 2016, section 5.2. */
const ACTIVE = 0.01;

type Subject = Pick<OpenModel, 'model' | 'maps' | 'parameters'>;

/** @param rows at least two */
export async function elboTerms(
  runtime: Runtime,
  open: Subject,
  data: Pick<OpenData, 'transform'>,
  rows: PreparedRows,
  options: ElboOptions,
): Promise<ElboTerms> {
  const { reconstruction, kl, latent: parts } = await boundTerms(runtime, open, data, rows, options);
  const { latents: centers } = await encodeRows(runtime, open, data, rows, options);
  const size = centers.length / rows.count;
  const deviations = await posteriorDeviations(runtime, open, data, rows, options);
  const partOf = (values: ArrayLike<number>, width: number, column: number) =>
    Float64Array.from({ length: rows.count }, (_, row) => values[row * width + column]!);
  const total = Float64Array.from({ length: rows.count }, (_, row) => {
    let sum = 0;
    for (let j = 0; j < parts; j++) sum += kl[row * parts + j]!;
    return sum;
  });
  const elbo = reconstruction.map((value, row) => value - total[row]!);
  const dimensions = Array.from({ length: size }, (_, index): LatentDimension => {
    const { mean, std } = spreadOf(partOf(centers, size, index));
    const own = parts === size ? spreadOf(partOf(kl, parts, index)) : null;
    return {
      index,
      kl: own && { mean: own.mean, p10: own.p10, p90: own.p90 },
      mean,
      std,
      posteriorStd: deviations && spreadOf(partOf(deviations, size, index)).mean,
      used: own ? own.mean >= UNUSED : std ** 2 > ACTIVE,
    };
  }).sort((a, b) => (b.kl?.mean ?? b.std) - (a.kl?.mean ?? a.std));
  const unused = dimensions.filter(({ used }) => !used);
  const summary = summaryOf(elbo);
  return {
    elbo: summary,
    reconstruction: summaryOf(reconstruction),
    kl: summaryOf(total),
    dimensions,
    unused: {
      count: unused.length,
      kl: parts === size ? unused.reduce((sum, { kl: own }) => sum + own!.mean, 0) : null,
    },
    importance: options.importance === 0 ? null : await importanceOf(),
    centers,
  };

  async function importanceOf(): Promise<ElboTerms['importance']> {
    const k = options.importance;
    const affordable = affordableRows(open.model, k, rows.count);
    const { bounds, rows: chosen } = await importanceBounds(runtime, open, data, rows, {
      ...options,
      draws: k === 1 ? [1] : [1, k],
      rows: affordable,
    });
    // With one draw, the bound is the ELBO. Both are of the same rows and draws, so that their noise cancels.
    const [single, joint] = [bounds[0]!, bounds.at(-1)!];
    const { mean, se } = estimateOver(joint.values.map((value, i) => value - single.values[i]!));
    return { k, rows: chosen.length, gap: { mean, se }, bound: summary.mean + mean };
  }
}

function summaryOf(values: Float64Array): Spread & LeftOut {
  const { finite, leftOut } = finiteRows(values);
  return { ...spreadOf(finite), ...leftOut };
}
