/** Flows for tests of inspections: from a spec's text, with parameters moved away from the identity. */

import { loadDataset } from '../../data/load-dataset.ts';
import { dataTransform } from '../../data/prepare.ts';
import { asFlowPlan } from '../../models/flow-plan.ts';
import { randomStream } from '../../random/random-stream.ts';
import type { Run } from '../../runs/directory/run-directory.ts';
import { checkSpec } from '../../spec/check-spec.ts';
import type { OpenData, OpenFlow } from '../opened/open-flow.ts';
import { flowSubject } from '../opened/open-flow.ts';

/** @param spread standard deviation of the noise added to every trainable parameter */
export async function randomFlow(
  spec: object,
  folder: string,
  spread = 0.1,
): Promise<{ readonly open: OpenFlow; readonly data: OpenData }> {
  const options = { folder, trusted: true, fileStem: 'test' };
  const { plan: checked, diagnostics } = await checkSpec(
    JSON.stringify({ training: { batchSize: 8 }, ...spec }),
    options,
  );
  if (!checked) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  const plan = asFlowPlan(checked, 'the spec');
  const subject = flowSubject(plan);
  const { flow } = subject;
  const parameters = new Map(
    flow.parameters.map(({ name, initialize, trainable }) => {
      const random = randomStream(1, 'test', name);
      return [name, trainable ? initialize(1).map((value) => value + spread * random.normal()) : initialize(1)];
    }),
  );
  const dataset = await loadDataset(plan.data, { folder, trusted: true });
  const transform = dataTransform(dataset);
  return {
    // Inspections read the flow, but never its run's files.
    open: { run: {} as Run, ...subject, parameters, step: 0, weights: 'raw' },
    data: { dataset, transform, split: (name) => transform.prepare(dataset[name]) },
  };
}

export const PLANE = {
  data: { source: 'eight-gaussians', samples: 2000, evaluationSamples: 500, standardize: true },
  layers: [
    {
      type: 'repeat',
      times: 4,
      layers: [{ type: 'affine-coupling', conditioner: { type: 'mlp', hidden: [16] } }, { type: 'actnorm' }],
    },
  ],
};
