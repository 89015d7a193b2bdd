import { expect, test } from 'vitest';
import type { StoredParameter } from '../flow/parameters.ts';
import { parameterGroups } from './parameter-groups.ts';
import type { StateLayout } from './training-state.ts';
import { checkpointParameters, initialState, namedArrays, restoredState, savedTensors } from './training-state.ts';

const PARAMETERS: readonly StoredParameter[] = [
  { name: 'weight', shape: [150, 150], trainable: true, dtype: 'float', decay: true, initialize: ramp(150 * 150, 1) },
  { name: 'bias', shape: [3], trainable: true, dtype: 'float', decay: false, initialize: ramp(3, 2) },
  { name: 'scale', shape: [2, 2], trainable: true, dtype: 'float', decay: false, initialize: ramp(4, 3) },
  { name: 'order', shape: [4], trainable: false, dtype: 'int64', decay: false, initialize: ramp(4, 4) },
];

function ramp(size: number, start: number): () => Float32Array {
  return () => Float32Array.from({ length: size }, (_, i) => start + i / 1024);
}

const drawn = new Map(PARAMETERS.map(({ name, initialize }) => [name, initialize(0)]));
const layoutOf = (averaged: boolean, decays = false): StateLayout => ({
  groups: parameterGroups(PARAMETERS, decays),
  fixed: PARAMETERS.filter(({ trainable }) => !trainable),
  averaged,
});
const fixed = new Map([['order', drawn.get('order')!]]);

/** Changes every array of a state. */
function moved(layout: StateLayout) {
  const state = initialState(layout, drawn);
  return Object.fromEntries(
    Object.entries(state).map(([name, values], n) => [name, values.map((v, i) => v + n + (i % 7))]),
  );
}

test('a run starts with zero moments, and its average at the weights', () => {
  const layout = layoutOf(true);
  const state = initialState(layout, drawn);
  for (const kind of ['m', 'v'] as const) {
    for (const values of namedArrays(layout, state, kind).values()) expect(values.every((x) => x === 0)).toBe(true);
  }
  const trained = new Map([...drawn].filter(([name]) => name !== 'order'));
  expect(new Map([...namedArrays(layout, state, 'theta')].toSorted())).toEqual(new Map([...trained].toSorted()));
  expect(namedArrays(layout, state, 'average')).toEqual(namedArrays(layout, state, 'theta'));
  expect(Object.keys(initialState(layoutOf(false), drawn)).some((name) => name.endsWith('.average'))).toBe(false);
});

test.each([true, false])('what is saved is restored, with EMA: %s', (averaged) => {
  const layout = layoutOf(averaged);
  const state = moved(layout);
  const saved = savedTensors(layout, state, fixed);
  expect(restoredState(layout, saved)).toEqual({ state, fixed });
  expect([...saved.keys()].filter((name) => name.startsWith('ema/')).length).toBe(averaged ? 3 : 0);
  for (const { name, shape } of PARAMETERS) expect(saved.get(`parameters/${name}`)!.shape).toEqual(shape);
});

test('checkpoints do not depend on how parameters are packed', () => {
  const [plain, apart] = [layoutOf(false, false), layoutOf(false, true)];
  const saved = savedTensors(plain, moved(plain), fixed);
  const regrouped = restoredState(apart, saved);
  expect(new Map([...savedTensors(apart, regrouped.state, fixed)].toSorted())).toEqual(new Map([...saved].toSorted()));
});

test('a missing tensor and one of another size are named', () => {
  const layout = layoutOf(false);
  const saved = savedTensors(layout, moved(layout), fixed);
  const without = new Map([...saved].filter(([name]) => name !== 'optimizer/v/bias'));
  expect(() => restoredState(layout, without)).toThrow(/'optimizer\/v\/bias' is missing/);
  const short = new Map(saved).set('parameters/scale', { shape: [3], data: new Float32Array(3) });
  expect(() => restoredState(layout, short)).toThrow(/'parameters\/scale' .* 4 float32/);
  const wide = new Map(saved).set('parameters/scale', { shape: [4], data: new Float64Array(4) });
  expect(() => restoredState(layout, wide)).toThrow(/'parameters\/scale'/);
});

test('a flow reads averaged weights where there are any, and fixed tensors always', () => {
  for (const averaged of [true, false]) {
    const layout = layoutOf(averaged);
    const state = moved(layout);
    const { values, weights } = checkpointParameters(PARAMETERS, savedTensors(layout, state, fixed));
    expect(weights).toBe(averaged ? 'ema' : 'raw');
    const own = namedArrays(layout, state, averaged ? 'average' : 'theta');
    for (const [name, array] of own) expect(values.get(name)).toEqual(array);
    expect(values.get('order')).toEqual(drawn.get('order'));
    expect(values.size).toBe(PARAMETERS.length);
  }
});
