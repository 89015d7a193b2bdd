import { shorterWay } from '../circle.ts';
import type { Yardstick } from './yardstick.ts';

/** Rows and what they are after they were encoded and decoded, both [n, width] in data units. */
export interface DecodedRows {
  readonly rows: ArrayLike<number>;
  readonly decoded: ArrayLike<number>;
  /** Standard deviation of the data in each column: `deviationsOf`, or that of the standardization. */
  readonly deviations: ArrayLike<number>;
  /** Of each column, the period if it is an angle, else null. Absent: no column is an angle. */
  readonly periods?: readonly (number | null)[];
}

export interface RoundTrip {
  /** Root of the mean squared error over rows and columns, in standard deviations of the data. NaN: no row is finite. */
  readonly rms: number;
  /** The largest error of a coordinate. */
  readonly max: number;
  /** Number of rows that came back finite, which the errors are of, and of the others. */
  readonly rows: number;
  readonly notFinite: number;
}

interface RoundTripYardstick extends Yardstick {
  /** null: there are no rows. */
  compute(decoded: DecodedRows): RoundTrip | null;
}

export const roundTrip: RoundTripYardstick = {
  name: 'roundTrip',
  title: 'Encode → decode error',
  unit: 'data standard deviations',
  better: 'lower',
  ideal: 0,
  shows:
    'How much a row changes when it is encoded and decoded: a flow returns it up to rounding, other models lose what their latent does not hold.',
  cannotShow: 'Whether samples are good or the latents follow the prior: a model that copies its input makes no error.',
  paper: null,
  compute: ({ rows, decoded, deviations, periods }) => {
    const width = deviations.length;
    const n = rows.length / width;
    if (n === 0) return null;
    let [total, max, finite] = [0, 0, 0];
    for (let row = 0; row < n; row++) {
      let [sum, largest] = [0, 0];
      for (let d = 0; d < width; d++) {
        const at = row * width + d;
        const error = distance(rows[at]!, decoded[at]!, periods?.[d] ?? null) / deviations[d]!;
        sum += error * error;
        largest = Math.max(largest, error);
      }
      if (!Number.isFinite(sum)) continue;
      finite++;
      total += sum;
      max = Math.max(max, largest);
    }
    const none = finite === 0;
    return {
      rms: none ? Number.NaN : Math.sqrt(total / (finite * width)),
      max: none ? Number.NaN : max,
      rows: finite,
      notFinite: n - finite,
    };
  },
};

/** Angles are compared the short way around. */
function distance(a: number, b: number, period: number | null): number {
  return Math.abs(period === null ? a - b : shorterWay(a, b, period));
}
