import { type RandomStream, randomStream } from '../../../random/random-stream.ts';

/** n rows of independent numbers. */
export function normalRows(
  n: number,
  width: number,
  seed: number,
  change: (value: number, d: number, random: RandomStream) => number = (value) => value,
): Float64Array {
  const random = randomStream(seed, 'point-sets');
  return Float64Array.from({ length: n * width }, (_, at) => change(random.normal(), at % width, random));
}

/** Gaussians of standard deviation 0.2 around the corners of a square, of which only those that are named get rows. */
export function cornerRows(n: number, corners: readonly number[], seed: number): Float64Array {
  const random = randomStream(seed, 'corners');
  const out = new Float64Array(2 * n);
  for (let i = 0; i < n; i++) {
    const corner = corners[random.integer(corners.length)]!;
    out[2 * i] = 2 * (corner % 2) + 0.2 * random.normal();
    out[2 * i + 1] = 2 * Math.floor(corner / 2) + 0.2 * random.normal();
  }
  return out;
}
