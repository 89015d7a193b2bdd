import { expect, test } from 'vitest';
import { randomStream } from './random-stream.ts';
import { threefry2x32 } from './threefry.ts';

test('threefry2x32 gives the known answers of the Random123 distribution', () => {
  const out = new Uint32Array(2);
  threefry2x32(0, 0, 0, 0, out, 0);
  expect([...out]).toEqual([0x6b200159, 0x99ba4efe]);
  threefry2x32(0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff, out, 0);
  expect([...out]).toEqual([0x1cb996fc, 0xbb002be7]);
  threefry2x32(0x13198a2e, 0x03707344, 0x243f6a88, 0x85a308d3, out, 0);
  expect([...out]).toEqual([0xc4923a9c, 0x483df7a0]);
});

test('streams are reproducible, and independent of each other by label', () => {
  const draw = (...labels: string[]) =>
    Array.from(
      { length: 8 },
      (
        (s) => () =>
          s.uint32()
      )(randomStream(7, ...labels)),
    );
  expect(draw('order')).toEqual(draw('order'));
  expect(draw('order')).not.toEqual(draw('noise'));
  expect(draw('a', 'bc')).not.toEqual(draw('ab', 'c'));
});

test('moments of uniform and normal numbers', () => {
  const stream = randomStream(1, 'moments');
  const n = 200_000;
  let mean = 0;
  let square = 0;
  let uniform = 0;
  for (let i = 0; i < n; i++) {
    const z = stream.normal();
    mean += z / n;
    square += (z * z) / n;
    uniform += stream.uniform() / n;
  }
  // Five standard errors each.
  expect(Math.abs(mean)).toBeLessThan(5 / Math.sqrt(n));
  expect(Math.abs(square - 1)).toBeLessThan(5 * Math.sqrt(2 / n));
  expect(Math.abs(uniform - 0.5)).toBeLessThan(5 / Math.sqrt(12 * n));
});

test('permutation holds every index once', () => {
  const order = randomStream(3, 'permutation').permutation(1000);
  expect([...order].sort((a, b) => a - b)).toEqual(Array.from({ length: 1000 }, (_, i) => i));
});

test.each([3, 10, 2 ** 20 + 7, 2 ** 31 + 1])('integers below %d are uniform', (n) => {
  const stream = randomStream(4, 'integer', n);
  const draws = Array.from({ length: 60_000 }, () => stream.integer(n));
  expect(draws.every((value) => Number.isInteger(value) && value >= 0 && value < n)).toBe(true);
  // Thirds of the range, within five standard deviations.
  const thirds = [0, 0, 0];
  for (const value of draws) thirds[Math.floor((3 * value) / n)]!++;
  const expected = [0, 1, 2].map((k) => ((Math.ceil(((k + 1) * n) / 3) - Math.ceil((k * n) / 3)) / n) * draws.length);
  for (const [k, count] of thirds.entries())
    expect(Math.abs(count - expected[k]!)).toBeLessThan(5 * Math.sqrt(draws.length / 4));
});
