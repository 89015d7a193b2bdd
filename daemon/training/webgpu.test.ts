/** One process trains on a WebGPU device; everything else of it is tested on the processor. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from 'vitest';
import * as z from 'zod';
import type { FinalEvent } from '../../protocol/train-events.ts';
import { cpuRuntime } from '../runtime/onnxruntime/cpu-runtime.ts';
import { deviceFailure } from '../runtime/onnxruntime/webgpu/device-failure.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { stepByStepRuntime } from '../runtime/testing/step-by-step-runtime.ts';
import { webgpuEnvironment } from '../runtime/testing/webgpu-environment.ts';
import { checkSpec } from '../spec/check-spec.ts';
import { controlSource } from './control.ts';
import { runTraining } from './run-training.ts';
import type { WebgpuAnswer } from './testing/webgpu-worker.ts';
import type { TrainingJob } from './training-job.ts';

const WORKER = fileURLToPath(new URL('./testing/webgpu-worker.ts', import.meta.url));
/** Steps on the device, and in all. */
const [ON_DEVICE, STEPS] = [20, 40];
const SPEC = {
  backend: 'webgpu',
  data: { source: 'two-moons', samples: 200, evaluationSamples: 100 },
  layers: [
    { type: 'repeat', times: 2, layers: [{ type: 'affine-coupling', conditioner: { type: 'mlp', hidden: [8] } }] },
  ],
  training: {
    steps: STEPS,
    batchSize: 16,
    statistics: { every: 1 },
    validation: { every: STEPS },
    checkpoint: { every: ON_DEVICE, seconds: 3600, history: 0 },
  },
};

const layersRow = z.object({ base: z.number(), layers: z.array(z.number()) });

let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flowscope-webgpu-'));
  await writeFile(join(folder, 'spec.flow.json'), JSON.stringify(SPEC));
});

afterAll(() => rm(folder, { recursive: true, force: true }));

const environment = await webgpuEnvironment();
const missing = typeof environment === 'string' ? environment : null;

test.skipIf(missing !== null)(
  `a run on WebGPU takes the steps that it takes on the CPU, and continues there${missing === null ? '' : `: skipped, ${missing}`}`,
  async () => {
    const own = join(folder, 'webgpu');
    const { stdout } = await promisify(execFile)(process.execPath, [WORKER, join(folder, 'spec.flow.json'), own], {
      env: environment as NodeJS.ProcessEnv,
    });
    const { final, disposed } = JSON.parse(stdout) as WebgpuAnswer;
    expect(final).toMatchObject({ event: 'interrupted', step: ON_DEVICE });
    expect(JSON.parse(readFileSync(join(own, 'run.json'), 'utf8'))).toMatchObject({ backend: 'webgpu' });
    // One group with θ, m and v, and the reports, of each step; the data.
    expect(disposed).toBe(4 * ON_DEVICE + 1);

    const whole = join(folder, 'cpu');
    await trained({ ...(await newJob()), runDir: whole });
    await trained({ kind: 'resume', runDir: own, threads: 1, trusted: true });
    const [expected, actual] = [rowsOf(whole), rowsOf(own)];
    expect(expected).toHaveLength(STEPS);
    expect(actual).toHaveLength(STEPS);
    for (const [i, row] of expected.entries()) {
      for (const [k, value] of row.entries())
        expect(Math.abs(actual[i]![k]! - value), `step ${i + 1}`).toBeLessThan(1e-5);
    }
  },
  120_000,
);

test('a device that fails ends the run with a message that says how to go on, and the CPU goes on', async () => {
  const runDir = join(folder, 'lost');
  let chunks = 0;
  const failing: Runtime = {
    ...cpuRuntime({ threads: 1 }),
    name: 'webgpu',
    async compileLoop(program, start) {
      const loop = await stepByStepRuntime().compileLoop(program, start);
      return {
        ...loop,
        async run(count, feeds) {
          if (chunks++ > 0)
            throw deviceFailure(new Error('place in its source lost was false. Device was lost.\nmore'));
          return loop.run(count, feeds);
        },
      };
    },
  };
  const training = { ...SPEC.training, checkpoint: { every: 1, history: 0 } };
  await writeFile(join(folder, 'lost.flow.json'), JSON.stringify({ ...SPEC, training }));
  const lost = await trained({ ...(await newJob('lost.flow.json')), runDir }, failing);
  expect(lost).toMatchObject({ event: 'failed', code: 'device-failed', step: 1 });
  expect(lost).toMatchObject({
    message: expect.stringMatching(/^The WebGPU device failed: Device was lost\. .*--resume.*--backend cpu/),
    checkpoint: expect.stringContaining('step-1'),
  });
  const resumed = await trained({ kind: 'resume', runDir, threads: 1, trusted: true });
  expect(resumed).toMatchObject({ event: 'done', step: STEPS });
});

async function newJob(name = 'spec.flow.json'): Promise<TrainingJob> {
  const specText = await readFile(join(folder, name), 'utf8');
  const { plan } = await checkSpec(specText, { folder, trusted: true, fileStem: 'spec' });
  return { kind: 'new', plan: plan!, specPath: join(folder, name), specText, runDir: null, threads: 1, trusted: true };
}

function trained(job: TrainingJob, runtime: Runtime = cpuRuntime({ threads: 1 })): Promise<FinalEvent> {
  const openRuntime = async () => runtime;
  return runTraining({ job, openRuntime, versions: {}, control: controlSource(), listener: () => {} });
}

/** Mean log π(z) and log-dets of each step: their sum is minus the loss. */
function rowsOf(runDir: string): readonly number[][] {
  const lines = readFileSync(join(runDir, 'layers.jsonl'), 'utf8').trim().split('\n');
  return lines.map((line) => {
    const { base, layers } = layersRow.parse(JSON.parse(line));
    return [base, ...layers];
  });
}
