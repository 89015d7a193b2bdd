/** The baselines of `flowscope evaluate` against scikit-learn and scipy. It needs an interpreter that has both: --python PATH. */
import { randomStream } from '../../daemon/random/random-stream.ts';
import { MOST_KERNEL_COLUMNS } from '../../daemon/statistics/baselines/fit-baselines.ts';
import { fitGaussian, gaussianLogDensity } from '../../daemon/statistics/baselines/gaussian.ts';
import { FACTORS, fitKernel, kernelLogDensities, scottFactor } from '../../daemon/statistics/baselines/kernel.ts';
import { improveMixture, mixtureLogDensity } from '../../daemon/statistics/baselines/mixture.ts';
import type { Points } from '../../daemon/statistics/baselines/points.ts';
import { askPeer, relativeError } from '../measurement/ask-peer.ts';
import { nested } from '../measurement/layer-parameters.ts';
import { atMost, type Proof, type ProofResult } from '../measurement/proof.ts';

const [TRAIN, TEST, COMPONENTS] = [600, 200, 4];
const WIDTHS = [1, 2, 5, 16];
/** Bandwidths relative to Scott's rule. */
const RELATIVE = [FACTORS[0]!, 1, FACTORS.at(-1)!];

export async function prove(): Promise<Proof> {
  const results: ProofResult[] = [];
  for (const width of WIDTHS) {
    const [train, test] = [clusters(TRAIN, width, 1), clusters(TEST, width, 2)];
    const means = train.values.slice(0, COMPONENTS * width);
    const factors = RELATIVE.map((factor) => factor * scottFactor(train));
    const peer = await askPeer('baselines_check.py', {
      train: nested(Float32Array.from(train.values), [TRAIN, width]),
      test: nested(Float32Array.from(test.values), [TEST, width]),
      means: nested(Float32Array.from(means), [COMPONENTS, width]),
      factors,
    });
    const [gaussian, mixture, ...kernels] = await logDensities(train, test, means, factors);
    const [ofScipy, ofSklearn, ...others] = peer.layers;
    const result = (what: string, own: readonly number[], theirs: readonly number[]) =>
      atMost(`${width} ${width === 1 ? 'column' : 'columns'}: ${what}`, relativeError([own], [theirs]), 1e-8, '');
    results.push(
      result('Gaussian', gaussian!, ofScipy!),
      result(`mixture of ${COMPONENTS} Gaussians`, mixture!, ofSklearn!),
    );
    const weights = Float64Array.from({ length: TRAIN }, (_, row) => 1 + ((7 * row) % 5));
    const weighted = await askPeer('baselines_check.py', {
      train: nested(Float32Array.from(train.values), [TRAIN, width]),
      test: nested(Float32Array.from(test.values), [TEST, width]),
      means: nested(Float32Array.from(means), [COMPONENTS, width]),
      weights: [...weights],
    });
    const rows = { ...train, weights };
    const own = await logDensities(rows, test, means, [scottFactor(rows)]);
    for (const [i, theirs] of weighted.layers.entries()) {
      const what = ['Gaussian, numpy', `mixture of ${COMPONENTS} Gaussians, scikit-learn`, 'kernels, Scott, scipy'][i]!;
      results.push(result(`weights, ${what}`, own[i]!, theirs));
    }
    if (width > MOST_KERNEL_COLUMNS) continue;
    results.push(
      result('kernels, Scott, scikit-learn', kernels[1]!, others[1]!),
      ...kernels.map((own, i) => result(`kernels, ${RELATIVE[i]} × Scott, formula`, own, others[i + 3]!)),
    );
  }
  return {
    name: 'table-baselines',
    title: 'Baselines against scikit-learn',
    results,
    notes: [
      `Largest |difference| / max(1, |value|) of ln q over ${TEST} rows, of densities fitted to ${TRAIN} other rows from three clusters with a random covariance each. The mixtures start from the same means and stop by the same rule (\`GaussianMixture\` with its defaults). The kernels are those of \`KernelDensity\` on rows that the covariance of all rows has whitened. Its sums over trees lose digits where kernels are narrow, even with \`rtol=0\`, so that the formula is computed by scipy, too.`,
      'With weights 1 … 5: `numpy.cov` with `aweights`, `GaussianMixture` of the rows repeated as often, and `scipy.stats.gaussian_kde` with `weights`, whose bandwidth takes the effective sample size.',
      'Baselines of a run: how components start, and by which rows their number and the bandwidth are chosen, is ours.',
    ],
  };
}

const pause = async () => {};

async function logDensities(train: Points, test: Points, means: Float64Array, factors: readonly number[]) {
  const { width } = train;
  const identity = Float64Array.from({ length: width * width }, (_, i) => (i % (width + 1) === 0 ? 1 : 0));
  const start = {
    logWeights: new Float64Array(COMPONENTS).fill(-Math.log(COMPONENTS)),
    components: Array.from({ length: COMPONENTS }, (_, c) => ({
      mean: means.slice(c * width, (c + 1) * width),
      factor: identity,
      logDet: 0,
    })),
  };
  const { mixture } = (await improveMixture(train, start, { pause }))!;
  const found = [
    gaussianLogDensity(fitGaussian(train)!, test),
    await mixtureLogDensity(mixture, test, pause),
    ...(await kernelLogDensities(fitKernel(train)!, test, factors, pause)),
  ];
  return found.map((values) => Array.from(values));
}

/** Float32 numbers, so that both sides read the same rows. */
function clusters(count: number, width: number, seed: number): Points {
  const shape = randomStream(0, 'table-baselines', 'shape');
  const centers = Array.from({ length: 3 * width }, () => 3 * shape.normal());
  const mixing = Array.from({ length: 3 * width * width }, (_, i) => shape.normal() + (i % (width + 1) === 0 ? 1 : 0));
  const random = randomStream(seed, 'table-baselines');
  const values = new Float64Array(count * width);
  for (let row = 0; row < count; row++) {
    const group = row % 3;
    const noise = Array.from({ length: width }, () => random.normal());
    for (let d = 0; d < width; d++) {
      const at = (group * width + d) * width;
      const spread = noise.reduce((sum, value, j) => sum + value * mixing[at + j]!, 0);
      values[row * width + d] = Math.fround(centers[group * width + d]! + spread);
    }
  }
  return { count, width, values };
}
