/** What specs of a GAN and of a Flow-GAN may have: networks, the objective, the second optimizer. */
import { describe, expect, test } from 'vitest';
import { checkSpec } from './check-spec.ts';
import { applyFix } from './fixes/apply-fix.ts';
import { OPTIONS } from './spec-fixture.ts';

const NET = { type: 'mlp', hidden: [8] };
const DATA = { source: 'two-moons' };
const LAYERS = [{ type: 'affine-coupling' }, { type: 'affine-coupling' }];
const GAN = { model: 'gan', data: DATA, latent: 2, generator: NET, discriminator: NET };
const ADVERSARIAL = { type: 'adversarial', discriminator: NET };
const flow = (objective: object, layers: readonly object[] = LAYERS) => ({
  data: DATA,
  layers,
  training: { objective },
});

/** Problems as `path: message`, and the text after the first quick fix of each, until none is left. */
async function found(spec: object): Promise<{ readonly problems: readonly string[]; readonly fixed: object | null }> {
  let text = JSON.stringify(spec);
  const first = await checkSpec(text, OPTIONS);
  const problems = first.diagnostics
    .filter(({ severity }) => severity !== 'information')
    .map(({ path, message }) => `${path}: ${message}`);
  for (let round = 0; round < 5; round++) {
    const { diagnostics } = await checkSpec(text, OPTIONS);
    const next = diagnostics.find(({ fixes }) => fixes.length > 0);
    if (next === undefined) return { problems, fixed: JSON.parse(text) };
    text = applyFix(text, next.fixes[0]!);
  }
  return { problems, fixed: null };
}

test('a GAN has its networks and its keys with defaults; an encoder is there only if the spec has one', async () => {
  const { plan, diagnostics } = await checkSpec(
    JSON.stringify({ ...GAN, conditioners: { net: NET }, generator: 'net' }),
    OPTIONS,
  );
  expect(diagnostics).toEqual([]);
  expect(plan).toMatchObject({
    model: 'gan',
    generator: { type: 'mlp', hidden: [8], activation: 'relu' },
    latent: 2,
    loss: 'non-saturating',
    spectralNorm: false,
    discriminatorSteps: 1,
  });
  expect(plan).not.toHaveProperty('encoder');
  const { plan: bigan } = await checkSpec(JSON.stringify({ ...GAN, encoder: { type: 'resnet' } }), OPTIONS);
  expect(bigan).toMatchObject({ encoder: { type: 'resnet' } });
});

test('the discriminator’s optimizer has defaults of its own, and is absent unless it is written', async () => {
  const of = async (training: object) =>
    (await checkSpec(JSON.stringify({ ...GAN, training }), OPTIONS)).plan!.training;
  expect(await of({})).not.toHaveProperty('discriminatorOptimizer');
  expect(await of({ discriminatorOptimizer: { type: 'adamw', beta1: 0.5 } })).toMatchObject({
    discriminatorOptimizer: { type: 'adamw', learningRate: 1e-3, beta1: 0.5, weightDecay: 0.01 },
  });
});

test('an adversarial objective has its network resolved by name, and counts as a use of the name', async () => {
  const objective = { ...ADVERSARIAL, discriminator: 'critic', loss: 'wasserstein-gp' };
  const { plan, diagnostics } = await checkSpec(
    JSON.stringify({ ...flow(objective), conditioners: { critic: NET } }),
    OPTIONS,
  );
  expect(diagnostics).toEqual([]);
  expect(plan!.training.objective).toEqual({
    ...{ type: 'adversarial', likelihoodWeight: 1, loss: 'wasserstein-gp' },
    ...{ spectralNorm: false, discriminatorSteps: 1, discriminator: { ...NET, activation: 'relu' } },
  });
});

describe('problems', () => {
  const CONVNET = { type: 'convnet', channels: 4, kernels: [3], activation: 'relu' };

  test.each([
    [
      'a GAN without its networks',
      { model: 'gan', data: DATA, latent: 2 },
      [
        ": 'generator' of model 'gan' is required: a conditioner, or the name of one",
        ": 'discriminator' of model 'gan' is required: a conditioner, or the name of one",
      ],
    ],
    [
      'an objective without its network',
      flow({ type: 'adversarial' }),
      [expect.stringMatching(/^training\.objective\.discriminator: .*needs the key 'discriminator'/)],
    ],
    [
      'an objective with a wrong key and a wrong value',
      flow({ ...ADVERSARIAL, likelihoodWeigth: 1, loss: 'wasserstien-gp' }),
      [
        expect.stringMatching(/^training\.objective\.likelihoodWeigth: .*did you mean 'likelihoodWeight'\?/),
        expect.stringMatching(/^training\.objective\.loss: .*did you mean "wasserstein-gp"\?/),
      ],
    ],
    [
      'a masked network',
      flow({ ...ADVERSARIAL, discriminator: { type: 'masked-mlp' } }),
      [expect.stringMatching(/^training\.objective\.discriminator: 'discriminator' of objective 'adversarial' needs /)],
    ],
    [
      'a discriminator that is a number',
      flow({ ...ADVERSARIAL, discriminator: 3 }),
      [expect.stringMatching(/^training\.objective\.discriminator: discriminator must be/)],
    ],
  ])('%s', async (_name, spec, expected) => {
    expect((await found(spec)).problems).toEqual(expected);
  });

  test('networks on images do not read vectors', async () => {
    const { problems, fixed } = await found({ ...GAN, generator: CONVNET });
    expect(problems).toEqual([
      "generator: 'generator' needs a network on vectors (mlp, resnet), because the data are not images",
    ]);
    expect(fixed).toEqual({ ...GAN, generator: { type: 'mlp' } });
    const ofFlow = await found(flow({ ...ADVERSARIAL, discriminator: CONVNET }));
    expect(ofFlow.problems[0]).toContain(
      "training.objective.discriminator: 'discriminator' needs a network on vectors",
    );
    expect(ofFlow.fixed).toEqual(flow({ ...ADVERSARIAL, discriminator: { type: 'mlp' } }));
  });

  test('a second optimizer without a discriminator', async () => {
    const training = { discriminatorOptimizer: { beta1: 0.5 } };
    const { problems, fixed } = await found({ data: DATA, layers: LAYERS, training });
    expect(problems).toEqual([
      "training.discriminatorOptimizer: this spec of model 'flow' has no discriminator, so training.discriminatorOptimizer has no effect",
    ]);
    expect(fixed).toEqual({ data: DATA, layers: LAYERS, training: {} });
    const { objective } = flow(ADVERSARIAL).training;
    expect((await found({ ...flow(ADVERSARIAL), training: { objective, ...training } })).problems).toEqual([]);
    expect((await found({ ...GAN, training })).problems).toEqual([]);
  });

  test('early stopping with a discriminator', async () => {
    const { objective } = flow(ADVERSARIAL).training;
    const spec = (training: object) => ({ ...flow(ADVERSARIAL), training: { objective, ...training } });
    const { problems, fixed } = await found(spec({ earlyStopping: { patience: 3 } }));
    expect(problems).toEqual([
      "training.earlyStopping: training.earlyStopping is for the objective max-likelihood: with 'adversarial', the last weights are used",
    ]);
    expect(fixed).toEqual(spec({}));
    expect((await found(spec({ earlyStopping: null }))).problems).toEqual([]);
  });

  test('an objective of flows on a GAN', async () => {
    for (const objective of ['max-likelihood', ADVERSARIAL]) {
      const { problems, fixed } = await found({ ...GAN, training: { objective } });
      expect(problems).toEqual(["training.objective: training.objective is for flows; model 'gan' has its own"]);
      expect(fixed).toEqual({ ...GAN, training: {} });
    }
  });

  test('layers that an adversarial objective cannot run in both directions', async () => {
    const layers = [
      ...LAYERS,
      { type: 'mixture-cdf-coupling' },
      { type: 'inverse', layer: { type: 'affine-autoregressive' } },
    ];
    const { problems, fixed } = await found(flow(ADVERSARIAL, layers));
    expect(problems).toEqual([
      expect.stringMatching(
        /^layers\[2\]: .*one direction of mixture-cdf-coupling is iterative: use layers with a one-pass inverse, such as affine-coupling, or/,
      ),
      expect.stringMatching(/^layers\[3\]\.layer: .*one direction of affine-autoregressive is sequential/),
    ]);
    expect(fixed).toEqual({ ...flow(ADVERSARIAL, layers), training: { objective: 'max-likelihood' } });
  });
});
