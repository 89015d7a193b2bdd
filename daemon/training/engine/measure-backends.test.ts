import { expect, test } from 'vitest';
import type { BackendsResult } from '../../../protocol/backends-result.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { referenceRuntime } from '../../runtime/reference/reference-runtime.ts';
import { checkSpec } from '../../spec/check-spec.ts';
import { measureBackends } from './measure-backends.ts';

const SPEC = JSON.stringify({
  name: 'tiny',
  backend: 'jax',
  device: 'gpu:1',
  data: { source: 'two-moons', samples: 100 },
  layers: [{ type: 'affine-coupling', conditioner: { type: 'mlp', hidden: [4] } }],
  training: { steps: 50, batchSize: 4 },
});

test('what is available is timed on its own device, and what fails is told', async () => {
  const access = { folder: '.', trusted: false };
  const { plan } = await checkSpec(SPEC, { ...access, fileStem: 'tiny' });
  const none = { automatic: false, reason: null, fix: null, versions: {}, devices: [] };
  const list: BackendsResult = {
    v: 1,
    backends: [
      { ...none, name: 'cpu', available: true },
      { ...none, name: 'webgpu', available: false, reason: 'no adapter' },
      { ...none, name: 'jax', available: true },
      { ...none, name: 'tensorflow', available: true },
    ],
  };
  const opened: unknown[] = [];
  const { backends, measured } = await measureBackends(list, {
    async openRuntime(backend, { device }) {
      opened.push([backend, device]);
      if (backend === 'tensorflow') throw new FlowscopeError('runtime-unavailable', 'It does not start.');
      return { ...referenceRuntime(), name: backend };
    },
    python: null,
    subject: { plan: plan!, access },
  });
  expect(measured).toBe('tiny');
  const [cpu, webgpu, jax, tensorflow] = backends;
  expect(cpu!.millisecondsPerStep).toBeGreaterThan(0);
  expect(jax!.millisecondsPerStep).toBeGreaterThan(0);
  expect(webgpu).toEqual(list.backends[1]);
  expect(tensorflow).toEqual({ ...list.backends[3], problem: 'It does not start.' });
  // JAX validates with the processor.
  expect(opened).toEqual([
    ['cpu', null],
    ['jax', 'gpu:1'],
    ['cpu', undefined],
    ['tensorflow', null],
  ]);
});
