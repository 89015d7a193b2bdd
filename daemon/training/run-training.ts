/** Sets up a run from its job: engine, data and model, run directory or checkpoint. */

import { dirname } from 'node:path';
import { backendNamed } from '../../protocol/backends.ts';
import type { FinalEvent } from '../../protocol/train-events.ts';
import { spacedProgress } from '../data/data-progress.ts';
import type { DataAccess } from '../data/definition.ts';
import { FlowscopeError } from '../errors/flowscope-error.ts';
import { chosenEngine } from '../models/chosen-engine.ts';
import type { ModelPlan } from '../models/plan.ts';
import { writeDataRecord } from '../runs/directory/data-record.ts';
import { checkLogOrigin } from '../runs/directory/log-origin.ts';
import type { Run } from '../runs/directory/run-directory.ts';
import { createRun, openRun } from '../runs/directory/run-directory.ts';
import { planOf } from '../spec/parse-plan.ts';
import { sizeOf } from '../tensor/tensor.ts';
import { type Engine, type EngineOptions, withEngine } from './engine/engine.ts';
import { NOT_SEARCHED, withFasterEngine } from './engine/faster-engine.ts';
import { finishedRun, replayEvents } from './finished-run.ts';
import type { PreparedTraining } from './prepare-training.ts';
import { prepareTraining } from './prepare-training.ts';
import { asRank, type RankOptions } from './ranks/as-rank.ts';
import type { Leader } from './ranks/leader.ts';
import { checkFinished } from './resume-checkpoint.ts';
import { executeRun } from './run/execute-run.ts';
import type { RunTrainingOptions } from './run/run-options.ts';
import type { TrainingJob } from './training-job.ts';

/**
 * Trains. The listener has already received the final event that this returns.
 * @throws FlowscopeError if training cannot begin (data, run directory, lease, checkpoint); `interrupted` if it is
 * stopped while the data are loaded
 */
export async function runTraining(options: RunTrainingOptions): Promise<FinalEvent> {
  const { job } = options;
  if (job.kind === 'new') return trainNew(options, job.plan);
  const run = await openRun(job.runDir);
  checkLogOrigin(run);
  const finished = job.fromStart === true ? null : finishedRun(run);
  if (finished) {
    await checkFinished(run);
    return replayEvents(finished, { threads: job.threads, backend: run.record.backend }, options.listener);
  }
  return resume(options, run);
}

async function trainNew(options: RunTrainingOptions, written: ModelPlan): Promise<FinalEvent> {
  const job = options.job as Extract<TrainingJob, { kind: 'new' }>;
  const access = accessOf(options, job.specPath);
  const chosen = chosenEngine(written, job.engine ?? {});
  const { plan } = chosen;
  const use = engineOptions(options);
  const prepare = () => prepareTraining(plan, access, options.models, options.early);
  return withEngine(use, chosen, (own) =>
    asRank(own.runtime, rankOptions(options, prepare), async (prepared, leader) => {
      if (plan.backend !== 'auto') return begin(own, prepared, leader);
      const found = (await options.accelerators?.(use.python)) ?? NOT_SEARCHED;
      return withFasterEngine(own, prepared, { ...use, found }, (engine) => begin(engine, prepared, leader));
    }),
  );

  async function begin(engine: Engine, prepared: PreparedTraining, leader: Leader | null): Promise<FinalEvent> {
    const { runtime } = engine;
    const run = await createRun({
      name: plan.name,
      spec: job.specPath,
      specText: job.specText,
      ...(job.runDir === null ? {} : { runDir: job.runDir }),
      seed: plan.training.seed,
      steps: prepared.steps,
      parameters: prepared.parameters,
      dimension: sizeOf(plan.inputShape),
      backend: runtime.name,
      versions: { ...options.versions, ...runtime.facts?.versions },
      dataFingerprint: prepared.dataset.fingerprint,
      plan,
    });
    await writeDataRecord(run.directory, prepared.dataset);
    return executeRun(options, { ...engine, leader }, run, prepared);
  }
}

async function resume(options: RunTrainingOptions, run: Run): Promise<FinalEvent> {
  const access = accessOf(options, run.record.spec);
  const written = planOf(run, options.models);
  // The one that the run began with, also where `auto` would choose another one today.
  const begun = { ...written, backend: backendNamed(run.record.backend) ?? written.backend };
  const { plan, reason } = chosenEngine(begun, options.job.engine ?? {});
  const why = plan.backend === begun.backend ? 'the run, which began with it' : reason;
  const prepare = async () => {
    const prepared = await prepareTraining(written, access, options.models);
    return { ...prepared, steps: run.record.steps };
  };
  return withEngine(engineOptions(options), { plan, reason: why }, (engine) =>
    asRank(engine.runtime, rankOptions(options, prepare), async (prepared, leader) => {
      if (prepared.dataset.fingerprint !== run.record.dataFingerprint) {
        throw new FlowscopeError('data-changed', `the data of run ${run.record.id} have changed since it was started`, {
          file: run.record.spec,
          hint: 'Restore the data file to resume this run, or train a new one on the new data.',
        });
      }
      return executeRun(options, { ...engine, leader }, run, prepared);
    }),
  );
}

function engineOptions({ openRuntime, job, listener, control }: RunTrainingOptions): EngineOptions {
  const sharing = { devices: job.engine?.devices ?? null, ranks: job.ranks ?? null };
  return { openRuntime, python: job.engine?.python ?? null, sharing, listener, signal: control.stopped };
}

function rankOptions(
  { control, listener, versions }: RunTrainingOptions,
  prepare: RankOptions['prepare'],
): RankOptions {
  return { control, listener, version: versions.flowscope ?? '', prepare };
}

/** Data may take minutes to load: the listener is told how far they are, and a stop ends it. */
function accessOf({ job, control, listener, cache }: RunTrainingOptions, specPath: string): DataAccess {
  return {
    folder: dirname(specPath),
    trusted: job.trusted,
    signal: control.stopped,
    ...(cache ? { cache } : {}),
    onProgress: spacedProgress((progress) => listener({ event: 'preparing', ...progress })),
  };
}
