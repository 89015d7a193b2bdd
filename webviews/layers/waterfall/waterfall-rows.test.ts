import { expect, test } from 'vitest';
import { place } from '../../charts/bars/waterfall-places.ts';
import type { LayersResult } from '../layers-data.ts';
import { gainRows } from './waterfall-rows.ts';

const spread = { mean: -1.125, std: 1, p10: -2, p50: -1, p90: 0 };
const layer = (index: number, gain: number): LayersResult['layers'][number] => ({
  ...{ index, type: 'affine-coupling', path: `layers[${index}]`, turn: [], kind: 'log-det' },
  ...{ ...spread, cutNll: 1, gain, roundTripError: 0, outsideBound: null },
});
const result: LayersResult = {
  ...{ runDir: '/run', checkpoint: 5, weights: 'raw', split: 'validation', n: 100, unit: 'nats', covariance: 'full' },
  ...{ gaussianNll: 1.5, base: spread, layers: [layer(0, 0.75), layer(1, -0.125)], total: spread },
  lastTerm: { kind: 'base-mismatch', value: 0.25, covariance: 'full', expected: 0.01 },
  ...{ sumError: 0, sumOk: true, roundTripRows: 100, terms: null, selected: null },
};

test('from the Gaussian over the gains and the last term to log q(x): the bars meet', () => {
  const rows = gainRows(result, null);
  expect(rows.map(({ kind, mean }) => [kind, mean])).toEqual([
    ['base', -1.5],
    ['term', 0.75],
    ['term', -0.125],
    ['last', -0.25],
    ['total', -1.125],
  ]);
  const placed = place(rows);
  expect(placed.at(-2)!.to).toBe(placed.at(-1)!.to);
});

test('figures that do not exist have no bar, and an older daemon has no last term', () => {
  const { lastTerm: _, ...older } = result;
  expect(gainRows({ ...older, gaussianNll: null }, null).map(({ kind }) => kind)).not.toContain('last');
  expect(gainRows({ ...older, gaussianNll: null }, null)[0]!.mean).toBeNaN();
});
