/** A VAE whose likelihood is not one of its data: its figures claim no bound and no bits/dim. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { TrainEvent } from '../../protocol/train-events.ts';
import { loadDataset } from '../data/load-dataset.ts';
import { openRun } from '../runs/directory/run-directory.ts';
import { cpuRuntime } from '../runtime/onnxruntime/cpu-runtime.ts';
import { hasIntegers } from '../spec/analysis/integers.ts';
import { checkSpec } from '../spec/check-spec.ts';
import { controlSource } from './control.ts';
import { runTraining } from './run-training.ts';

const folder = mkdtempSync(join(tmpdir(), 'flowscope-pseudo-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const EXAMPLES = resolve(import.meta.dirname, '../../examples');
const NET = { type: 'mlp', hidden: [4] };

async function trained(bits: number) {
  const spec = {
    model: 'vae',
    data: { source: 'idx', path: 'digits-images.idx.gz', bits, limit: 100 },
    ...{ encoder: NET, decoder: NET, latent: 2, likelihood: 'bernoulli' },
    training: { steps: 2, batchSize: 8 },
  };
  const specText = JSON.stringify(spec);
  const { plan } = await checkSpec(specText, { folder: EXAMPLES, trusted: true, fileStem: 'digits' });
  const runDir = join(folder, String(bits));
  const events: TrainEvent[] = [];
  await runTraining({
    job: {
      kind: 'new',
      plan: plan!,
      specPath: join(EXAMPLES, 'x.flow.json'),
      specText,
      runDir,
      threads: 1,
      trusted: true,
    },
    openRuntime: async () => cpuRuntime({ threads: 1 }),
    versions: {},
    control: controlSource(),
    listener: (event) => events.push(event),
  });
  const { summary } = await loadDataset(plan!.data, { folder: EXAMPLES, trusted: true });
  return {
    start: events.find((event) => event.event === 'start')!,
    done: events.find((event) => event.event === 'done')!,
    meaningless: hasIntegers(await openRun(runDir), summary),
  };
}

test('gray levels with the likelihood of black and white pixels', async () => {
  const { start, done, meaningless } = await trained(4);
  expect(start).toMatchObject({ pseudoLikelihood: true, likelihood: 'bound' });
  expect(start).not.toHaveProperty('bits');
  expect(start).not.toHaveProperty('lowerBound');
  expect(done.validation!.nll).toBeGreaterThan(0);
  expect(done.validation).not.toHaveProperty('bitsPerDim');
  expect(meaningless).toBe(true);
});

test('black and white pixels have bits/dim', async () => {
  const { start, done, meaningless } = await trained(1);
  expect(start).toMatchObject({ bits: 1, lowerBound: true });
  expect(start).not.toHaveProperty('pseudoLikelihood');
  expect(done.test!.bitsPerDim).toBeGreaterThan(0);
  expect(meaningless).toBe(false);
});
