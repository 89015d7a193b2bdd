import type { SpecTemplate } from './spec-template.ts';

export const twoMoons: SpecTemplate = {
  name: 'two-moons',
  summary: 'two interleaved half circles, affine couplings; trains in seconds.',
  text: (flow) => `{
  "name": "${flow}",
  "data": { "source": "two-moons", "samples": 20000, "noise": 0.1 },
  "base": { "type": "normal" },
  "conditioners": {
    "net": { "type": "mlp", "hidden": [64, 64] }
  },
  // Layers are listed from data to latent. "alternate" changes the transformed side at every repetition.
  "layers": [
    { "type": "repeat", "times": 8, "layers": [
      { "type": "affine-coupling", "mask": "alternate", "conditioner": "net" },
      { "type": "actnorm" }
    ] }
  ],
  "training": {
    "steps": 4000, "batchSize": 512, "seed": 1,
    "optimizer": { "type": "adam", "learningRate": 1e-3 },
    "schedule": { "type": "cosine", "warmup": 100 }
  }
}
`,
};
