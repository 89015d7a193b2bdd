/** Generative adversarial networks, and with an encoder bidirectional ones. */
import * as z from 'zod';
import { defineModel, type LatentSpace, type Model } from '../definition.ts';
import { pointsToVector, vectorToPoints } from '../networks/point-networks.ts';
import { adversarialKeys } from './adversarial-keys.ts';
import { discriminatorOf, type Side } from './discriminator.ts';
import { play } from './game.ts';
import { playersOf } from './players.ts';
import { pointScaleOf } from './point-scale.ts';
import { watchesOf } from './watches.ts';

const GENERATOR = 'generator';

export const ganModel = defineModel({
  type: 'gan',
  noun: 'a GAN',
  documentation: {
    summary:
      'A generator of samples, trained against a discriminator that tells them from data. With an encoder, it is a BiGAN. It has no likelihood.',
    reference: 'Goodfellow et al. 2014; Gulrajani et al. 2017; BiGAN: Donahue et al. 2017, Dumoulin et al. 2017',
  },
  variants: { bigan: 'model "gan" with an "encoder"' },
  sections: {
    layers: false,
    keys: z.strictObject({
      latent: z.int().min(1).max(4096).describe('Number of dimensions of the latent z ~ N(0, I).'),
      ...adversarialKeys,
    }),
    networks: {
      generator: {
        description: 'Network from the latent to a point.',
        kinds: ['vector', 'image'],
        default: null,
      },
      discriminator: {
        description: 'Network from a point to one number, above 0 for data. With an encoder, it reads the latent too.',
        kinds: ['vector', 'image'],
        default: null,
      },
      encoder: {
        description: 'Network from a point to its latent, trained in the same game: the model is then a BiGAN.',
        kinds: ['vector', 'image'],
        default: null,
        optional: true,
      },
    },
  },
  likelihood: 'none',
  metrics: [],
  optimizers: ['discriminatorOptimizer'],
  build(plan, { keys, networks }): Model {
    const { inputShape, context, training } = plan;
    const { latent } = keys;
    const site = { inputShape, contextSize: context?.size ?? 0 };
    const scale = pointScaleOf(plan);
    const generator = vectorToPoints({
      name: GENERATOR,
      config: networks.generator,
      site,
      inputs: latent,
      values: 1,
      start: 'hidden',
    });
    const encoder =
      networks.encoder &&
      pointsToVector({ name: 'encoder', config: networks.encoder, site, outputs: latent, start: 'hidden' });
    const discriminator = discriminatorOf(networks.discriminator, site, encoder ? latent : 0);
    const own = [...generator.parameters, ...(encoder?.parameters ?? [])];
    const generate: LatentSpace['decode'] = (z, environment) => scale.squash(generator.apply(z, environment)[0]!);
    const decode: LatentSpace['decode'] = (z, environment) => scale.toData(generate(z, environment));
    return {
      ...site,
      parameters: [...own, ...discriminator.parameters],
      ...playersOf({ name: GENERATOR, parameters: own }, discriminator, keys),
      watches: watchesOf({ keys, training, at: '' }),
      batch(x, environment) {
        const points = scale.toNetwork(x);
        const z = environment.noise('normal', [x.shape[0]!, latent]);
        const made = generate(z, environment);
        const real: Side = encoder ? [points, encoder.apply(points, environment)] : [points];
        const fake: Side = encoder ? [made, z] : [made];
        const { generatorLoss, discriminatorLoss, terms } = play(
          discriminator,
          keys,
          { real, fake, learnedReal: encoder !== undefined },
          environment,
        );
        return { losses: [generatorLoss, discriminatorLoss], terms, layers: null };
      },
      latents: {
        size: latent,
        noiseSize: latent,
        fillNoise: (random, noise) => random.fillNormal(noise),
        fromNoise: (noise) => noise,
        decode,
        draw: (z, environment) => scale.rounded(decode(z, environment)),
        encode: encoder ? (x, environment) => encoder.apply(scale.toNetwork(x), environment) : null,
      },
      logDensity: null,
      initialize: () => new Map(),
    };
  },
});
