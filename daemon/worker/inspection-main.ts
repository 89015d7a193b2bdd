/**
 * The inspection worker: a child process that loads ONNX Runtime and answers questions about checkpoints and specs,
 * while runs train in processes of their own.
 */
import { availableParallelism } from 'node:os';
import { loadCpuRuntime } from '../runtime/load-cpu-runtime.ts';
import type { InspectionJob } from './inspection-job.ts';
import { serveRequests } from './request-loop.ts';

/** More threads speed up no inspection, because its graphs are small. One core is left for training. */
const THREADS = 4;
/** Number of compiled graphs to keep, a few MB each. */
const GRAPHS = 24;

serveRequests(
  async () => {
    const [cpuRuntime, { keepGraphs }, { createOpenedRuns }, { answerers }, { verifySpecAnswer }] = await Promise.all([
      loadCpuRuntime(),
      import('../inspection/kept-graphs.ts'),
      import('../inspection/opened-runs.ts'),
      import('../inspection/answers/registry.ts'),
      import('../inspection/answers/verify-spec.ts'),
    ]);
    const threads = Math.max(1, Math.min(THREADS, availableParallelism() - 1));
    const runtime = keepGraphs(cpuRuntime({ threads }), GRAPHS);
    return { runtime, runs: createOpenedRuns(), answerers, verifySpecAnswer };
  },
  async ({ runtime, runs, answerers, verifySpecAnswer }, value, { signal }) => {
    const job = value as InspectionJob;
    if (job.kind === 'spec') return verifySpecAnswer(job, { runtime, signal });
    const { method, runDir, checkpoint, trusted, params } = job;
    const found = answerers.find(({ definition }) => definition.name === method);
    if (found === undefined) throw new Error(`the inspection worker has no method ${method}`);
    const opened = await runs.get(runDir, checkpoint, trusted);
    signal.throwIfAborted();
    return found.answer(params, { ...opened, runtime, signal, trusted });
  },
);
