import { randomStream } from '../../../random/random-stream.ts';
import type { TrueDensity } from '../../definition.ts';
import { cellsOf, TOP } from './cells.ts';
import { dressed, garmentImage, meanOf, personImage } from './render.ts';
import { drawScene, type Scenes } from './scene.ts';
import { logProbOf } from './scene-density.ts';

/** Scenes over which the floor is averaged: its standard error is then near 0.05 nats, 0.0003 bits per pixel. */
const FLOOR_SCENES = 512;

/**
 * ln p(x | person, garment) in the units of the gray levels 0 … 255, with uniform dequantization: on each unit cube
 * the density is the probability of the image of whole numbers at its corner, so that the two have the same value.
 * A context that is not a pair of condition images gives NaN, since every scene with them has probability 0.
 */
export function tryOnDensity(scenes: Scenes, size: number, sigma: number): TrueDensity {
  const cells = cellsOf(sigma);
  let found: ReturnType<typeof lookup> | null = null;
  let floor: number | null = null;
  const width = size * size;
  return {
    logProb(points, context) {
      const count = points.length / width;
      if (!context) return new Float64Array(count).fill(Number.NaN);
      found ??= lookup(scenes, size);
      const whole = points.map((value) => Math.floor(value));
      return Float64Array.from({ length: count }, (_, row) => {
        const scene = found!(context.subarray(2 * row * width, 2 * (row + 1) * width));
        if (scene === null) return Number.NaN;
        const x = whole.subarray(row * width, (row + 1) * width);
        if (x.some((value) => !(value >= 0 && value <= TOP))) return -Infinity;
        const layers = dressed(scenes.people[scene.person]!, scenes.garments[scene.garment]!, size);
        return logProbOf(x, layers, cells, sigma);
      });
    },
    get floor() {
      floor ??= floorOf(scenes, size, sigma);
      return floor;
    },
  };
}

/** Finds the scene of condition images, [2·size²] in [0, 1]. */
function lookup({ people, garments }: Scenes, size: number) {
  const width = size * size;
  const keyOf = (image: Uint8Array) => Buffer.from(image).toString('latin1');
  const person = new Map(people.map((entry, i) => [keyOf(personImage(entry, size)), i]));
  const garment = new Map(garments.map((entry, i) => [keyOf(garmentImage(entry, size)), i]));
  return (context: Float32Array) => {
    const images = Uint8Array.from(context, (value) => Math.round(value * TOP));
    const [who, what] = [person.get(keyOf(images.subarray(0, width))), garment.get(keyOf(images.subarray(width)))];
    return who === undefined || what === undefined ? null : { person: who, garment: what };
  };
}

/**
 * Mean entropy of the image given the conditions. H = H(x | folds, light) + I(x; folds, light). The first term is a
 * sum of entropies of single pixels, which is computed. Only the second term is averaged over sampled images.
 */
function floorOf(scenes: Scenes, size: number, sigma: number): number {
  const cells = cellsOf(sigma);
  const random = randomStream(0, 'data', 'try-on', 'floor');
  const x = new Float64Array(size * size);
  const mean = new Float64Array(size * size);
  let sum = 0;
  for (let n = 0; n < FLOOR_SCENES; n++) {
    const { person, garment } = drawScene(random, scenes);
    const layers = dressed(scenes.people[person]!, scenes.garments[garment]!, size);
    meanOf(layers, random.normal(), random.normal(), mean);
    for (let i = 0; i < x.length; i++) {
      x[i] = noisy(mean[i]!, sigma * random.normal());
      sum += cells.entropy(mean[i]!) + cells.logProb(x[i]!, mean[i]!);
    }
    sum -= logProbOf(x, layers, cells, sigma);
  }
  return sum / FLOOR_SCENES;
}

/** The gray level that is stored for a mean and its noise. */
export function noisy(mean: number, noise: number): number {
  return Math.max(0, Math.min(TOP, Math.floor(mean + noise)));
}
