import type { SpecTemplate } from './spec-template.ts';

export const table: SpecTemplate = {
  name: 'table',
  summary: 'the numeric columns of a CSV file, spline couplings and LU linear layers.',
  text: (flow) => `{
  "name": "${flow}",
  "data": {
    // The path is relative to this file. Models all numeric columns; to choose, add "columns": ["a", "b"].
    "source": "csv", "path": "${flow}.csv",
    // "context": ["class"] passes a column to every conditioner instead of modeling it.
    // Adds noise to integer columns: a density on integers is unbounded.
    "dequantize": true,
    // Number of columns. With it, the spec can be checked without the file. Change it to yours, or remove it.
    "shape": [4],
    "split": { "validation": 0.1, "test": 0.1 }
  },
  "conditioners": {
    "net": { "type": "resnet", "hidden": 64, "blocks": 2 }
  },
  "layers": [
    { "type": "repeat", "times": 6, "layers": [
      { "type": "linear", "kind": "lu" },
      { "type": "spline-coupling", "conditioner": "net", "bins": 8, "bound": 4 }
    ] }
  ],
  "training": {
    "steps": 4000, "batchSize": 256, "seed": 1,
    "optimizer": { "type": "adam", "learningRate": 1e-3 },
    "schedule": { "type": "cosine", "warmup": 100 },
    "earlyStopping": { "patience": 10 }
  }
}
`,
};
