/** The preview worker: trains specs of the plane for at most two seconds, and keeps the runtime loaded between them. */
import { previewJob } from '../preview/preview-job.ts';
import type { EndedPreview } from '../preview/warm-start.ts';
import { preloadRuntime } from '../runtime/registry.ts';
import { keptRuntimes } from './kept-runtimes.ts';
import { serveRequests } from './request-loop.ts';

/** Networks for the plane are small, so a second thread brings no gain. */
const THREADS = 1;
/** Number of compiled graphs to keep: four for each flow. */
const GRAPHS = 16;
/** Number of panels whose last parameters are kept. */
const PANELS = 8;

/** Least recently used first. */
const ended = new Map<string, EndedPreview>();

serveRequests(
  async () => {
    const [{ createRecentFlows }, { trainPreview }] = await Promise.all([
      import('../preview/prepare-preview.ts'),
      import('../preview/train-preview.ts'),
      preloadRuntime(),
    ]);
    return { runtimeOf: keptRuntimes(THREADS, GRAPHS), prepare: createRecentFlows(), trainPreview };
  },
  async ({ runtimeOf, prepare, trainPreview }, value, { signal, update }) => {
    const job = previewJob.parse(value);
    const runtime = await runtimeOf(job.plan.backend);
    const prepared = await prepare(job, { signal });
    signal.throwIfAborted();
    const last = ended.get(job.panel) ?? null;
    const keep = (parameters: EndedPreview) => {
      ended.delete(job.panel);
      ended.set(job.panel, parameters);
      const oldest = ended.keys().next().value;
      if (ended.size > PANELS && oldest !== undefined) ended.delete(oldest);
    };
    return trainPreview({ runtime, prepared, job, last, signal, onPicture: update, keep });
  },
);
