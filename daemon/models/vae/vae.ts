/** The variational autoencoder: log q(x) is not known, and a lower bound of it is maximized (Kingma & Welling 2014). */
import * as z from 'zod';
import type { Environment } from '../../flow/apply/environment.ts';
import { standardNormalLogProb } from '../../flow/bases/gaussian.ts';
import { batchMean } from '../../flow/batch-mean.ts';
import type { NormalScores } from '../../flow/definition.ts';
import { stored } from '../../flow/parameters.ts';
import { add, mul, neg, reshape, sub, sum } from '../../tensor/ops/arithmetic.ts';
import { split } from '../../tensor/ops/concat-split.ts';
import { scalar } from '../../tensor/ops/leaf.ts';
import { exp } from '../../tensor/ops/unary.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { defineModel } from '../definition.ts';
import { pointsToVector, vectorToPoints } from '../networks/point-networks.ts';
import { innerFlow, withContext } from './inner-flow.ts';
import { toUnit } from './likelihoods/pixel-scale.ts';
import { likelihoodFor, likelihoods } from './likelihoods/registry.ts';
import { divergences, drawn, posteriorOf } from './posterior.ts';

const GROUP = 'vae';
/** Of a prior without layers. */
const STANDARD: NormalScores = { toScore: (z) => z, fromScore: (u) => u };
/** Prefixes of the parameters. */
const ENCODER = 'encoder';
const DECODER = 'decoder';
const LIKELIHOOD = 'likelihood';
const PRIOR = 'prior';
const POSTERIOR = 'posterior';

/** The term that is the mean of −ln p(x | z). */
const RECONSTRUCTION = 'reconstruction';

const MOST_LATENTS = 4096;

/** Early stopping keeps the weights with the best bound, which is not what is minimized then. */
const EARLY_STOPPING =
  'training.earlyStopping stops at the best weights by validation, which are used with "beta": 1 only: set beta to 1, or remove training.earlyStopping';

export const vaeModel = defineModel({
  type: 'vae',
  noun: 'a VAE',
  documentation: {
    summary: 'A variational autoencoder: an encoder and a decoder, trained on a lower bound of the log-likelihood.',
    reference: 'Kingma & Welling 2014: Auto-encoding variational Bayes; Rezende, Mohamed & Wierstra 2014',
  },
  sections: {
    layers: false,
    keys: z.strictObject({
      latent: z.int().min(1).max(MOST_LATENTS).describe('Number of latent dimensions.'),
      likelihood: z
        .enum(likelihoods.map(({ type }) => type))
        .optional()
        .describe(
          `What x is given z. ${likelihoods.map(({ type, summary }) => `${type}: ${summary}.`).join(' ')} Default: gaussian; for images discretized-logistic.`,
        ),
      beta: z
        .number()
        .min(0)
        .default(1)
        .describe(
          'Weight of the KL term in the loss. Only with 1 is the loss a bound of −log q; figures always use 1. With another value, the last weights are used, not the best by validation.',
        ),
    }),
    networks: {
      encoder: {
        description: 'Network from a point to the mean and the scale of its latents.',
        kinds: ['vector', 'image'],
        default: null,
      },
      decoder: {
        description:
          'Network from latents to a point. A convolutional one works on blocks of pixels, which is a transposed convolution.',
        kinds: ['vector', 'image'],
        default: null,
      },
    },
    flows: {
      prior: {
        description:
          'Distribution of the latents: a base, and layers from latents to it, which are learned together with the rest. Default: normal.',
        base: true,
      },
      posterior: {
        description:
          'Layers that a draw of the encoder passes through, so that q(z | x) need not be normal. They read features of the point as context.',
        base: false,
      },
    },
  },
  likelihood: 'bound',
  metrics: [
    { name: 'nll', unit: 'nats', definition: 'Mean of the negative ELBO, an upper bound of −log q(x), in data units.' },
    { name: 'bitsPerDim', unit: 'bits/dim', definition: 'The same per dimension in bits, for images.' },
    { name: 'gap', unit: 'nats', definition: 'Mean of log p(x) minus the ELBO, if the true density p is known.' },
  ],
  problems({ inputShape, bits = null, training }, { keys }) {
    const problem = likelihoodFor(keys.likelihood, { inputShape, bits }).problem({ inputShape, bits });
    const stopsEarly = keys.beta !== 1 && training.earlyStopping !== null;
    return [
      ...(problem === null ? [] : [{ key: 'likelihood', ...problem }]),
      ...(stopsEarly ? [{ key: 'beta', message: EARLY_STOPPING }] : []),
    ];
  },
  build({ inputShape, context, bits = null }, { keys: { latent, likelihood: type, beta }, networks, flows }) {
    const site = { inputShape, contextSize: context?.size ?? 0 };
    const definition = likelihoodFor(type, { inputShape, bits });
    const likelihood = definition.build({ inputShape, bits });
    const common = { site, start: 'hidden' } as const;
    const prior = flows.prior ? innerFlow(PRIOR, flows.prior, { size: latent, contextSize: site.contextSize }) : null;
    const bend = flows.posterior
      ? innerFlow(POSTERIOR, flows.posterior, { size: latent, contextSize: site.contextSize + latent })
      : null;
    const features = bend ? latent : 0;
    const encoder = pointsToVector({
      ...common,
      name: ENCODER,
      config: networks.encoder,
      outputs: 2 * latent + features,
    });
    const decoder = vectorToPoints({
      ...common,
      name: DECODER,
      config: networks.decoder,
      inputs: latent,
      values: likelihood.values,
    });
    const parameters = [
      ...encoder.parameters,
      ...decoder.parameters,
      ...likelihood.parameters.map((spec) => stored(LIKELIHOOD, spec)),
      ...(prior?.parameters ?? []),
      ...(bend?.parameters ?? []),
    ];
    const scopeOf = ({ parameters: all, noise }: Environment) => ({
      parameter: (name: string) => all.get(`${LIKELIHOOD}.${name}`)!,
      noise,
    });
    const given = (x: Tensor, z: Tensor, environment: Environment) =>
      likelihood.logProb(x, decoder.apply(z, environment), scopeOf(environment));
    /** The encoder's numbers, and the environment in which layers of the posterior read its features. */
    const encoded = (x: Tensor, environment: Environment) => {
      const numbers = encoder.apply(bits === null ? x : toUnit(x, bits), environment);
      const [own, context] = features === 0 ? [numbers] : split(numbers, [2 * latent, features], 1);
      return { q: posteriorOf(own!, latent), inner: context ? withContext(environment, context) : environment };
    };
    /** A draw of q(z | x), and its log-density, [B]. */
    const draw = (x: Tensor, environment: Environment) => {
      const { q, inner } = encoded(x, environment);
      const first = drawn(q, environment.noise);
      if (bend === null) return { ...first, q };
      const { latent: z, base, logProb } = bend.density(first.z, inner);
      // What is left beside the base are the log-dets.
      return { z, logProb: sub(first.logProb, sub(logProb, base)), q };
    };
    const logPrior = (z: Tensor, environment: Environment) =>
      prior ? prior.density(z, environment).logProb : standardNormalLogProb(z);
    /** The terms of a prior that is a flow, at draws z: they are those of the flow alone. */
    const priorTerms = (z: Tensor, environment: Environment): Record<string, Tensor> => {
      if (prior === null) return {};
      const { base, logProb } = prior.density(z, environment);
      return {
        'prior.base': batchMean(base, environment),
        'prior.logDet': batchMean(sub(logProb, base), environment),
      };
    };

    /** Both terms of the bound, for one draw of z: ln p(x | z), [B], and the divergence. */
    const terms = (x: Tensor, environment: Environment) => {
      const { z, logProb, q } = draw(x, environment);
      const difference = () => sub(logProb, logPrior(z, environment));
      const kl = prior || bend ? reshape(difference(), [x.shape[0]!, 1]) : divergences(q);
      return { reconstruction: given(x, z, environment), kl, z };
    };
    return {
      inputShape,
      contextSize: site.contextSize,
      parameters,
      groups: [{ name: GROUP, parameters }],
      objectives: [{ name: 'elbo', minimizedBy: GROUP, likelihood: true, ...(beta !== 1 && { weighted: true }) }],
      likelihoodTerms: [RECONSTRUCTION],
      batch(x, environment) {
        const { reconstruction, kl, z } = terms(x, environment);
        const [distortion, rate] = [neg(batchMean(reconstruction, environment)), batchMean(sum(kl, [1]), environment)];
        return {
          losses: [add(distortion, mul(rate, scalar(beta)))],
          terms: { [RECONSTRUCTION]: distortion, kl: rate, ...priorTerms(z, environment) },
          layers: null,
        };
      },
      logDensity(x, environment) {
        const { reconstruction, kl } = terms(x, environment);
        return sub(reconstruction, sum(kl, [1]));
      },
      lowerBound: true,
      flows: { ...(prior && { prior }), ...(bend && { posterior: bend }) },
      effective: { likelihood: definition.type },
      initialize: () => new Map(),
      latents: {
        size: latent,
        noiseSize: prior?.noiseSize ?? latent,
        fillNoise: (random, noise) => (prior ? prior.fillNoise(random, noise) : random.fillNormal(noise)),
        fromNoise: (noise, environment) => (prior ? prior.sample(noise, environment) : noise),
        decode: (z, environment) => likelihood.mean(decoder.apply(z, environment), scopeOf(environment)),
        draw: (z, environment) => likelihood.draw(decoder.apply(z, environment), scopeOf(environment)),
        encode(x, environment) {
          const { q, inner } = encoded(x, environment);
          return bend ? bend.density(q.center, inner).latent : q.center;
        },
      },
      bound: {
        terms,
        ...(bend === null && {
          posterior: (x: Tensor, environment: Environment) => {
            const { center, logScale } = encoded(x, environment).q;
            return { center, deviation: exp(logScale) };
          },
        }),
        draw(x, environment) {
          const { z } = draw(x, environment);
          return { z, u: prior ? prior.density(z, environment).latent : z };
        },
        baseScores: (parameters) => (prior ? prior.scores(parameters) : STANDARD),
        logWeight(x, environment) {
          const { z, logProb } = draw(x, environment);
          return sub(add(given(x, z, environment), logPrior(z, environment)), logProb);
        },
      },
    };
  },
});
