/**
 * The inspection worker: a child process that loads a native runtime and answers questions about checkpoints and specs,
 * while runs train in processes of their own.
 */
import { FIGURES } from '../../protocol/figures/registry.ts';
import { inspectionThreads } from '../inspection/inspection-threads.ts';
import { openRuntime, preloadRuntime } from '../runtime/registry.ts';
import { inspectionJob } from './inspection-job.ts';
import { keptRuntimes } from './kept-runtimes.ts';
import { serveRequests } from './request-loop.ts';

/** Cores that are left for training. */
const RESERVED = 1;
/** Number of compiled graphs to keep, a few MB each. */
const GRAPHS = 24;

serveRequests(
  async () => {
    const [{ createOpenedRuns }, { answerFigure }, { verifySpecAnswer }] = await Promise.all([
      import('../inspection/opened/opened-runs.ts'),
      import('../inspection/answers.ts'),
      import('../inspection/verify/verify-spec.ts'),
      preloadRuntime(),
    ]);
    const runtimeOf = keptRuntimes(inspectionThreads(RESERVED), GRAPHS);
    return { runtimeOf, runs: createOpenedRuns(), answerFigure, verifySpecAnswer };
  },
  async ({ runtimeOf, runs, answerFigure, verifySpecAnswer }, value, { signal, update }) => {
    const job = inspectionJob.parse(value);
    if (job.kind === 'spec') return verifySpecAnswer(job, { runtime: await runtimeOf(job.plan.backend), signal });
    if (job.kind === 'backends') {
      const [{ listBackends }, { measureBackends }] = await Promise.all([
        import('../runtime/list-backends.ts'),
        import('../training/engine/measure-backends.ts'),
      ]);
      const threads = inspectionThreads(RESERVED);
      const { v: _, ...answer } = await measureBackends(await listBackends(job), {
        openRuntime: (backend, options) => openRuntime(backend, { threads, ...options }),
        python: job.python,
        subject: null,
      });
      return answer;
    }
    if (job.kind === 'report') {
      const [{ reportAnswer }, { planOf }] = await Promise.all([
        import('../report/report-job.ts'),
        import('../spec/parse-plan.ts'),
      ]);
      return reportAnswer(job, { runtimeOf: (run) => runtimeOf(planOf(run).backend), signal });
    }
    const { figure, runDir, checkpoint, trusted, params } = job;
    const watch = { signal, onProgress: update };
    const opened = await runs.get(runDir, checkpoint, trusted, FIGURES[figure], watch);
    const runtime = await runtimeOf(opened.open.plan.backend);
    signal.throwIfAborted();
    return answerFigure(figure, params, { ...opened, runtime, signal, trusted });
  },
);
