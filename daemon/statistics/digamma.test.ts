import { expect, test } from 'vitest';
import { digamma } from './digamma.ts';

const EULER = 0.577_215_664_901_532_9;

test('the digamma function at whole and half numbers, where it has closed forms', () => {
  let harmonic = 0;
  for (let n = 1; n <= 40; n++) {
    expect(digamma(n)).toBeCloseTo(harmonic - EULER, 12);
    harmonic += 1 / n;
  }
  let odd = 0;
  for (let n = 0; n <= 40; n++) {
    expect(digamma(n + 0.5)).toBeCloseTo(-EULER - 2 * Math.LN2 + 2 * odd, 12);
    odd += 1 / (2 * n + 1);
  }
});
