import { expect, test } from 'vitest';
import { contourSegments, joinedLines } from './plane-contours.ts';

const EXTENT = [0, 1, 0, 1] as const;

test('the line of a plane that rises to the right is straight, where the level is', () => {
  const plane = { values: [0, 1, 2, 0, 1, 2, 0, 1, 2], width: 3, height: 3, extent: EXTENT };
  // Cell centers are at 0.5, 1.5 and 2.5.
  expect(contourSegments(plane, 0.25)).toEqual([0.75, 0.5, 0.75, 1.5, 0.75, 1.5, 0.75, 2.5]);
  expect(contourSegments(plane, 5)).toEqual([]);
});

test('the line around a hill has its radius', () => {
  const n = 200;
  const values = Array.from({ length: n * n }, (_, i) => -Math.hypot((i % n) - 99.5, Math.floor(i / n) - 99.5));
  const segments = contourSegments({ values, width: n, height: n, extent: EXTENT }, -60);
  let length = 0;
  for (let i = 0; i < segments.length; i += 4) {
    const [x0, y0, x1, y1] = segments.slice(i, i + 4) as [number, number, number, number];
    expect(Math.hypot(x0 - 100, y0 - 100)).toBeCloseTo(60, 1);
    length += Math.hypot(x1 - x0, y1 - y0);
  }
  expect(length).toBeCloseTo(2 * Math.PI * 60, 0);
});

test('a saddle joins the corners that its mean belongs to', () => {
  const plane = { values: [1, 0, 0, 1], width: 2, height: 2, extent: EXTENT };
  // High at the lower left and the upper right. Above the mean, each of them has a line of its own.
  const apart = contourSegments(plane, 0.75);
  expect(apart).toHaveLength(8);
  const nearLowerLeft = (x: number, y: number) => x + y < 2;
  expect([0, 2].map((i) => nearLowerLeft(apart[i]!, apart[i + 1]!))).toEqual([true, true]);
  expect([4, 6].map((i) => nearLowerLeft(apart[i]!, apart[i + 1]!))).toEqual([false, false]);
});

test('a density of zero is below every level, and what is no number has no line', () => {
  const plane = { values: [-Infinity, 0, -Infinity, 0], width: 2, height: 2, extent: EXTENT };
  expect(contourSegments(plane, -3)).toEqual([1, 0.5, 1, 1.5]);
  expect(contourSegments({ ...plane, values: [Number.NaN, 0, -Infinity, 0] }, -3)).toEqual([]);
});

test('segments are joined to lines, whatever their directions', () => {
  expect(joinedLines([1, 0, 2, 0, 0, 0, 1, 0, 3, 0, 2, 0, 9, 9, 8, 8])).toEqual([
    [0, 0, 1, 0, 2, 0, 3, 0],
    [9, 9, 8, 8],
  ]);
  // A line that comes back to where it began.
  const [ring] = joinedLines([0, 0, 1, 0, 1, 0, 1, 1, 1, 1, 0, 0]);
  expect(ring).toHaveLength(8);
  expect(ring!.slice(0, 2)).toEqual(ring!.slice(-2));
});

test('a closed contour is one line', () => {
  const n = 40;
  const values = Array.from({ length: n * n }, (_, i) => -Math.hypot((i % n) - 20.3, Math.floor(i / n) - 19.1));
  const segments = contourSegments({ values, width: n, height: n, extent: EXTENT }, -9.7);
  const lines = joinedLines(segments);
  expect(lines).toHaveLength(1);
  expect(lines[0]!.length / 2).toBe(segments.length / 4 + 1);
});
