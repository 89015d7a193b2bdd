import { expect, test } from 'vitest';
import {
  add,
  addF32,
  addI32,
  constant,
  get,
  i32,
  lane,
  load,
  loopBelow,
  MEMORY,
  mul,
  set,
  splat,
  store,
  wasmModule,
} from './wasm.ts';
import { instantiate, kernelMemory } from './web-assembly.ts';

test('a module computes over its memory', () => {
  const [at, end, factor, values, wide] = [0, 1, 2, 3, 4];
  const bytes = wasmModule(
    [
      {
        // x ← x·factor + 0.5, four floats a turn; returns the first of the last four plus the second.
        name: 'scale',
        parameters: ['i32', 'i32', 'f32'],
        result: 'f32',
        locals: ['v128', 'v128'],
        body: [
          ...set(wide, splat(get(factor))),
          ...loopBelow(at, end, [
            ...set(values, add(mul(load(get(at), 70_000), get(wide)), constant(0.5))),
            ...store(get(at), 70_000, get(values)),
            ...set(at, addI32(get(at), i32(16))),
          ]),
          ...addF32(lane(get(values), 0), lane(get(values), 1)),
        ],
      },
      { name: 'negative', parameters: [], result: 'i32', locals: [], body: i32(-70_000) },
    ],
    2,
  );
  const memory = kernelMemory(2);
  const floats = new Float32Array(memory.buffer, 70_000, 8);
  floats.set([1, 2, 3, 4, 5, 6, 7, 8]);
  const { scale, negative } = instantiate<{
    scale(at: number, end: number, factor: number): number;
    negative(): number;
  }>(bytes, { [MEMORY]: { [MEMORY]: memory } });
  expect(scale(0, 32, 3)).toBe(15.5 + 18.5);
  expect([...floats]).toEqual([3.5, 6.5, 9.5, 12.5, 15.5, 18.5, 21.5, 24.5]);
  expect(negative()).toBe(-70_000);
});
