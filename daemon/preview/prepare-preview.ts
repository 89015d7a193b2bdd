/** Prepares a preview. Flows and drawn data are kept for the next one: usually only a number in the spec changes. */
import { createRecent } from '../inspection/recent.ts';
import type { Plan } from '../spec/plan.ts';
import { type PreparedTraining, prepareTraining } from '../training/prepare-training.ts';
import type { PreviewJob } from './preview-job.ts';

/** @throws FlowscopeError as `prepareTraining` */
export type PreparePreview = (job: PreviewJob) => Promise<PreparedTraining>;

/** Reuses the flow object, and with it the compiled graphs. */
export function createRecentFlows(): PreparePreview {
  const flows = createRecent<PreparedTraining['flow']>({ most: 4 });
  const drawn = createRecent<PreparedTraining>({ most: 2 });
  return async ({ plan: asked, folder, trusted }) => {
    const plan = { ...asked, data: briefly(asked.data, asked.training.batchSize) };
    const load = () => prepareTraining(plan, { folder, trusted });
    // A file may have changed since; rows drawn from a seed have not.
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

/** Number of points that training can use in two seconds. */
const SAMPLES = 20_000;

/** Limits drawn data to what a preview can use: drawing ten million points would take longer than the preview may. */
function briefly(data: Plan['data'], batchSize: number): Plan['data'] {
  if (!('samples' in data) || typeof data.samples !== 'number') return data;
  return { ...data, samples: Math.min(data.samples, Math.max(SAMPLES, batchSize)) };
}
