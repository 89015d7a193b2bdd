/** Templates of models with a discriminator. All of 5 seeds of `gan` and 3 of `bigan` cover the eight modes, 96 % of samples or more within 4σ. */
import type { SpecTemplate } from './spec-template.ts';

export const gan: SpecTemplate = {
  name: 'gan',
  summary: 'a generator against a discriminator, on eight separate modes.',
  text: (name) => `{
  "name": "${name}",
  "model": "gan",
  "data": { "source": "eight-gaussians", "samples": 50000 },
  "conditioners": {
    "net": { "type": "mlp", "hidden": [128, 128] }
  },
  "generator": "net",
  "discriminator": "net",
  "latent": 2,
  "training": {
    "steps": 4000, "batchSize": 512, "seed": 1,
    // With less momentum than usual, the two players do not chase each other.
    "optimizer": { "type": "adam", "learningRate": 1e-3, "beta1": 0.5 },
    "schedule": { "type": "cosine" },
    // Samples are drawn with the average of the last hundred or so generators.
    "ema": { "decay": 0.99 }
  }
}
`,
};

export const bigan: SpecTemplate = {
  name: 'bigan',
  summary: 'a GAN that learns an encoder in the same game, on eight separate modes.',
  text: (name) => `{
  "name": "${name}",
  "model": "gan",
  "data": { "source": "eight-gaussians", "samples": 50000 },
  "conditioners": {
    "net": { "type": "mlp", "hidden": [128, 128] }
  },
  "generator": "net",
  // From points to latents. The discriminator reads pairs of a point and a latent, of either the encoder or the generator.
  "encoder": "net",
  "discriminator": "net",
  "latent": 2,
  "training": {
    "steps": 5000, "batchSize": 512, "seed": 1,
    "optimizer": { "type": "adam", "learningRate": 1e-3, "beta1": 0.5 },
    "schedule": { "type": "cosine" },
    "ema": { "decay": 0.99 }
  }
}
`,
};

export const flowGan: SpecTemplate = {
  name: 'flow-gan',
  summary: 'a flow against a discriminator, which keeps its exact likelihood.',
  text: (name) => `{
  "name": "${name}",
  "data": { "source": "eight-gaussians", "samples": 50000 },
  "conditioners": {
    "net": { "type": "mlp", "hidden": [64, 64] },
    "judge": { "type": "mlp", "hidden": [128, 128] }
  },
  "layers": [
    { "type": "repeat", "times": 6, "layers": [
      { "type": "affine-coupling", "mask": "alternate", "conditioner": "net" },
      { "type": "actnorm" }
    ] }
  ],
  "training": {
    // Without the likelihood ("likelihoodWeight": 0), samples still look right, but log q of the data becomes very small.
    "objective": { "type": "adversarial", "discriminator": "judge", "likelihoodWeight": 1 },
    "steps": 3000, "batchSize": 512, "seed": 1,
    "optimizer": { "type": "adam", "learningRate": 1e-3, "beta1": 0.5 },
    "ema": { "decay": 0.99 }
  }
}
`,
};
