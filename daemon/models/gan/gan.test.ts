/** The losses of both players of a GAN and of a Flow-GAN, in float64. */
import { beforeAll, describe, expect, test } from 'vitest';
import { evaluate } from '../../tensor/evaluate.ts';
import { gradients } from '../../tensor/gradients.ts';
import { add, square, sum } from '../../tensor/ops/arithmetic.ts';
import { input } from '../../tensor/ops/leaf.ts';
import { scan } from '../../tensor/ops/scan.ts';
import { expectGradients, type ModelFixture, modelFixture } from '../testing/model-fixture.ts';

/** Smooth activations: differences across a kink say nothing. */
const NET = { type: 'mlp', hidden: [5], activation: 'tanh' };
const RESNET = { type: 'resnet', hidden: 4, blocks: 1, activation: 'silu' };

const MOONS = { source: 'two-moons' };
const gan = (keys: object) => ({ model: 'gan', data: MOONS, latent: 2, generator: NET, discriminator: NET, ...keys });
const IMAGES = { source: 'images', path: '.', size: [4, 4], channels: 1, shape: [4, 4, 1] };
const CONVNET = { type: 'convnet', channels: 3, kernels: [3], activation: 'silu' };
const flow = (objective: object, layers: readonly object[] = [{ type: 'affine-coupling', conditioner: NET }]) => ({
  data: MOONS,
  layers: [{ type: 'repeat', times: 2, layers }],
  training: { objective: { type: 'adversarial', discriminator: NET, ...objective } },
});

const CASES = {
  'non-saturating': gan({}),
  'with a gradient penalty': gan({ gradientPenalty: 0.5, discriminator: RESNET }),
  'Wasserstein with a gradient penalty': gan({ loss: 'wasserstein-gp' }),
  'BiGAN, Wasserstein': gan({ loss: 'wasserstein-gp', encoder: RESNET }),
  'BiGAN, non-saturating': gan({ encoder: NET }),
  'Flow-GAN': flow({ likelihoodWeight: 0.3 }),
  'Flow-GAN, Wasserstein, linear layers': flow({ loss: 'wasserstein-gp' }, [
    { type: 'spline-coupling', bins: 2, conditioner: { type: 'mlp', hidden: [] } },
    { type: 'linear' },
    { type: 'actnorm' },
  ]),
};

const LABELLED = { source: 'idx', path: 'x', labels: 'y', context: 'label', contextSize: 2, shape: [4, 4, 1] };

test('every network of a conditional GAN reads the context', async () => {
  const { model, environment, terms, feeds } = await modelFixture(
    gan({ data: LABELLED, encoder: CONVNET, generator: CONVNET, discriminator: CONVNET }),
  );
  const context = environment.context!;
  const z = input('z', [4, 2]);
  const made = model.latents!.decode(z, environment);
  const encoded = model.latents!.encode!(made, environment);
  const read = gradients(sum(add(sum(square(made)), sum(square(encoded)))), [context])[0]!;
  const both = terms.losses.map((loss) => gradients(loss, [context])[0]!);
  const known = new Map(feeds).set(z, { shape: [4, 2], data: Float64Array.from({ length: 8 }, (_, i) => Math.sin(i)) });
  for (const { data } of evaluate([read, ...both], known)) {
    expect(data).toHaveLength(8);
    for (const slope of data) expect(Math.abs(slope)).toBeGreaterThan(1e-9);
  }
});

test('on dequantized images, a discriminator reads what can be differentiated', async () => {
  const layers = [
    { type: 'dequantize' },
    { type: 'logit' },
    { type: 'flatten' },
    { type: 'affine-coupling', conditioner: { type: 'mlp', hidden: [1] } },
  ];
  const objective = { type: 'adversarial', discriminator: CONVNET, likelihoodWeight: 0 };
  const fixture = await modelFixture({ data: IMAGES, layers, training: { objective } }, (i) => (37 * i) % 256);
  expectGradients(fixture);
});

describe.each(Object.entries(CASES))('%s', (_name, spec) => {
  let fixture: ModelFixture;
  beforeAll(async () => {
    fixture = await modelFixture(spec);
  });

  test('the gradient of each player agrees with central differences', () => {
    expectGradients(fixture);
  });
});

test('a convolutional critic on images has the right gradient, with its penalty', async () => {
  const spec = gan({
    data: IMAGES,
    generator: CONVNET,
    discriminator: CONVNET,
    loss: 'wasserstein-gp',
  });
  const { model, terms, parameters, feeds } = await modelFixture(spec, (i) => (37 * i) % 256);
  const tensor = parameters.get('discriminator.conditioner.layer0.weight')!;
  const gradient = gradients(terms.losses[1]!, [tensor])[0]!;
  expect(model.objectives[1]).toMatchObject({ name: 'discriminator' });
  const [value] = evaluate([gradient], feeds);
  for (const k of [0, 40, 100]) {
    const at = (delta: number) => {
      const data = Float64Array.from(feeds.get(tensor)!.data);
      data[k]! += delta;
      return evaluate([terms.losses[1]!], new Map(feeds).set(tensor, { shape: tensor.shape, data }))[0]!.data[0]!;
    };
    expect(value!.data[k]!).toBeCloseTo((at(1e-5) - at(-1e-5)) / 2e-5, 6);
  }
});

test('images are scaled to [−1, 1] for the networks, and generated ones are in their own range', async () => {
  const { model, parameters, feeds } = await modelFixture(gan({ data: { ...IMAGES, bits: 3 }, generator: CONVNET }));
  const z = input('z', [3, 2]);
  const environment = { parameters, context: null, noise: () => z, loop: scan, probe: null, initialize: false };
  const x = model.latents!.decode(z, environment);
  const drawn = model.latents!.draw(z, environment);
  const large = new Map(feeds).set(z, { shape: [3, 2], data: Float64Array.from([0, 0, 400, -300, 5, 5]) });
  const [images, pixels] = evaluate([x, drawn], large);
  for (const [i, value] of pixels!.data.entries()) expect(value).toBe(Math.round(images!.data[i]!));
  expect(x.shape).toEqual([3, 4, 4, 1]);
  expect(Math.min(...images!.data)).toBeGreaterThanOrEqual(0);
  expect(Math.max(...images!.data)).toBeLessThanOrEqual(7);
  expect(Math.max(...images!.data) - Math.min(...images!.data)).toBeGreaterThan(1);
});

test('latents: noise is the latent, and only a BiGAN encodes', async () => {
  const { model } = await modelFixture(gan({}));
  expect(model.latents).toMatchObject({ size: 2, encode: null });
  const { model: bigan, parameters, feeds } = await modelFixture(gan({ encoder: NET, latent: 3 }));
  const x = input('points', [2, 2]);
  const environment = { parameters, context: null, noise: () => x, loop: scan, probe: null, initialize: false };
  expect(bigan.latents!.fromNoise(x, environment)).toBe(x);
  const z = bigan.latents!.encode!(x, environment);
  expect(z.shape).toEqual([2, 3]);
  const [values] = evaluate([z], new Map(feeds).set(x, { shape: [2, 2], data: Float64Array.of(1, 2, 1, 2) }));
  expect([...values!.data.subarray(0, 3)]).toEqual([...values!.data.subarray(3)]);
});

test('the likelihood of a Flow-GAN is the flow’s own, and reported as a term', async () => {
  const { model, terms, parameters, feeds } = await modelFixture(flow({ likelihoodWeight: 0.3 }));
  const plain = await modelFixture({ data: MOONS, layers: flow({}).layers });
  const own = new Map(
    plain.model.parameters.map(({ name }) => [plain.parameters.get(name)!, feeds.get(parameters.get(name)!)!]),
  );
  const [nll] = evaluate([plain.terms.losses[0]!], new Map([...plain.feeds, ...own]));
  const [term, generator] = evaluate([terms.terms.nll!, terms.losses[0]!], feeds);
  expect(term!.data[0]!).toBeCloseTo(nll!.data[0]!, 12);
  expect(terms.layers).not.toBeNull();
  expect(model.likelihoodTerms).toEqual(['nll']);
  // The rest of the loss is that of the game: softplus(−D) of samples is above 0.
  expect(generator!.data[0]! - 0.3 * term!.data[0]!).toBeGreaterThan(0);
});
