import type { SpecTemplate } from './spec-template.ts';

export const images: SpecTemplate = {
  name: 'images',
  summary: 'images in IDX files (the format of MNIST), additive couplings as in NICE.',
  text: (flow) => `{
  "name": "${flow}",
  "data": {
    // Raw or gzipped IDX files, relative to this file.
    "source": "idx",
    "path": "train-images-idx3-ubyte.gz",
    "testPath": "t10k-images-idx3-ubyte.gz",
    "split": { "validation": 0.05, "test": 0 },
    // Height, width, channels. With it, the spec can be checked without the files.
    "shape": [28, 28, 1]
  },
  "base": { "type": "logistic" },
  "conditioners": {
    "net": { "type": "mlp", "hidden": [512, 512] }
  },
  "layers": [
    { "type": "dequantize" },
    { "type": "flatten" },
    { "type": "actnorm" },                         // standardizes each pixel
    { "type": "repeat", "times": 4, "layers": [
      { "type": "additive-coupling", "mask": "alternate", "conditioner": "net" }
    ] },
    { "type": "affine" }                           // one trainable scale per dimension
  ],
  "training": {
    "steps": 3400, "batchSize": 200, "seed": 1,
    "optimizer": { "type": "adam", "learningRate": 1e-3 },
    "schedule": { "type": "cosine", "warmup": 100 },
    "gradientClip": null
  }
}
`,
};
