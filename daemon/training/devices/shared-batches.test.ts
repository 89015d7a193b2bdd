/** Devices that share each batch train as one does, in float64, whatever a model averages over the batch. */
import { expect, test } from 'vitest';
import { batchOrder } from '../../data/batch-order.ts';
import { parameterFeeds } from '../../evaluation/row-graph.ts';
import { buildModel } from '../../models/registry.ts';
import { randomStream } from '../../random/random-stream.ts';
import { referenceRuntime } from '../../runtime/reference/reference-runtime.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { devicesRuntime } from '../../runtime/testing/devices-runtime.ts';
import { checkSpec } from '../../spec/check-spec.ts';
import { openStepper } from '../stepper.ts';
import { trainingProgram } from '../training-program.ts';
import { initialState } from '../training-state.ts';
import { batchShares, fillUp, rowWeights } from './batch-shares.ts';

const ROWS = 24;
const NET = { type: 'mlp', hidden: [4], activation: 'tanh' };
const DATA = { source: 'npy', path: 'absent.npy', shape: [2], standardize: false };
const LAYERS = [
  { type: 'repeat', times: 2, layers: [{ type: 'affine-coupling', conditioner: NET }, { type: 'actnorm' }] },
];
const GAN = { model: 'gan', data: DATA, latent: 2, generator: NET, discriminator: NET };

/** Three steps of a batch of 8. */
async function trained(spec: object, runtime: Runtime, weighted: boolean) {
  const text = JSON.stringify({ data: DATA, ...spec, training: { batchSize: 8, seed: 3, gradientClip: 0.5 } });
  const { plan, diagnostics } = await checkSpec(text, { folder: '/nowhere', trusted: true, fileStem: 'spec' });
  if (plan === null) throw new Error(JSON.stringify(diagnostics));
  const { training } = plan;
  const model = buildModel(plan);
  const program = trainingProgram(
    model,
    training,
    { rows: ROWS, dtype: 'float', entry: { noiseScale: [0.1, 0.2], chains: null }, weighted },
    { repeats: 'scan', lossLimit: 1e9, devices: runtime.capabilities.devices ?? 1 },
  );
  const fixed = model.parameters.filter(({ trainable }) => !trainable);
  const layout = { groups: program.groups, fixed, averaged: false };
  // Shifted, so that no layer is the identity.
  const start = new Map(
    model.parameters.map(({ name, trainable, initialize }) => {
      const noise = randomStream(9, name);
      return [name, initialize(1).map((value) => (trainable ? value + 0.3 * noise.normal() : value))];
    }),
  );
  const stream = randomStream(4, 'rows');
  const stepper = await openStepper({
    ...{ runtime, program, training, steps: 100, lossLimit: 1e9 },
    data: {
      ...{ count: ROWS, values: Float32Array.from({ length: 2 * ROWS }, () => stream.normal()), context: null },
      ...(weighted ? { weights: Float64Array.from({ length: ROWS }, (_, row) => row % 3) } : {}),
    },
    state: initialState(layout, start),
    fixed: parameterFeeds({ parameters: fixed }, start),
    order: batchOrder(training.seed, ROWS, training.batchSize),
  });
  const { reports } = await stepper.run(1, 3);
  const state = Object.values(await stepper.readState()).flatMap((values) => [...values]);
  const reported = reports.flatMap(({ objectives, terms, layers }) => [
    ...objectives.flatMap(({ loss, gradientNorm }) => [loss, gradientNorm]),
    ...Array.from(terms),
    ...(layers ? [layers.base, ...Array.from(layers.logDets)] : []),
  ]);
  return { state, reported };
}

const CASES: readonly (readonly [string, object, number, number, boolean])[] = [
  ['a flow on 2 devices', { layers: LAYERS }, 2, 1, false],
  ['a flow on 3 devices, with weights and a remainder', { layers: LAYERS }, 3, 1, true],
  ['a flow on 3 devices, with a remainder', { layers: LAYERS }, 3, 1, false],
  ['a VAE on 3 devices', { model: 'vae', latent: 1, encoder: NET, decoder: NET }, 3, 1, false],
  // Its accuracy and its spread are not linear in means over the batch.
  ['a Wasserstein GAN on 5 devices', { ...GAN, loss: 'wasserstein-gp' }, 5, 7, false],
];

test.each(CASES)('%s: the reports and the state of one device', async (_name, spec, devices, exchanges, weighted) => {
  const several = devicesRuntime(devices);
  const [one, shared] = [await trained(spec, referenceRuntime(), weighted), await trained(spec, several, weighted)];
  expect(shared.reported.length).toBe(one.reported.length);
  for (const [i, value] of one.reported.entries()) expect(shared.reported[i]).toBeCloseTo(value, 10);
  for (const [i, value] of one.state.entries()) expect(shared.state[i]).toBeCloseTo(value, 10);
  expect(several.exchanges()).toBe(exchanges);
});

test('rows that only fill up weigh nothing, and repeat the first ones', () => {
  const shares = batchShares(7, 3);
  expect(shares.rows).toBe(3);
  expect([...rowWeights(shares)]).toEqual([...Array.from({ length: 7 }, () => Math.fround(9 / 7)), 0, 0]);
  const values = Float32Array.from({ length: 18 }, (_, i) => i);
  fillUp(values, 2, shares);
  expect([...values.slice(12)]).toEqual([12, 13, 0, 1, 2, 3]);
  expect(() => batchShares(2, 3)).toThrow('training.batchSize is 2, which 3 devices cannot share');
});
