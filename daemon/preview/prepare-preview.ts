/** Prepares a preview. Flows and drawn data are kept for the next one: usually only a number in the spec changes. */

import type { LoadWatch } from '../data/data-progress.ts';
import type { Flow } from '../flow/flow.ts';
import type { LatentMaps } from '../inspection/opened/latent-maps.ts';
import { flowSubject } from '../inspection/opened/open-flow.ts';
import { createRecent } from '../inspection/opened/recent.ts';
import { flowModelOf } from '../models/flow.ts';
import type { Plan } from '../spec/plan.ts';
import type { PreparedTraining } from '../training/prepare-training.ts';
import { prepareTraining } from '../training/prepare-training.ts';
import type { PreviewJob } from './preview-job.ts';

export interface PreparedPreview extends PreparedTraining {
  readonly plan: Plan;
  readonly flow: Flow;
  readonly maps: LatentMaps;
}

/** @throws FlowscopeError as `prepareTraining` */
export type PreparePreview = (job: PreviewJob, watch?: LoadWatch) => Promise<PreparedPreview>;

/** Reuses the flow object, and with it the compiled graphs. */
export function createRecentFlows(): PreparePreview {
  const flows = createRecent<ReturnType<typeof flowSubject>>({ most: 4 });
  const drawn = createRecent<PreparedTraining>({ most: 2 });
  return async ({ plan: asked, folder, trusted }, watch = {}) => {
    const plan = { ...asked, data: briefly(asked.data, asked.training.batchSize) };
    const load = () => prepareTraining(plan, { folder, trusted, ...watch });
    // A file may have changed since; rows drawn from a seed have not.
    const isDrawn = !('path' in plan.data);
    const { batchSize, steps, epochs } = plan.training;
    const drawing = [plan.data, plan.layers, plan.base, plan.context, batchSize, steps, epochs];
    const prepared = isDrawn ? await drawn.get(JSON.stringify(drawing), load) : await load();
    const parts = JSON.stringify([plan.layers, plan.base, plan.context, plan.inputShape, plan.training.objective]);
    const { flow, model, maps } = await flows.get(parts, async () => {
      const subject = flowSubject(plan);
      return { ...subject, model: flowModelOf(subject.flow, plan) };
    });
    return { ...prepared, plan, flow, model, maps };
  };
}

/** Number of points that training can use in two seconds. */
const SAMPLES = 20_000;

/** Limits drawn data to what a preview can use: drawing ten million points would take longer than the preview may. */
function briefly(data: Plan['data'], batchSize: number): Plan['data'] {
  if (!('samples' in data) || typeof data.samples !== 'number') return data;
  return { ...data, samples: Math.min(data.samples, Math.max(SAMPLES, batchSize)) };
}
