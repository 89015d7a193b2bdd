import { expect, test } from 'vitest';
import { chosenEngine } from './chosen-engine.ts';

test('a request overrides the spec, and a setting applies where the spec leaves it to auto', () => {
  const auto = { backend: 'auto' } as const;
  const named = { backend: 'cpu' } as const;
  expect(chosenEngine(auto, {})).toEqual({ plan: auto, reason: 'auto: the processor is the default' });
  expect(chosenEngine(named, {})).toEqual({ plan: named, reason: 'the spec' });
  expect(chosenEngine(named, { backend: 'jax' })).toEqual({
    plan: { backend: 'jax' },
    reason: 'the request (--backend)',
  });
  const setting = { backend: 'jax', device: 'gpu', isDefault: true } as const;
  expect(chosenEngine(auto, setting)).toEqual({
    plan: { backend: 'jax', device: 'gpu' },
    reason: 'the setting flowscope.backend',
  });
  expect(chosenEngine(named, setting)).toEqual({ plan: named, reason: 'the spec' });
  // The setting's device is for the setting's backend.
  expect(chosenEngine({ backend: 'jax' }, setting)).toEqual({ plan: { backend: 'jax' }, reason: 'the spec' });
});

test('what only JAX has is kept for JAX, dropped for others, and refused if the request names it for another', () => {
  const spec = { backend: 'jax', device: 'gpu:1', matmulPrecision: 'default' } as const;
  expect(chosenEngine(spec, {}).plan).toEqual(spec);
  expect(chosenEngine(spec, { device: 'cpu' }).plan).toEqual({ ...spec, device: 'cpu' });
  expect(chosenEngine(spec, { backend: 'cpu' }).plan).toEqual({ backend: 'cpu' });
  expect(() => chosenEngine({ backend: 'auto' }, { device: 'gpu' })).toThrow(
    "--device is for the backends 'jax' and 'tensorflow', and this run uses 'auto'",
  );
  expect(() => chosenEngine({ backend: 'auto' }, { devices: 'all' })).toThrow("--devices is for the backend 'jax'");
  expect(() => chosenEngine(spec, { backend: 'tensorflow', devices: 2 })).toThrow("--devices is for the backend 'jax'");
  expect(() => chosenEngine(spec, { devices: 2 })).toThrow("and the device is 'gpu:1'");
  expect(chosenEngine(spec, { devices: 2, device: 'gpu' }).plan).toEqual({ ...spec, device: 'gpu' });
  expect(() => chosenEngine(spec, { backend: 'cpu', matmulPrecision: 'high' })).toThrow(
    "--matmul-precision is for the backend 'jax'",
  );
  expect(() => chosenEngine(spec, { backend: 'tensorflow', matmulPrecision: 'high' })).toThrow('--matmul-precision');
  // Python is a matter of the machine: naming it does no harm.
  expect(chosenEngine({ backend: 'auto' }, { python: '/opt/python3' }).plan).toEqual({ backend: 'auto' });
});

test('the device of a spec or of a run is for its own backend, that of a request for any that has devices', () => {
  const spec = { backend: 'jax', device: 'gpu:1', matmulPrecision: 'default' } as const;
  expect(chosenEngine(spec, { backend: 'tensorflow' }).plan).toEqual({ backend: 'tensorflow' });
  expect(chosenEngine(spec, { backend: 'tensorflow', device: 'wasm' }).plan).toEqual({
    backend: 'tensorflow',
    device: 'wasm',
  });
  expect(chosenEngine({ backend: 'auto', device: 'wasm' }, { backend: 'tensorflow' }).plan).toEqual({
    backend: 'tensorflow',
    device: 'wasm',
  });
  expect(chosenEngine({ backend: 'tensorflow', device: 'wasm' }, { backend: 'jax' }).plan).toEqual({ backend: 'jax' });
});
