import { expect, test } from 'vitest';
import type { Bijection } from './definition.ts';
import type { PlanLayer, PlanNode, PlanRepeat } from './plan.ts';
import type { Loop, Segment } from './segments.ts';
import { segmentsOf } from './segments.ts';

const IDENTITY: Bijection = {
  parameters: [],
  forward: (value) => ({ value, logDet: value }),
  inverse: (value) => ({ value, logDet: value }),
};

const layer = (path: string, turn: readonly number[], config: object = {}, type = 'linear'): PlanLayer => ({
  kind: 'layer',
  type,
  path,
  turn,
  config,
  inputShape: [2],
  outputShape: [2],
});

/** A repeat of one layer whose keys in turn t are given. */
function repeat(configs: readonly object[], type = 'linear'): PlanRepeat {
  return { kind: 'repeat', path: 'layers[0]', turns: configs.map((config, t) => [layer('a', [t], config, type)]) };
}

const segments = (nodes: readonly PlanNode[]): Segment[] => segmentsOf(nodes, () => IDENTITY);

function shapeOf(segment: Segment): unknown {
  if (segment.kind === 'leaf') return segment.prefix;
  if (segment.kind === 'inverted') return { inverted: segment.segments.map(shapeOf) };
  const { phases, iterations, remainder } = segment;
  return { phases: phases.map((phase) => phase.map(shapeOf)), iterations, remainder };
}

const [even, odd, other] = [{ mask: [1, 0] }, { mask: [0, 1] }, { mask: [1, 1] }];

test.each<[string, readonly object[], unknown]>([
  ['turns alike', [even, even, even], { phases: [['a']], iterations: 3, remainder: 0 }],
  ['two turns alike', [even, even], { phases: [['a']], iterations: 2, remainder: 0 }],
  [
    'turns that alternate',
    [even, odd, even, odd],
    { phases: [['a#phase0'], ['a#phase1']], iterations: 2, remainder: 0 },
  ],
  [
    'an odd turn left over',
    [even, odd, even, odd, even],
    { phases: [['a#phase0'], ['a#phase1']], iterations: 2, remainder: 1 },
  ],
])('%s are a loop', (_name, configs, expected) => {
  expect(segments([repeat(configs)]).map(shapeOf)).toEqual([expected]);
});

test.each<[string, readonly object[], string]>([
  ['one turn', [even], 'linear'],
  ['too few turns for their period', [even, odd, even], 'linear'],
  ['a longer period', [even, odd, other, even, odd, other], 'linear'],
  ['a turn that breaks the rhythm', [even, odd, even, even], 'linear'],
  ['turns that need noise of their own', [even, even], 'dequantize'],
])('%s: every turn has its own parameters', (_name, configs, type) => {
  expect(segments([repeat(configs, type)]).map(shapeOf)).toEqual(configs.map((_c, t) => `a#turn${t}`));
});

test('turns are compared without their counters, and with everything else: shapes too', () => {
  const wide = { ...layer('a', [1]), inputShape: [3] };
  const node: PlanRepeat = { kind: 'repeat', path: 'layers[0]', turns: [[layer('a', [0])], [wide]] };
  expect(segments([node]).map(shapeOf)).toEqual(['a#turn0', 'a#turn1']);
});

test('loops inside loops count at their own depth; inverses and names pass through', () => {
  const inner = (t: number): PlanRepeat => ({
    kind: 'repeat',
    path: 'inner',
    turns: [[layer('b', [t, 0], even)], [layer('b', [t, 1], even)]],
  });
  const node: PlanRepeat = {
    kind: 'repeat',
    path: 'outer',
    turns: [0, 1, 2, 3].map((t) => [
      { kind: 'inverse', path: 'inverse', layers: [inner(t)] },
      layer('c', [t], t % 2 === 0 ? even : odd),
    ]),
  };
  const [outer] = segments([node]) as [Loop];
  expect(outer.depth).toBe(0);
  expect(shapeOf(outer)).toEqual({
    phases: [0, 1].map((p) => [
      { inverted: [{ phases: [[`b#phase${p}`]], iterations: 2, remainder: 0 }] },
      `c#phase${p}`,
    ]),
    iterations: 2,
    remainder: 0,
  });
  const inverted = outer.phases[0]![0]!;
  expect(inverted.kind).toBe('inverted');
  expect(inverted.kind === 'inverted' ? (inverted.segments[0] as Loop).depth : null).toBe(1);
});
