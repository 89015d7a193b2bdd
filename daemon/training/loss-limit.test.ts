import { expect, test } from 'vitest';
import { lossLimitOf, SETTLING_STEPS } from './loss-limit.ts';

const none = { best: null };
const best = (nll: number) => ({ best: { nll, step: 50 } });

test('a limit of the spec holds at every step', () => {
  const { compiled, at } = lossLimitOf({ lossLimit: 7 }, [2], 3);
  expect([compiled, at(1, none), at(2, none), at(500, best(-40))]).toEqual([7, 7, 7, 7]);
});

test('without one: the data must not be far at the first step, a flow may overshoot, then it must be near what it has reached', () => {
  const { compiled, at } = lossLimitOf({ lossLimit: null }, [2, 2, 3], 0);
  expect(at(1, none)).toBe(12_000);
  for (const step of [2, SETTLING_STEPS]) expect(at(step, best(5))).toBe(compiled);
  expect(compiled).toBeGreaterThan(1e38);
  expect(Math.fround(compiled)).toBeLessThan(Number.POSITIVE_INFINITY);
  const later = SETTLING_STEPS + 1;
  expect(at(later, none)).toBe(12_000);
  expect(at(later, best(300))).toBe(12_300);
  expect(at(later, best(-300))).toBe(12_300);
  // A huge best loss raises the limit only by the constant.
  expect(at(later, best(1e20))).toBe(24_000);
});

test('validated losses are in data units, the limit is in those of the flow', () => {
  const { at } = lossLimitOf({ lossLimit: null }, [2], 40);
  expect(at(SETTLING_STEPS + 1, best(-30))).toBe(2010);
});
