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
