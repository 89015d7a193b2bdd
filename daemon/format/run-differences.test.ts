import { expect, test } from 'vitest';
import { differingSettings, runDifferences } from './run-differences.ts';

const RUN = {
  'layers.actnorm': 1,
  'layers.spline-coupling': 8,
  'layers.spline-coupling.bins': 8,
  'layers.spline-coupling.conditioner.hidden': '[64,64]',
  'data.source': 'two-moons',
  'data.seed': 0,
  'data.noise': 0.1,
  'base.type': 'normal',
  'training.steps': 4000,
  'training.batchSize': 256,
  'training.seed': 0,
  'training.optimizer.type': 'adam',
  'training.optimizer.learningRate': 0.001,
  'training.ema': null,
  'training.recompute': false,
};
type Settings = Record<string, string | number | boolean | null>;
const differences = (more: Settings, without: readonly string[] = []) => {
  const kept = Object.entries(RUN).filter(([key]) => !without.includes(key));
  return runDifferences({ settings: { ...Object.fromEntries(kept), ...more } }, { settings: RUN });
};

test.each<[string, Settings, readonly string[]]>([
  ['nothing', {}, []],
  [
    'layers first, then the others',
    { 'training.optimizer.learningRate': 0.002, 'layers.spline-coupling': 6 },
    ['6 spline-coupling', 'lr 2e-3'],
  ],
  ['what a type says', { 'layers.spline-coupling.bins': 16, 'training.batchSize': 512 }, ['bins 16', 'batch 512']],
  ['a list', { 'layers.spline-coupling.conditioner.hidden': '[8]' }, ['hidden [8]']],
  ['kinds', { 'training.optimizer.type': 'adamw', 'data.source': 'rings' }, ['data rings', 'optimizer adamw']],
  ['names that others have, too', { 'data.seed': 1, 'training.seed': 2 }, ['data.seed 1', 'training.seed 2']],
  [
    'switches and large numbers',
    { 'training.recompute': true, 'training.steps': 2e6 },
    ['steps 2e6', 'recompute true'],
  ],
])('%s', (_, more, expected) => {
  expect(differences(more)).toEqual(expected);
});

test('a setting that only one of them has is told by what it belongs to', () => {
  const spline = Object.keys(RUN).filter((key) => key.startsWith('layers.spline-coupling'));
  expect(differences({ 'layers.affine-coupling': 4, 'layers.affine-coupling.scale': 'tanh' }, spline)).toEqual([
    '4 affine-coupling',
    '0 spline-coupling',
  ]);
});

test('null in the place of an object', () => {
  const other = { ...RUN, 'training.ema.decay': 0.999 };
  const { 'training.ema': _, ...withEma } = other;
  expect(runDifferences({ settings: withEma }, { settings: RUN })).toEqual(['decay 0.999']);
  expect(runDifferences({ settings: RUN }, { settings: withEma })).toEqual(['ema none']);
});

test('the settings in which several runs differ, beside each other', () => {
  const { 'data.noise': _, ...without } = RUN;
  const runs = [{ settings: RUN }, { settings: { ...without, 'training.optimizer.learningRate': 0.01 } }];
  expect(differingSettings(runs)).toEqual([
    { key: 'data.noise', values: ['0.1', null] },
    { key: 'training.optimizer.learningRate', values: ['1e-3', '0.01'] },
  ]);
});

test('an older daemon does not tell', () => {
  expect(runDifferences({}, { settings: RUN })).toEqual([]);
  expect(differingSettings([{ settings: RUN }, {}])).toBeNull();
});
