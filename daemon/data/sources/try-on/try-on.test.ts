import { expect, test } from 'vitest';
import { randomStream } from '../../../random/random-stream.ts';
import { logNormalInterval } from '../../../statistics/normal-interval.ts';
import { cellsOf } from './cells.ts';
import { loadTryOn } from './load-try-on.ts';
import { dressed, FOLD, garmentImage, type Layers, LIGHT, meanOf, personImage } from './render.ts';
import { drawScene, everyScene } from './scene.ts';
import { logProbOf } from './scene-density.ts';
import { tryOn } from './try-on-source.ts';

const SIGMA = 12;
const scenes = everyScene();

function load(config: object, seed = 0) {
  return loadTryOn({ ...tryOn.schema.parse(config), seed, limit: null } as Parameters<typeof loadTryOn>[0]);
}

function someLayers(seed: number): Layers {
  const { person, garment } = drawScene(randomStream(seed, 'test'), scenes);
  return dressed(scenes.people[person]!, scenes.garments[garment]!, 16);
}

test('rows have a person and a garment as condition images in [0, 1]', () => {
  const data = load({ samples: 100, evaluationSamples: 3 });
  expect(data.summary).toMatchObject({
    shape: [16, 16, 1],
    context: { size: 512, names: [], images: [{ name: 'person', shape: [16, 16, 1] }, { name: 'garment' }] },
    bits: 8,
  });
  expect(data.train.values).toHaveLength(100 * 256);
  expect(data.train.context).toHaveLength(100 * 512);
  for (const value of data.validation.context!) {
    expect(value).toBeGreaterThanOrEqual(0);
    expect(value).toBeLessThanOrEqual(1);
  }
  // Both pictures show something, and what they show is also in the target.
  const corner = 205 / 255;
  for (const image of [data.test.context!.subarray(0, 256), data.test.context!.subarray(256, 512)]) {
    expect(image[0]).toBeCloseTo(corner, 6);
    expect(image.some((value) => Math.abs(value - corner) > 0.1)).toBe(true);
  }
});

test.each([16, 24])('size %i: every person and every garment has a distinct image', (size) => {
  const distinct = (images: Uint8Array[]) => new Set(images.map((image) => Buffer.from(image).toString('latin1'))).size;
  expect(distinct(scenes.people.map((person) => personImage(person, size)))).toBe(scenes.people.length);
  expect(distinct(scenes.garments.map((garment) => garmentImage(garment, size)))).toBe(scenes.garments.length);
});

test('cells: the table agrees with the exact interval, and the entropy with the probabilities', () => {
  for (const sigma of [1, 8, 40]) {
    const cells = cellsOf(sigma);
    for (const [k, mean] of [
      [100, 100.3],
      [100, 108],
      [3, 120],
      [0, 2],
      [255, 250],
      [0, 60],
    ] as const) {
      const low = k === 0 ? -1e5 : (k - mean) / sigma;
      const high = k === 255 ? 1e5 : (k + 1 - mean) / sigma;
      expect(Math.abs(cells.logProb(k, mean) - logNormalInterval(low, high))).toBeLessThan(1e-6);
    }
    for (const mean of [128, 1, 251.3]) {
      let [mass, entropy] = [0, 0];
      for (let k = 0; k <= 255; k++) {
        const value = cells.logProb(k, mean);
        mass += Math.exp(value);
        if (value > -700) entropy -= Math.exp(value) * value;
      }
      expect(mass).toBeCloseTo(1, 6);
      expect(Math.abs(cells.entropy(mean) - entropy)).toBeLessThan(1e-3);
    }
  }
});

test('the probabilities of all images of two pixels add up to 1', () => {
  const layers: Layers = {
    background: Float64Array.of(0, 10),
    skin: Float64Array.of(0, 20),
    cloth: Float64Array.of(60, 20),
    folds: Float64Array.of(1, -0.5),
    side: Float64Array.of(-1, 0.7),
  };
  const sigma = 4;
  const cells = cellsOf(sigma);
  let mass = 0;
  for (let a = 0; a < 170; a++) for (let b = 0; b < 140; b++) mass += Math.exp(logProbOf([a, b], layers, cells, sigma));
  expect(Math.abs(mass - 1)).toBeLessThan(1e-6);
});

test.each([2, 3])('scene %i: the quadrature equals a midpoint rule with exact cells', (seed) => {
  const layers = someLayers(seed);
  const random = randomStream(seed, 'draw');
  const [u, v] = [random.normal(), random.normal()];
  const mean = meanOf(layers, u, v, new Float64Array(256));
  const x = mean.map((value) => Math.max(0, Math.min(255, Math.floor(value + SIGMA * random.normal()))));
  const [reach, count] = [1.6, 60];
  const step = (2 * reach) / count;
  const exponents: number[] = [];
  for (let i = 0; i < count; i++) {
    for (let j = 0; j < count; j++) {
      const [a, b] = [u - reach + (i + 0.5) * step, v - reach + (j + 0.5) * step];
      meanOf(layers, a, b, mean);
      let sum = -0.5 * (a * a + b * b) - Math.log(2 * Math.PI);
      for (const [n, value] of x.entries()) {
        const low = value === 0 ? -1e5 : (value - mean[n]!) / SIGMA;
        sum += logNormalInterval(low, value === 255 ? 1e5 : (value + 1 - mean[n]!) / SIGMA);
      }
      exponents.push(sum);
    }
  }
  const largest = Math.max(...exponents);
  const total = exponents.reduce((sum, value) => sum + Math.exp(value - largest), 0) * step * step;
  expect(logProbOf(x, layers, cellsOf(SIGMA), SIGMA)).toBeCloseTo(largest + Math.log(total), 5);
});

test('floor: near the entropy of Gaussians with covariance σ²I + JJᵀ, and the mean of −log p of fresh rows', () => {
  const { density, validation } = load({ samples: 100, evaluationSamples: 400 }, 7);
  // For small folds and light the image is a Gaussian: h = ½ ln|2πe(σ²I + JJᵀ)|, by the matrix determinant lemma.
  const random = randomStream(1, 'gaussian');
  let gaussian = 0;
  for (let n = 0; n < 300; n++) {
    const { person, garment } = drawScene(random, scenes);
    const { skin, cloth, folds, side } = dressed(scenes.people[person]!, scenes.garments[garment]!, 16);
    let [uu, uv, vv] = [1, 0, 1];
    for (let i = 0; i < 256; i++) {
      const [du, dv] = [(FOLD * cloth[i]! * folds[i]!) / SIGMA, (LIGHT * (skin[i]! + cloth[i]!) * side[i]!) / SIGMA];
      uu += du * du;
      uv += du * dv;
      vv += dv * dv;
    }
    gaussian += (128 * Math.log(2 * Math.PI * Math.E * SIGMA ** 2) + 0.5 * Math.log(uu * vv - uv * uv)) / 300;
  }
  const { floor } = density!;
  expect(Math.abs(floor - gaussian)).toBeLessThan(0.25);
  const values = density!.logProb(Float64Array.from(validation.values), validation.context);
  const mean = values.reduce((a, b) => a + b) / values.length;
  const variance = values.reduce((sum, value) => sum + (value - mean) ** 2, 0) / values.length;
  expect(Math.abs(mean + floor)).toBeLessThan(4 * Math.sqrt(variance / values.length));
});

test('the density depends on the given person and garment, and is that of whole gray levels', () => {
  const { density, test: rows } = load({ samples: 100, evaluationSamples: 2 });
  const points = Float64Array.from(rows.values);
  const [own, other] = density!.logProb(points, rows.context);
  const swapped = Float32Array.of(...rows.context!.subarray(512), ...rows.context!.subarray(0, 512));
  const wrong = density!.logProb(points, swapped);
  expect(wrong[0]).toBeLessThan(own! - 100);
  expect(wrong[1]).toBeLessThan(other! - 100);
  expect(
    density!.logProb(
      points.map((value) => value + 0.7),
      rows.context,
    )[0],
  ).toBe(own);
  expect(
    density!.logProb(
      points.map(() => -1),
      rows.context,
    )[0],
  ).toBe(-Infinity);
  expect(
    density!.logProb(
      points,
      rows.context!.map(() => 0.5),
    )[0],
  ).toBeNaN();
  expect(density!.logProb(points)[0]).toBeNaN();
});

test('splits come from sub-seeds of their own', () => {
  const [a, b] = [load({ samples: 120, evaluationSamples: 2 }), load({ samples: 100, evaluationSamples: 2 })];
  expect([...b.train.values]).toEqual([...a.train.values.subarray(0, 25_600)]);
  expect([...b.test.values]).toEqual([...a.test.values]);
  expect([...a.test.values]).not.toEqual([...a.validation.values]);
  expect(load({ samples: 100, evaluationSamples: 2 }, 1).test.values).not.toEqual(b.test.values);
});
