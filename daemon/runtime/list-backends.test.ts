import { expect, test } from 'vitest';
import { FlowscopeError } from '../errors/flowscope-error.ts';
import { defineRuntime } from './definition.ts';
import { listBackends } from './list-backends.ts';

const open = () => Promise.reject(new Error('not needed'));
const cpu = defineRuntime({ name: 'cpu', detect: async () => ({ available: true }), open });
const device = { name: 'gpu:0', kind: 'Fake GPU', memory: 1024 };

test('each backend of the language is listed with what it has, or with why not and what to do', async () => {
  const asked: unknown[] = [];
  const jax = defineRuntime({
    name: 'jax',
    explicit: true,
    detect: async () => ({ available: true }),
    open,
    async report(options) {
      asked.push(options);
      return { reason: null, fix: null, versions: { jax: '0.10.2' }, devices: [device] };
    },
  });
  const { backends } = await listBackends({ python: '/opt/python3' }, { cpu, jax });
  expect(asked).toEqual([{ python: '/opt/python3' }]);
  expect(backends.map(({ name, available, automatic }) => [name, available, automatic])).toEqual([
    ['cpu', true, true],
    ['webgpu', false, false],
    ['jax', true, false],
    ['cuda', false, false],
    ['tensorflow', false, false],
  ]);
  expect(backends[2]).toMatchObject({ reason: null, versions: { jax: '0.10.2' }, devices: [device] });
  expect(backends[3]).toMatchObject({
    reason: 'This version of Flowscope uses CUDA through JAX.',
    fix: expect.stringContaining('backend jax with the device gpu'),
  });
});

test('what fails to start is a part of the list, with its fix', async () => {
  const jax = defineRuntime({
    name: 'jax',
    explicit: true,
    detect: async () => ({ available: true }),
    open,
    report: () => Promise.reject(new FlowscopeError('jax-unavailable', 'JAX is missing.', { hint: 'Install it.' })),
  });
  const absent = defineRuntime({
    name: 'cpu',
    detect: async () => ({ available: false, reason: 'no library', cause: null }),
    open,
  });
  const { backends } = await listBackends({}, { cpu: absent, jax });
  expect(backends[0]).toMatchObject({ name: 'cpu', available: false, reason: 'no library', automatic: false });
  expect(backends[2]).toMatchObject({ available: false, reason: 'JAX is missing.', fix: 'Install it.' });
});
