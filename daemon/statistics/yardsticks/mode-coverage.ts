import { chiSquaredCdf } from '../chi-squared.ts';
import type { Yardstick } from './yardstick.ts';

/** Where the density of a source is concentrated: equally likely Gaussians, N(center, σ²I), in data units. */
export interface Modes {
  readonly centers: readonly (readonly number[])[];
  readonly sigma: number;
}

export interface ModeCoverage {
  /** Number of modes that are covered, and of all. */
  readonly covered: number;
  readonly of: number;
  /** Share of the samples that are near a mode. */
  readonly nearShare: number;
  /** What `nearShare` is for draws of the data. */
  readonly expectedNearShare: number;
  /** Of each mode, the number of samples near it that are nearer to it than to any other mode. */
  readonly counts: readonly number[];
  /** Number of samples. */
  readonly rows: number;
}

/** Standard deviations from a center within which a sample is near it. */
export const NEAR = 4;
/** Of its expected number of samples, the part that a mode must get to be covered. */
export const COVERED = 1 / 4;

interface ModeYardstick extends Yardstick {
  /** @param samples [n, D] in data units. null: there are none */
  compute(samples: ArrayLike<number>, modes: Modes): ModeCoverage | null;
}

export const modeCoverage: ModeYardstick = {
  name: 'modes',
  title: 'Mode coverage',
  unit: 'modes',
  better: 'higher',
  ideal: 'all',
  shows:
    'How many modes of a known density get at least a quarter of the samples that belong there, and what share of all samples is within four standard deviations of a mode.',
  cannotShow:
    'Whether modes have the right shape and weight: samples that are all exactly at the centers cover every mode.',
  paper: null,
  compute: (samples, { centers, sigma }) => {
    const width = centers[0]!.length;
    const rows = samples.length / width;
    if (rows === 0) return null;
    const counts = centers.map(() => 0);
    for (let row = 0; row < rows; row++) {
      let nearest = -1;
      let smallest = (NEAR * sigma) ** 2;
      for (const [mode, center] of centers.entries()) {
        const square = center.reduce((sum, value, d) => sum + (samples[row * width + d]! - value) ** 2, 0);
        // False for a sample that is not finite.
        if (square <= smallest) {
          smallest = square;
          nearest = mode;
        }
      }
      if (nearest >= 0) counts[nearest]!++;
    }
    const least = (COVERED * rows) / centers.length;
    return {
      covered: counts.filter((count) => count >= least).length,
      of: centers.length,
      nearShare: counts.reduce((sum, count) => sum + count, 0) / rows,
      expectedNearShare: chiSquaredCdf(NEAR ** 2, width),
      counts,
      rows,
    };
  },
};
