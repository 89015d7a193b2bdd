import type { SpecTemplate } from './spec-template.ts';

export const vae: SpecTemplate = {
  name: 'vae',
  summary: 'a variational autoencoder, which maximizes a lower bound, on eight separate modes.',
  text: (name) => `{
  "name": "${name}",
  "model": "vae",
  "data": { "source": "eight-gaussians", "samples": 50000 },
  "conditioners": {
    "net": { "type": "mlp", "hidden": [128, 128], "activation": "silu" }
  },
  // From points to latents, and back.
  "encoder": "net",
  "decoder": "net",
  "latent": 2,
  "training": {
    // The NLL is at most 0.29 nats above the exact floor in the end: flowscope evaluate has a tighter bound.
    "steps": 20000, "batchSize": 256, "seed": 1,
    "optimizer": { "type": "adam", "learningRate": 4e-3 },
    "schedule": { "type": "cosine" }
  }
}
`,
};
