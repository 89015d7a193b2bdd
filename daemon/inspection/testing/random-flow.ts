/** Flows for tests of inspections: from a spec's text, with parameters moved away from the identity. */

import { loadDataset } from '../../data/load-dataset.ts';
import { dataTransform } from '../../data/prepare.ts';
import { asFlowPlan } from '../../models/flow-plan.ts';
import type { ModelPlan } from '../../models/plan.ts';
import { buildModel } from '../../models/registry.ts';
import { randomStream } from '../../random/random-stream.ts';
import type { Run } from '../../runs/directory/run-directory.ts';
import { checkSpec } from '../../spec/check-spec.ts';
import { modelMaps } from '../opened/model-maps.ts';
import type { OpenData, OpenFlow, OpenModel } from '../opened/open-flow.ts';
import { flowSubject } from '../opened/open-flow.ts';

/** @param spread standard deviation of the noise added to every trainable parameter */
export async function randomFlow(
  spec: object,
  folder: string,
  spread = 0.1,
): Promise<{ readonly open: OpenFlow; readonly data: OpenData }> {
  const plan = asFlowPlan(await planOf(spec, folder), 'the spec');
  const subject = flowSubject(plan);
  return { open: openOf(subject, spread), data: await dataOf(plan, folder) };
}

/** As `randomFlow`, for a model with latents that is not a flow. */
export async function randomModel(
  spec: object,
  folder: string,
  spread = 0.1,
): Promise<{ readonly open: OpenModel; readonly data: OpenData }> {
  const plan = await planOf(spec, folder);
  const model = buildModel(plan);
  const subject = { plan, model, maps: modelMaps(model)! };
  return { open: openOf(subject, spread), data: await dataOf(plan, folder) };
}

async function planOf(spec: object, folder: string): Promise<ModelPlan> {
  const options = { folder, trusted: true, fileStem: 'test' };
  const { plan, diagnostics } = await checkSpec(JSON.stringify({ training: { batchSize: 8 }, ...spec }), options);
  if (!plan) throw new Error(diagnostics.map(({ message }) => message).join('\n'));
  return plan;
}

// Inspections read the model, but never its run's files.
function openOf<S extends Pick<OpenModel, 'plan' | 'model' | 'maps'>>(subject: S, spread: number) {
  const parameters = movedParameters(subject, spread);
  return { run: {} as Run, ...subject, parameters, step: 0, weights: 'raw' as const };
}

/** Initial parameters, with noise of this standard deviation added to every trainable one. */
export function movedParameters({ maps }: Pick<OpenModel, 'maps'>, spread: number): OpenModel['parameters'] {
  return new Map(
    maps.parameters.map(({ name, initialize, trainable }) => {
      const random = randomStream(1, 'test', name);
      return [name, trainable ? initialize(1).map((value) => value + spread * random.normal()) : initialize(1)];
    }),
  );
}

async function dataOf({ data }: ModelPlan, folder: string): Promise<OpenData> {
  const dataset = await loadDataset(data, { folder, trusted: true });
  const transform = dataTransform(dataset);
  return { dataset, transform, split: (name) => transform.prepare(dataset[name]) };
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

const NET = { type: 'mlp', hidden: [8] };
const DATA = { source: 'two-moons', samples: 400, evaluationSamples: 100, standardize: true };
export const SMALL_VAE = { model: 'vae', data: DATA, latent: 3, encoder: NET, decoder: NET };
export const SMALL_GAN = { model: 'gan', data: DATA, latent: 3, generator: NET, discriminator: NET };
