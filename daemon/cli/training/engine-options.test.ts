import { expect, test } from 'vitest';
import { parseArguments } from '../options.ts';
import { ENGINE_OPTIONS, engineOptions } from './engine-options.ts';

const declaration = {
  name: 'train',
  ...{ usage: [], positionals: [], required: 0, examples: [] },
  options: ENGINE_OPTIONS,
} as const;
const read = (...args: string[]) => engineOptions(parseArguments(declaration, args), '/home/u');

test('the options are a choice; a path is relative to the folder, a plain name is looked up', () => {
  expect(read()).toEqual({});
  expect(read('--backend', 'jax', '--device', 'gpu:1', '--matmul-precision', 'default', '--python', 'venv')).toEqual({
    ...{ backend: 'jax', device: 'gpu:1', matmulPrecision: 'default' },
    python: '/home/u/venv',
  });
  expect(read('--devices', 'all')).toEqual({ devices: 'all' });
  expect(read('--devices', '4')).toEqual({ devices: 4 });
  expect(read('--backend', 'tensorflow', '--device', 'node-gpu')).toEqual({
    backend: 'tensorflow',
    device: 'node-gpu',
  });
  expect(read('--python', 'python3.12')).toEqual({ python: 'python3.12' });
  expect(read('--python', './python3.12')).toEqual({ python: '/home/u/python3.12' });
});

test('what does not exist is refused with what does', () => {
  const failed = (...args: string[]) => {
    try {
      return read(...args);
    } catch (error) {
      return error;
    }
  };
  const usage = { code: 'usage', exitCode: 2 };
  expect(failed('--backend', 'cuda')).toMatchObject({
    ...usage,
    message: '--backend cuda: this version of Flowscope uses CUDA through JAX',
    hint: expect.stringContaining('--backend jax --device gpu'),
  });
  expect(failed('--backend', 'gpu')).toMatchObject({
    ...usage,
    hint: 'It is one of auto, cpu, webgpu, jax, tensorflow.',
  });
  expect(failed('--device', '../x')).toMatchObject(usage);
  for (const count of ['0', '1.5', 'every']) expect(failed('--devices', count)).toMatchObject(usage);
  expect(failed('--matmul-precision', 'low')).toMatchObject({
    ...usage,
    hint: 'It is one of highest, high, default.',
  });
});
