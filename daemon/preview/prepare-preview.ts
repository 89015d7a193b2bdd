/** What a preview trains on. Flows and drawn data stay for the next preview: mostly only a number of the spec changes. */
import { createRecent } from '../inspection/recent.ts';
import type { Plan } from '../spec/plan.ts';
import { type PreparedTraining, prepareTraining } from '../training/prepare-training.ts';
import type { PreviewJob } from './preview-job.ts';

/** @throws FlowscopeError as `prepareTraining` */
export type PreparePreview = (job: PreviewJob) => Promise<PreparedTraining>;

/** The same flow (the object) has the same compiled graphs. */
export function createRecentFlows(): PreparePreview {
  const flows = createRecent<PreparedTraining['flow']>({ most: 4 });
  const drawn = createRecent<PreparedTraining>({ most: 2 });
  return async ({ plan: asked, folder, trusted }) => {
    const plan = { ...asked, data: briefly(asked.data, asked.training.batchSize) };
    const load = () => prepareTraining(plan, { folder, trusted });
    // A file may have changed since; what is drawn from a seed has not.
    const isDrawn = !('path' in plan.data);
    const { batchSize, steps, epochs } = plan.training;
    const parts = [plan.data, plan.layers, plan.base, plan.context, batchSize, steps, epochs];
    const prepared = isDrawn ? await drawn.get(JSON.stringify(parts), load) : await load();
    const flow = await flows.get(
      JSON.stringify([plan.layers, plan.base, plan.context, plan.inputShape]),
      async () => prepared.flow,
    );
    return { ...prepared, plan, flow };
  };
}

/** Points that two seconds of training can see. */
const SAMPLES = 20_000;

/** Drawn data no larger than a preview can use: ten million points alone would take longer to draw than it may last. */
function briefly(data: Plan['data'], batchSize: number): Plan['data'] {
  if (!('samples' in data) || typeof data.samples !== 'number') return data;
  return { ...data, samples: Math.min(data.samples, Math.max(SAMPLES, batchSize)) };
}
