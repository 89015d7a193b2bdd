import { setTimeout as delay } from 'node:timers/promises';
import { beforeAll, expect, test } from 'vitest';
import { referenceRuntime } from '../../runtime/reference/reference-runtime.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { checkSpec } from '../../spec/check-spec.ts';
import { type PreparedTraining, prepareTraining } from '../prepare-training.ts';
import type { Engine, OpenRuntime } from './engine.ts';
import { withFasterEngine } from './faster-engine.ts';
import type { Accelerator } from './find-accelerators.ts';

const SPEC = JSON.stringify({
  data: { source: 'two-moons', samples: 100 },
  layers: [{ type: 'affine-coupling', conditioner: { type: 'mlp', hidden: [4] } }],
  training: { steps: 50, batchSize: 4 },
});
const GPU: Accelerator = { backend: 'jax', device: 'gpu:0', kind: 'Fake GPU' };
const OTHER: Accelerator = { backend: 'webgpu', device: null, kind: 'Other GPU' };

let prepared: PreparedTraining;

beforeAll(async () => {
  const access = { folder: '.', trusted: false };
  const { plan } = await checkSpec(SPEC, { ...access, fileStem: 'tiny' });
  prepared = await prepareTraining(plan!, access);
});

/** The reference, whose steps take this much longer. */
function slowed(name: string, milliseconds: number, closed: string[], onStep?: () => void): Runtime {
  const runtime = referenceRuntime();
  return {
    ...runtime,
    name,
    async compileLoop(program, start) {
      const loop = await runtime.compileLoop(program, start);
      const run: typeof loop.run = async (steps, perStep) => {
        onStep?.();
        await delay(milliseconds * steps);
        return loop.run(steps, perStep);
      };
      return { ...loop, run };
    },
    close: async () => void closed.push(name),
  };
}

interface Machine {
  readonly cpu: number;
  /** Added milliseconds per step, or why it does not work. */
  readonly backends: Readonly<Record<string, number | string>>;
  readonly accelerators?: readonly Accelerator[];
  readonly short?: number;
  readonly signal?: AbortSignal;
  /** Called when an accelerator begins a step. */
  readonly onStep?: () => void;
}

async function chosen({
  cpu,
  backends,
  accelerators = [],
  short = 0,
  signal = new AbortController().signal,
  onStep,
}: Machine) {
  const closed: string[] = [];
  const opened: unknown[] = [];
  const runtime = slowed('cpu', cpu, closed);
  const own: Engine = { runtime, evaluation: runtime, reason: '' };
  const openRuntime: OpenRuntime = async (backend, { device }) => {
    opened.push([backend, device]);
    const milliseconds = backends[backend]!;
    if (typeof milliseconds === 'string') throw new Error(milliseconds);
    return slowed(backend, milliseconds, closed, onStep);
  };
  const found = { accelerators, reason: 'no accelerator was found' };
  const options = { openRuntime, python: null, listener: () => {}, found, signal, short };
  const used = await withFasterEngine(own, prepared, options, async ({ runtime: { name }, reason, evaluation }) => {
    expect(evaluation).toBe(runtime);
    return { name, reason, closedBefore: [...closed] };
  });
  return { ...used, closed, opened };
}

test('without an accelerator nothing is measured', async () => {
  const { name, reason, opened } = await chosen({ cpu: 1e6, backends: {} });
  expect([name, reason, opened]).toEqual(['cpu', 'auto: no accelerator was found', []]);
});

test('a run that is short on the processor stays there, and no accelerator is started', async () => {
  const { name, reason, opened } = await chosen({ cpu: 1, backends: { jax: 0 }, accelerators: [GPU], short: 3600 });
  expect([name, opened]).toEqual(['cpu', []]);
  expect(reason).toMatch(/^auto: the run takes about .* on the processor$/);
});

test('the fastest one is taken, with its device, and the others are closed', async () => {
  const machine = { cpu: 60, backends: { jax: 0, webgpu: 20 }, accelerators: [OTHER, GPU] };
  const { name, reason, opened, closedBefore, closed } = await chosen(machine);
  expect(name).toBe('jax');
  expect(opened).toEqual([
    ['webgpu', null],
    ['jax', 'gpu:0'],
  ]);
  expect(reason).toMatch(
    /^auto: measured [\d.]+ ms a step on the processor, [\d.]+ ms on Other GPU \(webgpu\), [\d.]+ ms on Fake GPU \(jax\)$/,
  );
  expect([closedBefore, closed]).toEqual([['webgpu'], ['webgpu', 'jax']]);
});

test('one that is slower, or does not work, leaves the run to the processor', async () => {
  const machine = { cpu: 0, backends: { jax: 50, webgpu: 'lost the device' }, accelerators: [GPU, OTHER] };
  const { name, reason, closed } = await chosen(machine);
  expect([name, closed]).toEqual(['cpu', ['jax']]);
  expect(reason).toMatch(/on Fake GPU \(jax\), Other GPU \(webgpu\): lost the device$/);
});

test('a stop is not delayed by a measurement', async () => {
  const stopping = new AbortController();
  const machine = {
    ...{ cpu: 0, backends: { jax: 60_000 }, accelerators: [GPU], signal: stopping.signal },
    onStep: () => stopping.abort(),
  };
  const { name, reason, closed } = await chosen(machine);
  expect([name, closed]).toEqual(['cpu', ['jax']]);
  expect(reason).toMatch(/Fake GPU \(jax\): stopped$/);
});
