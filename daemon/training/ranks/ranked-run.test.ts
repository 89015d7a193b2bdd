/** Two ranks that train one run, each with a runtime of its own that computes whole batches. */
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { TrainEvent } from '../../../protocol/train-events.ts';
import { openRun } from '../../runs/directory/run-directory.ts';
import { cpuRuntime } from '../../runtime/onnxruntime/cpu-runtime.ts';
import { checkSpec } from '../../spec/check-spec.ts';
import { controlSource } from '../control.ts';
import { runTraining } from '../run-training.ts';
import { rankedRuntimes } from '../testing/joined-ranks.ts';
import { useSmallRuns } from '../testing/small-runs.ts';
import type { TrainingJob } from '../training-job.ts';

const { folder } = useSmallRuns();

const SPEC = JSON.stringify({
  name: 'tiny',
  data: { source: 'two-moons', samples: 100, evaluationSamples: 20 },
  layers: [{ type: 'actnorm' }, { type: 'affine-coupling', conditioner: { type: 'mlp', hidden: [2] } }],
  training: { steps: 6, batchSize: 8, checkpoint: { every: 2 } },
});

/** @param jobs of the ranks @param stopAt the second rank is asked to stop once the first one has saved this step */
async function together(jobs: readonly TrainingJob[], stopAt = Number.POSITIVE_INFINITY) {
  const runtimes = rankedRuntimes(jobs.length);
  const controls = jobs.map(() => controlSource());
  const events: TrainEvent[][] = jobs.map(() => []);
  const finals = await Promise.allSettled(
    jobs.map((job, i) =>
      runTraining({
        job,
        openRuntime: async () => runtimes[i]!,
        versions: { flowscope: '1' },
        control: controls[i]!,
        listener(event) {
          events[i]!.push(event);
          if (i === 0 && event.event === 'checkpoint' && event.step >= stopAt) controls[1]!.request('stop');
        },
      }),
    ),
  );
  return { events, finals };
}

test('the first rank writes the run, the second one nothing; both end alike, also when the second is asked to stop', async () => {
  const { plan } = await checkSpec(SPEC, { folder, trusted: true, fileStem: 'tiny' });
  const common = { threads: 1, trusted: true };
  const runDir = join(folder, 'ranked');
  const specPath = join(folder, 'tiny.flow.json');
  const job = { ...common, kind: 'new', plan: plan!, specPath, specText: SPEC, runDir } as const;
  const begun = await together([job, job], 2);
  const [first, second] = begun.finals.map((own) => (own.status === 'fulfilled' ? own.value : own.reason));
  expect(first).toMatchObject({ event: 'interrupted', runDir });
  expect(second).toEqual(first);
  expect(begun.events[1]!.filter(({ event }) => event !== 'preparing')).toEqual([first]);
  expect((await readdir(folder)).toSorted()).toEqual(['letters.csv', 'ranked']);

  const again = { ...common, kind: 'resume', runDir } as const;
  const resumed = await together([again, again]);
  expect(resumed.finals[0]).toMatchObject({ value: { event: 'done', step: 6 } });
  expect(resumed.finals[1]).toEqual(resumed.finals[0]);
  // As a run of one rank.
  const alone = join(folder, 'alone');
  const whole = await runTraining({
    job: { ...job, runDir: alone },
    openRuntime: async () => cpuRuntime({ threads: 1 }),
    versions: {},
    control: controlSource(),
    listener() {},
  });
  const { parametersSha256 } = whole as { readonly parametersSha256?: string };
  expect(resumed.finals[0]).toMatchObject({ value: { parametersSha256 } });
  expect((await openRun(alone)).record.steps).toBe(6);
});

test('what keeps the first rank from training ends the others, and the other way round', async () => {
  const { plan } = await checkSpec(SPEC, { folder, trusted: true, fileStem: 'tiny' });
  const job = (batchSize: number) =>
    ({
      kind: 'new',
      ...{ threads: 1, trusted: true, specText: SPEC, specPath: join(folder, 'tiny.flow.json') },
      plan: { ...plan!, training: { ...plan!.training, batchSize } },
      runDir: join(folder, `batch-${batchSize}`),
    }) as const;
  const message = 'training.batchSize is 1000, but there are only 100 training rows';
  const own = await together([job(1000), job(8)]);
  expect(own.finals).toMatchObject([
    { status: 'rejected', reason: { code: 'data', message } },
    { status: 'fulfilled', value: { event: 'failed', code: 'data', message } },
  ]);
  const others = await together([job(8), job(1000)]);
  expect(others.finals).toMatchObject([
    { status: 'fulfilled', value: { event: 'failed', code: 'rank-ended', message: expect.stringContaining(message) } },
    { status: 'rejected', reason: { code: 'data' } },
  ]);
});
