import { expect, test } from 'vitest';
import { areImages, commonUnit, otherUnit, unitsOf } from './run-units.ts';

const digits = { shape: [28, 28, 1] };
const small = { shape: [8, 8, 1] };
const table = { shape: [3] };
const waiting = {};

test('bits/dim is for images only; a run whose shape is not known does not matter', () => {
  expect([[digits], [digits, waiting], [waiting], [digits, table], []].map(areImages)).toEqual([
    true,
    true,
    false,
    false,
    false,
  ]);
});

test('each run has the scale of its own images, and differences between sizes are in nats', () => {
  const units = unitsOf([digits, small], true);
  expect(units[0]).toEqual({ scale: 1 / (784 * Math.LN2), unit: 'bits/dim' });
  expect(commonUnit(units)).toEqual({ scale: 1, unit: 'nats' });
  expect(commonUnit([units[0]!, units[0]!])).toBe(units[0]);
  expect(otherUnit(digits, units[0]!)).toEqual({ scale: 1, unit: 'nats' });
  expect(otherUnit(digits, { scale: 1, unit: 'nats' })).toEqual(units[0]);
  expect(otherUnit(table, unitsOf([table], false)[0]!)).toBeNull();
});
