import { expect, test } from 'vitest';
import { randomStream } from '../../random/random-stream.ts';
import { CORNER_BINS } from './bins.ts';
import { regionsOf } from './cell-regions.ts';
import { columnAxes } from './column-axes.ts';
import { contourLoops } from './contour-loops.ts';
import { binRows, countRows } from './corner-counts.ts';
import { CORNER_MASSES, kernelOf, massLevels, smoothCounts } from './mass-regions.ts';

/** By the even-odd rule. */
function isInside(loops: readonly (readonly number[])[], x: number, y: number): boolean {
  let inside = false;
  for (const loop of loops) {
    for (let i = 0; i < loop.length; i += 2) {
      const next = (i + 2) % loop.length;
      const [y0, y1] = [loop[i + 1]!, loop[next + 1]!];
      if (y0 > y === y1 > y) continue;
      if (x < loop[i]! + ((y - y0) / (y1 - y0)) * (loop[next]! - loop[i]!)) inside = !inside;
    }
  }
  return inside;
}

function area(loop: readonly number[]): number {
  let twice = 0;
  for (let i = 0; i < loop.length; i += 2) {
    const next = (i + 2) % loop.length;
    twice += loop[i]! * loop[next + 1]! - loop[next]! * loop[i + 1]!;
  }
  return twice / 2;
}

function loopsAt(values: ArrayLike<number>, size: number, level: number) {
  return contourLoops(values, size, size, [level])[0]!;
}

test.each([1, 2] as const)('regions of a Gaussian hold their shares and are discs, %d bins folded', (folded) => {
  const rows = 20_000;
  const random = randomStream(2, 'corner');
  const columns = [0, 1].map(() => Float64Array.from({ length: rows }, () => random.normal()));
  const axes = columnAxes([columns]);
  const counts = countRows(binRows(columns, axes));
  const { width: size, regions, far } = regionsOf(counts, axes, folded)({ x: 0, y: 1 }, 0);
  expect(regions.map(({ mass }) => mass)).toEqual([...CORNER_MASSES].reverse());
  const binOf = (column: number, i: number) => {
    const { low, high } = axes[column]!;
    return ((columns[column]![i]! - low) / (high - low)) * size;
  };
  for (const { mass, loops } of regions) {
    let held = 0;
    for (let i = 0; i < rows; i++) if (isInside(loops, binOf(0, i), binOf(1, i))) held++;
    // Lines are straight within a bin, which is coarser if bins are folded.
    expect(Math.abs(held / rows - mass)).toBeLessThan(0.02 * folded);
    // Within a radius r there are 1 − exp(−r²/2) of the rows.
    const [across, up] = axes.map(({ low, high }) => size / (high - low));
    const disc = Math.PI * -2 * Math.log(1 - mass) * across! * up!;
    const own = loops.reduce((sum, loop) => sum + area(loop), 0);
    expect(Math.abs(own / disc - 1)).toBeLessThan(0.12);
  }
  const middle = (size / 2) * (size + 1);
  expect(far && [far[0], far[middle]]).toEqual(folded === 1 ? [1, 0] : null);
});

test('regions of values that stand apart are strips between them, of which none reaches over to the next', () => {
  const rows = 20_000;
  const random = randomStream(3, 'corner');
  const kinds = Float64Array.from({ length: rows }, (_, i) => (i % 2 === 0 ? 0 : 2));
  const columns = [kinds, Float64Array.from({ length: rows }, () => random.normal())];
  const axes = columnAxes([columns], { categories: [3, null] });
  const { width, height, regions, far } = regionsOf(countRows(binRows(columns, axes)), axes)({ x: 0, y: 1 }, 0);
  expect([width, height]).toEqual([48, 48]);
  for (const { mass, loops } of regions) {
    const middle = 24;
    expect([1, 3, 8, 13, 15].map((x) => isInside(loops, x, middle))).toEqual([false, true, true, true, false]);
    expect([18, 24, 30].map((x) => isInside(loops, x, middle))).toEqual([false, false, false]);
    // Two strips of 16 cells, with room between them: each is as high as the region of a normal distribution with this share.
    const [low, high] = [axes[1]!.low, axes[1]!.high];
    const own = loops.reduce((sum, loop) => sum + area(loop), 0) / (2 * 12);
    const deviations = { 0.39: 0.51, 0.86: 1.476, 0.95: 1.96 }[mass]!;
    expect(Math.abs(own / ((48 * 2 * deviations) / (high - low)) - 1)).toBeLessThan(0.12);
  }
  expect([far![24 * CORNER_BINS], far![24 * CORNER_BINS + 1]]).toEqual([0, 1]);
});

test('smoothing moves counts, and loses none at the ends of the axes', () => {
  const counts = new Int32Array(CORNER_BINS ** 2 + 1);
  counts[0] = 5;
  counts[CORNER_BINS ** 2 - 1] = 7;
  counts[1000] = 30;
  const smooth = smoothCounts(counts, kernelOf(2, CORNER_BINS), kernelOf(0.8, CORNER_BINS));
  expect(smooth.reduce((sum, value) => sum + value, 0)).toBeCloseTo(42, 9);
  expect(smooth[1001]).toBeGreaterThan(smooth[1000 + CORNER_BINS]!);
});

test('a share of rows that are mostly in no bin has no level', () => {
  expect(massLevels(Float64Array.of(1, 3, 0), [0.2, 0.4, 0.9], 10)).toEqual([
    expect.closeTo(3, 1),
    expect.closeTo(1, 1),
    null,
  ]);
  expect(massLevels(new Float64Array(3), [0.5], 10)).toEqual([null]);
});

test('loops are closed at the border, holes count against what is around them, and saddles do not cross', () => {
  const all = loopsAt(new Float64Array(9).fill(2), 3, 1);
  expect(all).toHaveLength(1);
  expect(area(all[0]!)).toBeGreaterThan(8);
  expect(area(all[0]!)).toBeLessThanOrEqual(9);
  const ring = loopsAt([9, 9, 9, 9, 0, 9, 9, 9, 9], 3, 1);
  expect(ring).toHaveLength(2);
  expect(ring.map((loop) => Math.sign(area(loop))).sort()).toEqual([-1, 1]);
  expect(isInside(ring, 1.5, 1.5)).toBe(false);
  expect(isInside(ring, 0.6, 1.5)).toBe(true);
  // Two corners: apart where the middle is below the level, joined where it is not.
  expect(loopsAt([2, 0, 0, 2], 2, 1.5)).toHaveLength(2);
  expect(loopsAt([2, 0.9, 0.9, 2], 2, 1)).toHaveLength(1);
  expect(loopsAt(new Float64Array(4), 2, 1)).toEqual([]);
  // A level leaves nothing behind for the next one.
  const hill = [1, 2, 1, 2, 4, 2, 1, 2, 1];
  expect(contourLoops(hill, 3, 3, [1.5, 3])).toEqual([1.5, 3].map((level) => loopsAt(hill, 3, level)));
});
