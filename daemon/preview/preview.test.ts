import { expect, test } from 'vitest';
import type { StoredParameter } from '../flow/parameters.ts';
import { createConvergence } from './convergence.ts';
import { createPace } from './pace.ts';
import { typicalContexts } from './typical-contexts.ts';
import { type EndedTraining, endedPreview, warmStart } from './warm-start.ts';

const parameter = (name: string, shape: number[], trainable = true) =>
  ({ name, shape, trainable }) as unknown as StoredParameter;

const TRAINING: EndedTraining = { identity: '', step: 1, loss: null, seconds: 0, warm: 0, state: {} };

test('a warm start takes what has the same name and shape, and never what is not trained', () => {
  const last = [parameter('w', [2, 3]), parameter('b', [3]), parameter('order', [2], false), parameter('gone', [9])];
  const ended = endedPreview(
    last,
    new Map(last.map(({ name, shape }) => [name, new Float32Array(shape.reduce((a, b) => a * b, 1)).fill(7)])),
    TRAINING,
  );
  const now = [parameter('w', [3, 2]), parameter('b', [3]), parameter('order', [2], false), parameter('new', [3])];
  const fresh = new Map(now.map(({ name, shape }) => [name, new Float32Array(shape.reduce((a, b) => a * b, 1))]));
  const { values, share } = warmStart(now, fresh, ended);
  expect(share).toBe(3 / 12);
  expect([...values].map(([name, own]) => [name, own[0]])).toEqual([
    ['w', 0],
    ['b', 7],
    ['order', 0],
    ['new', 0],
  ]);
  expect(warmStart(now, fresh, null).share).toBe(0);
});

test('of a repeat the turns that it had before are taken, new ones begin fresh', () => {
  const name = 'layers[0].layers[0]#phase0.weight';
  const ended = endedPreview([parameter(name, [2, 3])], new Map([[name, new Float32Array(6).fill(7)]]), TRAINING);
  const longer = warmStart([parameter(name, [3, 3])], new Map([[name, new Float32Array(9)]]), ended);
  expect([...longer.values.get(name)!]).toEqual([7, 7, 7, 7, 7, 7, 0, 0, 0]);
  expect(longer.share).toBe(6 / 9);
  const shorter = warmStart([parameter(name, [1, 3])], new Map([[name, new Float32Array(3)]]), ended);
  expect([...shorter.values.get(name)!]).toEqual([7, 7, 7]);
  expect(warmStart([parameter(name, [2, 4])], new Map([[name, new Float32Array(8)]]), ended).share).toBe(0);
});

test('calls grow to a tenth of a second and stay within the limit', () => {
  const pace = createPace(500, 250);
  expect(pace.count).toBe(1);
  pace.measured(1, 0.05);
  expect(pace.count).toBe(2);
  pace.measured(2, 0.0001);
  expect(pace.count).toBe(16);
  for (let i = 0; i < 5; i++) pace.measured(pace.count, 0.001 * pace.count);
  expect(pace.count).toBe(100);
  for (let i = 0; i < 5; i++) pace.measured(pace.count, 1e-6 * pace.count);
  expect(pace.count).toBe(500);
  pace.measured(500, 60);
  expect(pace.count).toBe(1);
});

test('pictures come at the wanted times, less often where they are slow', () => {
  const pace = createPace(1, 250);
  expect(pace.pictureDue(0)).toBe(true);
  pace.drawn(1000, 1020);
  expect([1249, 1250].map(pace.pictureDue)).toEqual([false, true]);
  pace.drawn(2000, 2400);
  expect([2999, 3000].map(pace.pictureDue)).toEqual([false, true]);
});

test('converged once five pictures are no better, not before 200 steps', () => {
  const flat = createConvergence();
  expect([1, 2, 3, 4, 5, 6].map((i) => flat.reached(i, 1))).toEqual(new Array(6).fill(false));
  expect(flat.reached(200, 1)).toBe(true);
  const falling = createConvergence();
  expect(Array.from({ length: 20 }, (_, i) => falling.reached(1000 + i, 2 - i * 0.01)).includes(true)).toBe(false);
});

test('contexts of a picture: the distinct ones with their shares, at most six', () => {
  const labels = Float32Array.from([1, 0, 1, 0, 0, 1, 1, 0]);
  const found = typicalContexts({ count: 4, values: new Float32Array(8), context: labels });
  expect(found.map(({ values, share }) => [[...values], share])).toEqual([
    [[1, 0], 0.75],
    [[0, 1], 0.25],
  ]);
  const numbers = Float32Array.from({ length: 100 }, (_, i) => i);
  const many = typicalContexts({ count: 100, values: new Float32Array(200), context: numbers });
  expect(many).toHaveLength(6);
  expect(many.reduce((sum, { share }) => sum + share, 0)).toBeCloseTo(1, 12);
  expect(typicalContexts({ count: 1, values: new Float32Array(2), context: null })).toEqual([]);
});
