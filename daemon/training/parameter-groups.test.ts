import { expect, test } from 'vitest';
import type { StoredParameter } from '../flow/parameters.ts';
import { evaluate } from '../tensor/evaluate.ts';
import { input } from '../tensor/ops/leaf.ts';
import { sizeOf } from '../tensor/tensor.ts';
import { packTensors, packValues, parameterGroups, unpackTensor, unpackValues } from './parameter-groups.ts';

function parameter(name: string, shape: readonly number[], rest: Partial<StoredParameter> = {}): StoredParameter {
  return {
    name,
    shape,
    trainable: true,
    dtype: 'float',
    decay: false,
    initialize: () => new Float32Array(sizeOf(shape)),
    ...rest,
  };
}

const SMALL = [parameter('a', [2, 3]), parameter('b', []), parameter('c', [4])];
const LARGE = parameter('large', [200, 100]);
const FIXED = parameter('order', [4], { trainable: false, dtype: 'int64' });

test('small tensors share a group, large ones stand alone, fixed ones are left out', () => {
  const groups = parameterGroups([...SMALL, LARGE, FIXED], false);
  expect(groups.map(({ members, shape }) => [members.map(({ name }) => name), shape])).toEqual([
    [['large'], [200, 100]],
    [['a', 'b', 'c'], [11]],
  ]);
});

test('a pack stays inside the cache: many small tensors are several groups, and every tensor is in one of them', () => {
  const many = Array.from({ length: 40 }, (_, i) => parameter(`p${i}`, [100, 100]));
  const groups = parameterGroups(many, false);
  expect(groups.length).toBeGreaterThan(1);
  for (const { shape } of groups) expect(sizeOf(shape)).toBeLessThanOrEqual(2 ** 16);
  expect(groups.flatMap(({ members }) => members)).toEqual(many);
  expect(new Set(groups.map(({ name }) => name)).size).toBe(groups.length);
});

test('where weights decay, those that do are kept apart', () => {
  const weights = parameter('weight', [3, 3], { decay: true });
  const groups = parameterGroups([...SMALL, weights, { ...LARGE, decay: true }], true);
  for (const { members, decay } of groups) for (const member of members) expect(member.decay).toBe(decay);
  expect(groups.flatMap(({ members }) => members)).toHaveLength(5);
});

test.each([
  ['a pack', SMALL],
  ['a tensor alone', [LARGE]],
  ['a small tensor alone', [SMALL[0]!]],
])('%s: packing and unpacking undo each other, as values and in the graph', (_name, parameters) => {
  const [group] = parameterGroups(parameters, false);
  const values = new Map(
    parameters.map(({ name, shape }, p) => [name, Float32Array.from({ length: sizeOf(shape) }, (_, i) => p + i / 8)]),
  );
  const packed = packValues(group!, (name) => values.get(name)!);
  expect(unpackValues(group!, packed)).toEqual(values);

  const packedInput = input('packed', group!.shape);
  const members = unpackTensor(group!, packedInput);
  for (const { name, shape } of parameters) expect(members.get(name)!.shape).toEqual(shape);
  const again = packTensors(group!, members);
  const feeds = new Map([[packedInput, { shape: group!.shape, data: Float64Array.from(packed) }]]);
  const results = evaluate([again, ...members.values()], feeds);
  expect(results[0]).toEqual(feeds.get(packedInput));
  for (const [i, { name }] of parameters.entries()) expect([...results[i + 1]!.data]).toEqual([...values.get(name)!]);
});

test('a member without a gradient gets zeros', () => {
  const [group] = parameterGroups(SMALL, false);
  const only = input('c', [4]);
  const packed = packTensors(group!, new Map([['c', only]]));
  const [result] = evaluate([packed], new Map([[only, { shape: [4], data: Float64Array.of(1, 2, 3, 4) }]]));
  expect([...result!.data]).toEqual([0, 0, 0, 0, 0, 0, 0, 1, 2, 3, 4]);
});

test('packed values are zero where a mask says so, in each slice', () => {
  const weight = { ...parameter('weight', [2, 3]), mask: () => Float64Array.of(1, 0, 1) };
  const [group] = parameterGroups([weight], false);
  expect(Array.from(packValues(group!, () => Float32Array.of(1, 2, 3, 4, 5, 6)))).toEqual([1, 0, 3, 4, 0, 6]);
});
