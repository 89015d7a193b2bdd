import { randomStream } from '../../../random/random-stream.ts';
import { imageEncoding } from '../../context-layout.ts';
import type { CommonDataKeys, DataSummary, Dataset, Rows } from '../../definition.ts';
import { fingerprintOf } from '../../fingerprint.ts';
import { TOP } from './cells.ts';
import { dressed, garmentImage, meanOf, personImage } from './render.ts';
import { drawScene, everyScene } from './scene.ts';
import { noisy, tryOnDensity } from './try-on-density.ts';
import type { TryOnConfig } from './try-on-source.ts';

export function summaryOf(size: number): DataSummary {
  const shape = [size, size, 1];
  return {
    shape,
    context: {
      size: 2 * size * size,
      names: [],
      images: [
        { name: 'person', shape },
        { name: 'garment', shape },
      ],
    },
    range: { low: 0, high: TOP, closed: true },
    integerColumns: [],
    bits: 8,
  };
}

/** Draws the three splits, each with its own sub-seed, so that resizing one leaves the others unchanged. */
export function loadTryOn(config: TryOnConfig & CommonDataKeys): Dataset {
  const { size, noise } = config;
  const scenes = everyScene();
  const width = size * size;
  const rows = (split: string, wanted: number): Rows => {
    const count = Math.min(wanted, config.limit ?? wanted);
    const random = randomStream(config.seed, 'data', 'try-on', split);
    const values = new Uint8Array(count * width);
    const context = new Float32Array(2 * count * width);
    const mean = new Float64Array(width);
    for (let row = 0; row < count; row++) {
      const scene = drawScene(random, scenes);
      const [person, garment] = [scenes.people[scene.person]!, scenes.garments[scene.garment]!];
      meanOf(dressed(person, garment, size), random.normal(), random.normal(), mean);
      for (let i = 0; i < width; i++) values[row * width + i] = noisy(mean[i]!, noise * random.normal());
      for (const [k, image] of [personImage(person, size), garmentImage(garment, size)].entries()) {
        for (let i = 0; i < width; i++) context[(2 * row + k) * width + i] = image[i]! / TOP;
      }
    }
    return { count, values, context };
  };
  const summary = summaryOf(size);
  return {
    summary,
    columns: Array.from({ length: width }, (_, j) => `x${j}`),
    train: rows('train', config.samples),
    validation: rows('validation', config.evaluationSamples),
    test: rows('test', config.evaluationSamples),
    standardization: null,
    dequantizedColumns: [],
    density: tryOnDensity(scenes, size, noise),
    contextEncoding: imageEncoding(summary.context!),
    fingerprint: fingerprintOf({ source: 'try-on', ...config }, []),
  };
}
