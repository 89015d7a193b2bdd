/** What each level of the latent encodes, of images. */
import { levelsFigure } from '../../../protocol/figures/levels.ts';
import type { Images } from '../../charts/cells/image-grid.ts';
import type { Question } from '../latent-data.ts';
import { imagesOf, sizeOf } from '../points.ts';

export interface ImageLevels {
  readonly row: number;
  /** Each row, followed by its reconstruction. */
  readonly pairs: Images;
  readonly roundTripError: number | null;
  readonly levels: readonly LevelImages[];
}

export interface LevelImages {
  /** Index of the layer that factors it out; null: the part that passes through all layers. */
  readonly layer: number | null;
  /** Of one row, [height, width, channels]. */
  readonly shape: readonly number[];
  /** Root mean square in units of the data. */
  readonly change: number | null;
  /** `SAMPLES` of each row. */
  readonly images: Images;
}

/** Rows that are shown, and draws of each level. */
const ROWS = 4;
export const SAMPLES = 3;

/** @param row the first row */
export async function fetchLevels({ host, run, checkpoint, signal }: Question, row: number): Promise<ImageLevels> {
  const params = { run, checkpoint, panel: 'levels', row, count: ROWS, samples: SAMPLES, pixels: true };
  const { levels, shape, roundTripError, values } = await host.request(levelsFigure.method, params, signal);
  const pixels = await host.fetchArray(values, signal);
  const [rows = 0, columns = 0] = shape;
  const point = shape.slice(2);
  const size = sizeOf(point);
  const part = (first: number, width: number): Images => {
    const own = new Uint8Array(rows * width * size);
    for (let i = 0; i < rows; i++) {
      const from = (i * columns + first) * size;
      own.set(pixels.subarray(from, from + width * size), i * width * size);
    }
    return imagesOf(own, rows * width, point);
  };
  return {
    row,
    pairs: part(0, 2),
    roundTripError,
    levels: levels.map((level, i) => ({ ...level, images: part(2 + i * SAMPLES, SAMPLES) })),
  };
}
