import { expect, test } from 'vitest';
import type { RandomStream } from '../random/random-stream.ts';
import type { Bijection, ParameterSpec } from './definition.ts';
import { sliceCount, stored, storedParameters } from './parameters.ts';
import type { Leaf, Loop } from './segments.ts';

const drawn = (name: string, shape: readonly number[]): ParameterSpec => ({
  name,
  shape,
  trainable: true,
  dtype: 'float',
  decay: false,
  initialize: (random: RandomStream) => {
    const values = new Float32Array(shape.reduce((a, b) => a * b, 1));
    random.fillNormal(values);
    return values;
  },
});

function leaf(prefix: string, specs: readonly ParameterSpec[]): Leaf {
  const bijection: Bijection = {
    parameters: specs,
    forward: (value) => ({ value, logDet: value }),
    inverse: (value) => ({ value, logDet: value }),
  };
  const shapes = { inputShape: [2], outputShape: [2], factored: 0 };
  return { kind: 'leaf', type: 't', path: prefix, turn: [], bijection, prefix, form: prefix, ...shapes };
}

test('phases of a loop have one slice per turn; the turns left over belong to the first phases', () => {
  const loop = { iterations: 3, remainder: 1 };
  expect([sliceCount(loop, 0), sliceCount(loop, 1)]).toEqual([4, 3]);
});

test('loops stack their parameters outermost first, inverses do not', () => {
  const inner: Loop = { kind: 'loop', depth: 1, phases: [[leaf('a', [drawn('w', [5])])]], iterations: 2, remainder: 0 };
  const outer: Loop = {
    kind: 'loop',
    depth: 0,
    phases: [[{ kind: 'inverted', segments: [inner] }], [leaf('b', [drawn('w', [])])]],
    iterations: 3,
    remainder: 1,
  };
  const found = storedParameters([outer, leaf('c', [drawn('x', [2, 2]), drawn('y', [1])])]);
  expect(found.map(({ name, shape }) => [name, shape])).toEqual([
    ['a.w', [4, 2, 5]],
    ['b.w', [3]],
    ['c.x', [2, 2]],
    ['c.y', [1]],
  ]);
});

test('start values: a stream for each slice, the same for the same seed and name, another for any other', () => {
  const parameter = stored('a', drawn('w', [50]), [3]);
  const values = parameter.initialize(7);
  expect(values).toHaveLength(150);
  expect(parameter.initialize(7)).toEqual(values);
  const slices = [0, 1, 2].map((i) => values.slice(50 * i, 50 * (i + 1)));
  const others = [stored('a', drawn('w', [50])).initialize(8), stored('b', drawn('w', [50])).initialize(7)];
  const all = [...slices, ...others].map((slice) => slice.join());
  expect(new Set(all).size).toBe(all.length);
  // Parameters that name a stream share it within their layer, but not with another layer.
  const shared = (prefix: string, name: string) =>
    stored(prefix, { ...drawn(name, [50]), stream: 'both' }).initialize(7);
  expect(shared('a', 'w')).toEqual(shared('a', 'v'));
  expect(shared('a', 'w')).not.toEqual(shared('b', 'w'));
  // The first turns of a flow with more turns have the same initial values.
  expect(stored('a', drawn('w', [50]), [1]).initialize(7)).toEqual(slices[0]);
});
