import { decode } from 'fast-png';
import { expect, test } from 'vitest';
import { densityColor } from './color-map.ts';
import { densityPicture } from './density-picture.ts';
import { gridPicture } from './grid-picture.ts';
import { scaleEnd } from './heat-map.ts';
import { curveExtent, linePicture } from './line-picture.ts';
import { samplesPicture } from './samples-picture.ts';
import { THEMES } from './theme.ts';

/** Smallest x (0) or y (1). */
function least(points: readonly (readonly [number, number])[], axis: 0 | 1): number {
  return points.reduce((low, point) => Math.min(low, point[axis]), Number.POSITIVE_INFINITY);
}

/** Pixels of a picture near `color`, as [x, y]. */
function find(png: Uint8Array, color: readonly number[], tolerance: number): readonly (readonly [number, number])[] {
  const { width, data, channels } = decode(png);
  const found: (readonly [number, number])[] = [];
  for (let i = 0; i * channels < data.length; i++) {
    if (color.every((value, c) => Math.abs(value - data[i * channels + c]!) <= tolerance)) {
      found.push([i % width, Math.floor(i / width)]);
    }
  }
  return found;
}

test('a density is painted where it is: small y at the bottom', () => {
  // High in cells 7…9 × 0…2 of 10 × 10: the lower right corner, whose middle cell spans pixels 320…360 of 400.
  const values = new Float64Array(100).fill(Number.NEGATIVE_INFINITY);
  for (let j = 0; j < 3; j++) for (let i = 7; i < 10; i++) values[j * 10 + i] = 0;
  const panel = { values, width: 10, height: 10, heading: '' };
  const png = densityPicture({ panels: [panel], extent: [0, 1, 0, 1], title: '', columns: ['a', 'b'], size: 400 });
  // The dark cells extend to the area's left and upper border.
  const dark = find(png, densityColor(0), 0);
  const [left, top] = [least(dark, 0), least(dark, 1)];
  const bright = find(png, densityColor(1), 6).filter(([x]) => x < left + 402);
  expect(bright.length).toBeGreaterThan(3000);
  expect(least(bright, 0) - left).toBeGreaterThan(275);
  expect(least(bright, 1) - top).toBeGreaterThan(275);
});

test('values of a column have separate cells, with their names beside the axis', () => {
  const values = Float64Array.of(Math.log(0.5), 0, 0, Math.log(0.5));
  const panel = { values, width: 2, height: 2, heading: '' };
  const common = { extent: [-0.5, 1.5, -0.5, 1.5] as const, title: '', columns: ['a', 'b'] as const, size: 200 };
  const halves = (separate: readonly [boolean, boolean]) =>
    find(densityPicture({ ...common, panels: [{ ...panel, separate }] }), densityColor(0.5), 3).length;
  expect(halves([true, true])).toBeGreaterThan(19_000);
  expect(halves([false, true])).toBeLessThan(12_000);
  const kinds = ['red', 'blue'].map((label, value) => ({ value, label }));
  const svg = new TextDecoder().decode(
    densityPicture({ ...common, panels: [panel], values: [null, kinds], format: 'svg' }),
  );
  expect(svg).toContain('>blue<');
  expect(svg).toContain('>red<');
});

test('panels share one scale, and more panels make a wider picture', () => {
  const flat = (value: number) => new Float64Array(100).fill(value);
  const panel = (value: number) => ({ values: flat(value), width: 10, height: 10, heading: 'h' });
  const common = { extent: [0, 1, 0, 1] as const, title: 't', columns: ['a', 'b'] as const, size: 200 };
  const png = densityPicture({ ...common, panels: [panel(Math.log(0.5)), panel(0)] });
  expect(decode(png).width).toBeGreaterThan(decode(densityPicture({ ...common, panels: [panel(0)] })).width + 200);
  expect(find(png, densityColor(0.5), 3).length).toBeGreaterThan(35_000);
  expect(find(png, densityColor(1), 0).length).toBeGreaterThan(35_000);
  // Also if the first one, which is learned, is the larger one.
  const learned = densityPicture({ ...common, panels: [panel(0), panel(Math.log(0.5))] });
  expect(find(learned, densityColor(0.5), 3).length).toBeGreaterThan(35_000);
});

test('a single spike does not darken the rest', () => {
  const values = new Float64Array(10_000).fill(1);
  values[5] = 1e6;
  expect(scaleEnd([{ values, width: 100, height: 100 }])).toBeCloseTo(1.15);
  expect(scaleEnd([{ values: new Float64Array(4).fill(2), width: 2, height: 2 }])).toBe(2);
  expect(scaleEnd([{ values: new Float64Array(4), width: 2, height: 2 }])).toBe(1);
});

test('samples outside of the extent are left out', () => {
  const common = { data: null, extent: [0, 1, 0, 1] as const, title: '', columns: ['a', 'b'] as const, size: 300 };
  const inside = samplesPicture({ ...common, samples: Float64Array.of(0.5, 0.5) });
  const outside = samplesPicture({ ...common, samples: Float64Array.of(5, 0.5) });
  const dots = (png: Uint8Array, color: readonly number[]) => find(png, color, 60).filter(([, y]) => y > 140).length;
  const [blue, orange] = THEMES.dark.series;
  expect(dots(inside, blue!)).toBeGreaterThan(8);
  expect(dots(outside, blue!)).toBe(0);
  // The colors of samples and data are those of corner plots and panels.
  const samples = Float64Array.of(0.2, 0.2);
  const both = samplesPicture({ ...common, samples, data: Float64Array.of(0.7, 0.7, 0.7, 0.7, 0.7, 0.7, 0.7, 0.7) });
  expect(dots(both, orange!)).toBeGreaterThan(8);
  expect(dots(inside, orange!)).toBe(0);
});

test('a grid keeps the pixels of its images', () => {
  const images = Uint8Array.from([10, 20, 30, 40, 250, 240, 230, 220]);
  const png = gridPicture({ images, rows: 1, columns: 2, height: 2, width: 2, channels: 1, scale: 10 });
  const { width, height } = decode(png);
  expect([width, height]).toEqual([2 * 22 + 2, 22 + 2]);
  expect(find(png, [250, 250, 250], 0)).toHaveLength(100);
  expect(find(png, [20, 20, 20], 0)[0]).toEqual([2 + 10, 2]);
  expect(find(png, [220, 220, 220], 0)[0]).toEqual([2 + 22 + 10, 2 + 10]);
});

test('a grid has room for its labels and groups, and draws them', () => {
  const images = new Uint8Array(4 * 16);
  const common = { images, rows: 2, columns: 2, height: 4, width: 4, channels: 1, title: 'T' };
  const plain = decode(gridPicture(common));
  const sizeOf = (png: Uint8Array) => [decode(png).width - plain.width, decode(png).height - plain.height];
  const marks = (png: Uint8Array) => find(png, [158, 163, 174], 12).length;
  // Cells of 84 pixels, gaps of 3, a margin of 28 and a title.
  expect([plain.width, plain.height]).toEqual([2 * 28 + 2 * 87 + 3, 69 + 2 * 87 + 3 + 28]);
  const heads = gridPicture({ ...common, columnLabels: ['−1σ', '1σ'] });
  expect(sizeOf(heads)).toEqual([0, 22]);
  // The title has a few such pixels at its edges.
  expect(marks(heads)).toBeGreaterThan(marks(gridPicture(common)) + 30);
  const [wider] = sizeOf(gridPicture({ ...common, rowLabels: ['z58', 'PC 1\nlevel 0'] }));
  expect(wider).toBeGreaterThan(40);
  expect(sizeOf(gridPicture({ ...common, groups: { rows: [1, 1] } }))).toEqual([0, 17]);
  expect(sizeOf(gridPicture({ ...common, groups: { columns: [1, 1] }, columnLabels: ['row', 'x'] }))).toEqual([17, 22]);
  expect(sizeOf(gridPicture({ ...common, title: 'a title that needs more than a single line' }))[1]).toBe(60);
});

test('cells without an image have the background color, and black images have a frame', () => {
  const images = new Uint8Array(2 * 16).fill(255);
  const common = { images, rows: 1, columns: 2, height: 4, width: 4, channels: 1, scale: 10 };
  const areaOf = (n: number) => (n === 1 ? null : { x: 0, y: 1, width: 4, height: 2 });
  expect(find(gridPicture(common), [255, 255, 255], 0)).toHaveLength(3200);
  const png = gridPicture({ ...common, areaOf });
  expect(find(png, [255, 255, 255], 0)).toHaveLength(800);
  expect(find(png, [52, 55, 62], 0)).toHaveLength(42 * 22 - 800);
});

test('a grid of colors, and bytes that do not fit', () => {
  const png = gridPicture({
    images: Uint8Array.from([200, 100, 50]),
    rows: 1,
    columns: 1,
    height: 1,
    width: 1,
    channels: 3,
    scale: 4,
  });
  expect(find(png, [200, 100, 50], 0)).toHaveLength(16);
  const options = { images: new Uint8Array(5), rows: 1, columns: 1, height: 2, width: 2, channels: 1 };
  expect(() => gridPicture(options)).toThrow(/5 bytes do not fill 1 × 1 images of 2 × 2 × 1/);
});

test('a curve is drawn, its gaps are not, and early peaks do not flatten it', () => {
  const x = Array.from({ length: 200 }, (_, i) => i);
  const y = x.map((step) => (step === 0 ? 1000 : 1 + 1 / step));
  const [, , low, high] = curveExtent([{ name: 'loss', x, y }], 0.9);
  expect(low).toBeLessThan(0.9);
  expect(high).toBeLessThan(3);
  const common = { title: '', labels: { x: 'step', y: 'nats' }, width: 300, height: 200 };
  const blue = (values: number[]) =>
    find(linePicture({ ...common, curves: [{ name: '', x, y: values }] }), [86, 180, 233], 10).length;
  expect(blue(y)).toBeGreaterThan(300);
  expect(blue(y.map((value, i) => (i > 50 ? Number.NaN : value)))).toBeLessThan(blue(y) * 0.8);
});

test('nothing to draw still gives a picture', () => {
  const png = linePicture({ curves: [], title: '', labels: { x: '', y: '' } });
  expect(decode(png).width).toBeGreaterThan(960);
});
