/** What a preview trains on. Flows and drawn data stay for the next preview: mostly only a number of the spec changes. */
import { createRecent } from '../inspection/recent.ts';
import { type PreparedTraining, prepareTraining } from '../training/prepare-training.ts';
import type { PreviewJob } from './preview-job.ts';

/** @throws FlowscopeError as `prepareTraining` */
export type PreparePreview = (job: PreviewJob) => Promise<PreparedTraining>;

/** The same flow (the object) has the same compiled graphs. */
export function createRecentFlows(): PreparePreview {
  const flows = createRecent<PreparedTraining['flow']>({ most: 4 });
  const drawn = createRecent<PreparedTraining>({ most: 2 });
  return async ({ plan, folder, trusted }) => {
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
