/**
 * The training worker: a child process that loads a native runtime, because a running session blocks its thread, cannot be
 * cancelled, and may crash its process. It ends when its parent does.
 */

import { join } from 'node:path';
import { VERSION } from '../../protocol/product-version.ts';
import { statePaths } from '../client/state-folder.ts';
import { FlowscopeError } from '../errors/flowscope-error.ts';
import { stackOf } from '../errors/stack-of.ts';
import { systemError } from '../errors/system-error.ts';
import { openRuntime, preloadRuntime } from '../runtime/registry.ts';
import { controlSource } from '../training/control.ts';
import type { EarlyData, EarlyRequest } from '../training/early-data.ts';
import { acceleratorRecord, findAccelerators } from '../training/engine/find-accelerators.ts';
import type { TrainingJob } from '../training/training-job.ts';
import { type FromWorker, readToWorker } from './messages.ts';
import { parentChannel } from './parent-channel.ts';
import type { WorkerError } from './worker-error.ts';

/** The shell's exit status: 128 + 15. */
const SIGTERM_STATUS = 143;

const control = controlSource();
let hasJob = false;
let early: Promise<EarlyData | undefined> | null = null;
// A terminal sends Ctrl-C to the whole process group; the parent decides what to do.
process.on('SIGINT', () => {});
// SIGTERM saves before ending, like a stop; without a job there is nothing to save.
process.on('SIGTERM', () => {
  control.request('stop');
  if (!hasJob) process.exit(SIGTERM_STATUS);
});
const channel = parentChannel(
  (value) => {
    const message = readToWorker(value);
    if (message.type === 'request') control.request(message.what);
    else if (message.type === 'save') control.requestSave();
    else if (message.type === 'load') early ??= load(message);
    else void train(message.job);
  },
  () => control.abandon(),
);

/** Loading takes as long as the parent takes to check the spec, so it starts at once. */
const loading = Promise.all([
  import('../training/run-training.ts'),
  preloadRuntime().catch(() => {}),
  import('../training/early-data.ts'),
]);
loading.catch(() => {});

/** Only a command that trains what its user named requests this, so that any file may be read. */
async function load({ data, folder }: EarlyRequest): Promise<EarlyData | undefined> {
  try {
    const [, , { loadEarly }] = await loading;
    return loadEarly(data, { folder, trusted: true, isCacheNew: true, signal: control.stopped });
  } catch {
    // The job imports the same and says what is wrong.
    return undefined;
  }
}

async function train(job: TrainingJob): Promise<void> {
  hasJob = true;
  try {
    const [{ runTraining }] = await loading;
    const { folder } = statePaths(null);
    const data = await early;
    await runTraining({
      job,
      ...(data ? { early: data } : {}),
      openRuntime: (backend, options) =>
        openRuntime(backend, { threads: job.threads, cacheFolder: join(folder, 'jax-cache'), ...options }),
      accelerators: (python) => findAccelerators({ python, file: acceleratorRecord(folder) }),
      versions: { flowscope: VERSION, node: process.versions.node, platform: `${process.platform}-${process.arch}` },
      control,
      listener: (event) => send({ type: 'event', event }),
    });
    send({ type: 'finished' });
  } catch (error) {
    send({ type: 'error', error: describe(error) });
  }
  await channel.close();
}

/** If the parent is gone there is nobody to notify, and the run directory has everything. */
function send(message: FromWorker): void {
  // As in JSON, numbers that are not finite become null.
  channel.send(JSON.parse(JSON.stringify(message)));
}

function describe(thrown: unknown): WorkerError {
  const error = systemError(thrown) ?? thrown;
  if (error instanceof FlowscopeError) {
    const { code, message, hint, file, exitCode } = error;
    return { code, message, hint, file, exitCode };
  }
  const text = stackOf(error);
  process.stderr.write(`${text}\n`);
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'crashed', message, hint: null, file: null, exitCode: 1 };
}
