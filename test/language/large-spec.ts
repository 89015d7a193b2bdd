/** A spec of many lines with everything that makes analysis work: repeats, named conditioners, masks, comments. */

/**
 * A text of at least `lines` lines; each block of layers takes 14 of them. Up to 24 blocks in one list, some in `repeat`.
 * @returns JSONC whose check finds no error
 */
export function largeSpec(lines: number): string {
  const blocks: string[] = [];
  for (let i = 0; 16 + blocks.length * 14 < lines; i++) blocks.push(block(i));
  return `{
  "name": "large",
  // A table whose shape is declared, so that nothing is read.
  "data": { "source": "csv", "path": "large.csv", "shape": [6], "contextSize": 0 },
  "base": { "type": "normal" },
  "conditioners": {
    "wide": { "type": "mlp", "hidden": [128, 128] },
    "deep": { "type": "resnet", "hidden": 32, "blocks": 3 },
    "made": { "type": "masked-mlp", "hidden": [64, 64] }
  },
  "layers": [
${blocks.join(',\n')}
  ],
  "training": { "steps": 1000, "batchSize": 128 }
}
`;
}

function block(index: number): string {
  return `    // Block ${index}
    {
      "type": "repeat",
      "times": ${2 + (index % 3)},
      "layers": [
        { "type": "affine-coupling", "mask": "alternate", "conditioner": "wide", "scaleBound": 2.5 },
        { "type": "actnorm" },
        { "type": "spline-coupling", "mask": "alternate-halves", "conditioner": "deep", "bins": 10 },
        { "type": "linear", "kind": "lu" }
      ]
    },
    { "type": "affine-autoregressive", "conditioner": "made" },
    { "type": "permutation", "order": "reverse" },
    { "type": "inverse", "layers": [ { "type": "affine-autoregressive", "conditioner": "made" }, { "type": "actnorm" } ] }`;
}
