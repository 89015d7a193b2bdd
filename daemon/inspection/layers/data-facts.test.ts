import { expect, test } from 'vitest';
import { flattenPlan } from '../../flow/flatten-plan.ts';
import { findingText } from '../../format/findings/finding-text.ts';
import { hasIntegers, integersOf } from '../../spec/analysis/integers.ts';
import { copies, undequantized } from '../../statistics/findings/data-findings.ts';
import { letterTable } from '../testing/letter-table.ts';
import { PLANE, randomFlow, randomModel, SMALL_GAN, SMALL_VAE } from '../testing/random-flow.ts';
import { copiedDimensions, numberAt } from './data-facts.ts';

test('integer columns are named, and the advice helps', async () => {
  const folder = await letterTable.folder();
  const integers = async (data: object) => {
    const { open, data: opened } = await randomFlow({ ...letterTable.spec, data }, folder);
    const run = { directory: folder, record: { plan: open.plan } };
    const isFound = hasIntegers(run, opened.dataset.summary);
    expect(isFound).toBe(!('dequantize' in data));
    return undequantized({ integers: integersOf(opened.dataset.summary, flattenPlan(open.plan)) })!;
  };
  const { dequantize: _, ...plain } = letterTable.spec.data;
  const [found] = await integers(plain);
  expect(found).toMatchObject({ kind: 'integers', columns: [{ column: 'count', distinct: 20 }], pixelValues: null });
  expect(findingText(found!).advice).toContain('Set `"dequantize": true`');
  expect(await integers({ ...plain, dequantize: true })).toEqual([]);
});

test('integers make the bound of a VAE meaningless; a GAN has no likelihood', async () => {
  const of = async (spec: object, integerColumns: Parameters<typeof integersOf>[0]['integerColumns']) => {
    const { open } = await randomModel(spec, '.', 0);
    return hasIntegers({ directory: '.', record: { plan: open.plan } }, { integerColumns, bits: null });
  };
  const columns = [{ name: 'a', distinct: 3 }];
  expect(await of(SMALL_VAE, columns)).toBe(true);
  expect(await of(SMALL_VAE, [])).toBe(false);
  expect(await of(SMALL_GAN, columns)).toBe(false);
});

test('pixels are integers unless a layer dequantizes them', () => {
  const summary = { integerColumns: [] };
  expect(integersOf({ ...summary, bits: 4 }, [])).toEqual({ columns: [], pixelValues: 16 });
  expect(integersOf({ ...summary, bits: null }, [])).toEqual({ columns: [], pixelValues: null });
});

test('a dimension that every coupling keeps is named, and the advice helps', async () => {
  const copied = async (mask: string, more: readonly object[] = []) => {
    const coupling = { type: 'affine-coupling', mask, conditioner: { type: 'mlp', hidden: [4] } };
    const layers = [{ type: 'actnorm' }, coupling, coupling, ...more];
    const { open, data } = await randomFlow({ ...PLANE, layers }, '.');
    const { columns } = data.dataset;
    const dimensions = await copiedDimensions(flattenPlan(open.plan), open.flow.inputShape, columns, null);
    return copies({ copiedDimensions: dimensions })!;
  };
  const [found] = await copied('even');
  expect(found).toMatchObject({ kind: 'copied', dimensions: [{ dimension: 0, column: 'x1' }] });
  expect(findingText(found!).advice).toContain('"mask": "alternate"');
  expect(await copied('alternate')).toEqual([]);
  // Mixed by the last layer.
  expect(await copied('even', [{ type: 'linear' }])).toEqual([]);
});

test('a key of a layer is a number or absent', () => {
  expect(numberAt({ bound: 3, type: 'spline' }, 'bound')).toBe(3);
  expect(numberAt({ bound: '3' }, 'bound')).toBeNull();
  expect(numberAt({}, 'scaleBound')).toBeNull();
});
