/** Specs of different models of the same handwritten digits, 8 × 8 pixels with 17 gray levels, without their labels. */
import type { SpecTemplate } from './spec-template.ts';

export const DIGITS_FILES = ['digits-images.idx.gz', 'digits-labels.idx.gz'] as const;

const DATA = `{
    "source": "idx", "path": "${DIGITS_FILES[0]}", "labels": "${DIGITS_FILES[1]}",
    "bits": 4, "shape": [8, 8, 1]
  }`;

const players = (bigan: boolean) => `
  "generator": "net",${bigan ? '\n  "encoder": "net",' : ''}
  "discriminator": "net",
  "latent": 16,
  "training": {
    "steps": 10000, "batchSize": 128, "seed": 1,
    "optimizer": { "type": "adam", "learningRate": 2e-4, "beta1": 0.5 },
    "ema": { "decay": 0.995 }
  }
}
`;

export const digitsFlow: SpecTemplate = {
  name: 'digits-flow',
  summary: 'a small Glow on handwritten digits.',
  text: (name) => `{
  "name": "${name}",
  "data": ${DATA},
  "conditioners": {
    "net": { "type": "convnet", "channels": 48 }
  },
  "layers": [
    { "type": "dequantize" },
    { "type": "logit" },
    { "type": "multi-scale", "levels": 2, "layers": [
      { "type": "repeat", "times": 6, "layers": [
        { "type": "actnorm" },
        { "type": "conv1x1" },
        { "type": "affine-coupling", "mask": "channel", "conditioner": "net" }
      ] }
    ] }
  ],
  "training": {
    "steps": 1000, "batchSize": 64, "seed": 1,
    "optimizer": { "type": "adam", "learningRate": 2e-3 },
    "schedule": { "type": "cosine", "warmup": 100 }
  }
}
`,
};

export const digitsVae: SpecTemplate = {
  name: 'digits-vae',
  summary: 'a variational autoencoder of handwritten digits.',
  text: (name) => `{
  "name": "${name}",
  "model": "vae",
  "data": ${DATA},
  "conditioners": {
    "net": { "type": "mlp", "hidden": [256, 256], "activation": "silu" }
  },
  "encoder": "net",
  "decoder": "net",
  "latent": 16,
  "training": {
    "steps": 3000, "batchSize": 128, "seed": 1,
    "optimizer": { "type": "adam", "learningRate": 1e-3 },
    "schedule": { "type": "cosine", "warmup": 100 }
  }
}
`,
};

export const digitsGan: SpecTemplate = {
  name: 'digits-gan',
  summary: 'a generator of handwritten digits against a discriminator.',
  text: (name) => `{
  "name": "${name}",
  "model": "gan",
  "data": ${DATA},
  "conditioners": {
    "net": { "type": "mlp", "hidden": [256, 256], "activation": "leaky-relu" }
  },${players(false)}`,
};

export const digitsBigan: SpecTemplate = {
  name: 'digits-bigan',
  summary: 'a GAN of handwritten digits that learns an encoder in the same game.',
  text: (name) => `{
  "name": "${name}",
  "model": "gan",
  "data": ${DATA},
  "conditioners": {
    "net": { "type": "mlp", "hidden": [256, 256], "activation": "leaky-relu" }
  },${players(true)}`,
};
