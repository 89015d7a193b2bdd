import type { SpecTemplate } from './spec-template.ts';

export const eightGaussians: SpecTemplate = {
  name: 'eight-gaussians',
  summary: 'eight separate modes on a circle, spline couplings.',
  text: (flow) => `{
  "name": "${flow}",
  "data": { "source": "eight-gaussians", "samples": 50000 },
  "conditioners": {
    "net": { "type": "mlp", "hidden": [64, 64] }
  },
  // Splines can separate the modes; affine couplings leave thin bridges between them.
  "layers": [
    { "type": "repeat", "times": 4, "layers": [
      { "type": "spline-coupling", "mask": "alternate", "conditioner": "net", "bins": 8, "bound": 5 }
    ] }
  ],
  "training": {
    "steps": 4000, "batchSize": 512, "seed": 1,
    "optimizer": { "type": "adam", "learningRate": 2e-3 },
    "schedule": { "type": "cosine", "warmup": 100 }
  }
}
`,
};
