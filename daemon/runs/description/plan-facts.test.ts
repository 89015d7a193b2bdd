import { expect, test } from 'vitest';
import { planFacts } from './plan-facts.ts';

const layer = (type: string, config: object = {}) => ({
  kind: 'layer',
  type,
  path: '',
  turn: [],
  config: { ...config },
});
const coupling = (mask: readonly number[], hidden: readonly number[] = [8]) =>
  layer('spline-coupling', { mask: [...mask], bins: 4, conditioner: { type: 'mlp', hidden: [...hidden] } });
const PLAN = {
  name: 'moons',
  model: 'flow',
  inputShape: [2],
  context: null,
  data: { source: 'two-moons', limit: null, columns: Array.from({ length: 17 }, (_, i) => i) },
  base: { type: 'normal', config: { learned: false }, shape: [2] },
  layers: [
    layer('actnorm'),
    { kind: 'repeat', turns: [[coupling([1, 0])], [coupling([0, 1])]] },
    { kind: 'inverse', layers: [coupling([1, 0])] },
  ],
  training: { steps: 20, optimizer: { type: 'adam', learningRate: 0.002 }, ema: null },
  backend: 'auto',
};

test('the settings of a run, by path', () => {
  expect(planFacts(PLAN)).toEqual({
    model: 'flow',
    shape: [2],
    settings: {
      'layers.actnorm': 1,
      // Repeats and inverses count. The masks differ, so no setting says them.
      'layers.spline-coupling': 3,
      'layers.spline-coupling.bins': 4,
      'layers.spline-coupling.conditioner.type': 'mlp',
      'layers.spline-coupling.conditioner.hidden': '[8]',
      'data.source': 'two-moons',
      'data.limit': null,
      'base.type': 'normal',
      'base.learned': false,
      'base.shape': '[2]',
      'training.steps': 20,
      'training.optimizer.type': 'adam',
      'training.optimizer.learningRate': 0.002,
      'training.ema': null,
      backend: 'auto',
    },
  });
});

test('what is not understood is left out', () => {
  expect(planFacts({})).toEqual({ settings: {} });
  const odd = planFacts({
    model: 3,
    inputShape: [2, 'x'],
    layers: [null, 3, { type: 4 }, { turns: 'x' }],
    training: [{}],
  });
  expect(odd).toEqual({ settings: {} });
});
