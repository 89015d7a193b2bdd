import { expect, test } from 'vitest';
import { place, type WaterfallRow } from './waterfall-places.ts';

const row = (kind: WaterfallRow['kind'], mean: number): WaterfallRow => ({
  key: kind,
  label: kind,
  kind,
  mean,
  p10: null,
  p90: null,
  gain: null,
  detail: '',
});

test('a last term starts where the layers end, and the total at zero; without percentiles, bars end at themselves', () => {
  const rows = [row('base', -4), row('term', 1.5), row('term', -0.25), row('last', -0.5), row('total', -3.25)];
  expect(place(rows).map(({ from, to }) => [from, to])).toEqual([
    [0, -4],
    [-4, -2.5],
    [-2.5, -2.75],
    [-2.75, -3.25],
    [0, -3.25],
  ]);
  for (const { low, high, to } of place(rows)) expect([low, high]).toEqual([to, to]);
});
