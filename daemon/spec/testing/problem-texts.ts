/** Specs with problems, and the files that they read: tests apply every fix and every advice to them. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { normal, uniform } from '../../data/doubts/example-numbers.ts';
import { writeNpz } from '../../data/formats/npz.ts';
import { idxBytes } from '../../data/testing/idx-bytes.ts';
import { recordsBytes } from '../../data/testing/records-bytes.ts';
import { writeNpy } from '../../encoding/write-npy.ts';

/** Writes the files of `PROBLEM_TEXTS` into a folder. */
export function writeProblemFiles(folder: string): void {
  const rows = Array.from({ length: 400 }, (_, i) => `${i},${(i * i) % 37}.5,${i % 3}`);
  writeFileSync(join(folder, 'wine.csv'), `acid,sugar,kind\n${rows.join('\n')}\n`);
  writeFileSync(join(folder, 'gaps.csv'), `acid,sugar\n1.5,\n${rows.map((row) => row.slice(0, -2)).join('\n')}\n`);
  const waves = (i: number) => `${normal(i)},${normal(i, 1)}`;
  const table = (name: string, header: string, row: (i: number) => string) =>
    writeFileSync(join(folder, name), `${header}\n${Array.from({ length: 400 }, (_, i) => row(i)).join('\n')}\n`);
  table('cell.csv', 'a,b,c', (i) => `${i === 7 ? '3.12*' : i / 3},${waves(i)}`);
  table('infinite.csv', 'a,b,c,d', (i) => `${i === 7 ? 'inf' : i / 3},${waves(i)},${normal(i, 2)}`);
  table('constant.csv', 'a,b,c', (i) => `7,${waves(i)}`);
  writeFileSync(
    join(folder, 'constant.npy'),
    writeNpy(
      Float64Array.from({ length: 1200 }, (_, i) => (i % 3 === 1 ? 4 : Math.sin(i))),
      [400, 3],
    ),
  );
  // Of more than one turn.
  table('turning.csv', 'phi,b', (i) => `${Math.round(15 * normal(i)) / 10},${normal(i, 1)}`);
  table('angles.csv', 'phi,b', (i) => `${Math.round(10 * normal(i)) / 10},${normal(i, 1)}`);
  writeFileSync(join(folder, 'few.csv'), `a,b\n${Array.from({ length: 60 }, (_, i) => waves(i)).join('\n')}\n`);
  writeFileSync(
    join(folder, 'missing.npy'),
    writeNpy(
      Float64Array.from({ length: 1200 }, (_, i) => (i === 7 ? Number.NaN : normal(i))),
      [400, 3],
    ),
  );
  writeFileSync(
    join(folder, 'infinite.npy'),
    writeNpy(
      Float64Array.from({ length: 1200 }, (_, i) => (i === 8 ? Infinity : normal(i))),
      [400, 3],
    ),
  );
  table('heavy.csv', 'a,b,w', (i) => `${waves(i)},${i === 7 ? 1e6 : 1}`);
  table('index.csv', 'n,a,b', (i) => `${i + 1},${waves(i)}`);
  table('years.csv', '2001,2002', waves);
  table('colons.csv', 'a:b', (i) => waves(i).replace(',', ':'));
  table('word.csv', 'x,2002,2003', (i) => `${waves(i)},${Math.sin(5 * i)}`);
  table('sparse.csv', 'a,b,c', (i) => `${waves(i)},${i % 4 === 0 ? i / 3 : ''}`);
  table('rain.csv', 'a,b,rain', (i) => `${waves(i)},${i % 5 < 2 ? 0 : -Math.log(uniform(i))}`);
  table('turns.csv', 'a,b,phi', (i) => `${waves(i)},${50 + 15 * normal(i, 2)}`);
  table('codes-and-days.csv', 'a,b,day,zip', (i) => {
    const day = 20240101 + 100 * (i % 12) + (i % 28);
    return `${waves(i)},${day},${String(Math.floor(9000 * uniform(i))).padStart(5, '0')}`;
  });
  table('hours.csv', 'a,b,hour', (i) => `${waves(i)},${Math.floor(24 * uniform(i))}`);
  table(
    'wide.csv',
    `${Array.from({ length: 20 }, (_, j) => `c${j}`)}`,
    (i) => `${Array.from({ length: 20 }, (_, j) => (j < 10 && i === 3 ? 'x' : normal(i, j)))}`,
  );
  const points = { values: Float32Array.from({ length: 800 }, (_, i) => Math.sin(i)), shape: [400, 2] };
  writeFileSync(join(folder, 'points.npy'), writeNpy(points.values, points.shape));
  const records = Array.from({ length: 400 }, (_, i) => [`n${i}`, Math.sin(i), 'on', Math.cos(2 * i)]);
  const fields = [
    ['name', 'U4'],
    ['a', 'f8'],
    ['state', 'U2'],
    ['b', 'f4'],
  ] as const;
  writeFileSync(join(folder, 'records.npy'), recordsBytes(fields, records));
  writeFileSync(join(folder, 'counts.npy'), writeNpy(points.values.map(Math.round), points.shape));
  writeFileSync(join(folder, 'points.npz'), writeNpz({ first: points, second: points }));
  const pixels = Float32Array.from({ length: 6400 }, (_, i) => Math.sin(i * i));
  writeFileSync(join(folder, 'pictures.npy'), writeNpy(pixels, [400, 4, 4]));
  table('codes.csv', 'a,b,code,name', (i) => `${waves(i)},${i % 80},n${(i * i) % 7}`);
  writeFileSync(
    join(folder, 'images'),
    idxBytes(
      [40, 4, 4],
      Uint8Array.from({ length: 640 }, (_, i) => (i * 37) % 251),
    ),
  );
}

const MOONS = '"data": { "source": "two-moons" }';
const COUPLING = '{ "type": "affine-coupling" }';
const LAYERS = `"layers": [${COUPLING}, ${COUPLING}]`;
const moons = (layers: string, more = '') => `{ ${MOONS}, "layers": [${layers}]${more} }`;
const training = (keys: string) => moons(`${COUPLING}, ${COUPLING}`, `, "training": { ${keys} }`);
const vectors = (size: number, layers: string, more = '') =>
  `{ "data": { "source": "npy", "path": "x.npy", "shape": [${size}] }, "layers": [${layers}]${more} }`;
const wine = (keys: string) => `{ "data": { "source": "csv", ${keys} }, ${LAYERS} }`;
const sparse = (keys: string) =>
  `{ "data": { "source": "csv", "path": "sparse.csv"${keys} }, ${LAYERS}, "training": { "batchSize": 8 } }`;
const images = (layers: string) =>
  `{ "data": { "source": "idx", "path": "x", "shape": [7, 7, 1] }, "layers": [${layers}] }`;

const npyData = (keys: string) => `{ "data": { "source": "npy", ${keys} }, ${LAYERS} }`;
const conditions = (context: string) =>
  `{ "data": { "source": "idx", "path": "images", "context": ${context} }, "layers": [{ "type": "dequantize" }, { "type": "logit" }, { "type": "actnorm" }], "training": { "batchSize": 8 } }`;

/** Texts with one or more problems each. */
export const PROBLEM_TEXTS: readonly string[] = [
  // Syntax.
  `{ ${MOONS} ${LAYERS} }`,
  `{ ${MOONS}, "name" "a", ${LAYERS} }`,
  `{ ${MOONS}, ${LAYERS}`,
  `{ ${MOONS}, ${LAYERS}, , "name": "a" }`,
  `{ ${MOONS}, ${LAYERS} } }`,
  `{ ${MOONS}, ${LAYERS}, "name": "a }`,
  `{ ${MOONS}, ${LAYERS} } /* a comment`,
  `{ ${MOONS}, name: "a", ${LAYERS} }`,
  `{ ${MOONS}, "name"= "a", ${LAYERS} }`,
  `{ ${MOONS}; ${LAYERS} }`,
  `{ ${MOONS}, ${LAYERS}, "training": { "ema": None, "gradientClip": .5, "recompute": False } }`,
  `{ ${MOONS}, "name": moons, ${LAYERS} }`,
  `{ ${MOONS}, 'name': 'a', ${LAYERS} }`,
  `{ ${MOONS}, "name": 'a', ${LAYERS} }`,
  moons(`{ "type": "affine-coupling", ${COUPLING}`),
  // Words and keys.
  `{ ${MOONS}, "name": "a", "name": "b", ${LAYERS} }`,
  moons(`{ "type": "affine-coupling", "maks": "even" }, ${COUPLING}`),
  moons(`{ "type": "afine-coupling" }, ${COUPLING}`),
  moons(`{ "type": "affine-coupling", "mask": "evne" }, { "type": "affine-coupling", "mask": "odd" }`),
  moons(`{ "type": "affine-coupling", "mask": "checkerboard" }, ${COUPLING}`),
  moons(`{ "type": "affine-coupling", "scale": "tahn" }, ${COUPLING}`),
  `{ ${MOONS}, "base": "logistic", ${LAYERS} }`,
  `{ "data": { "source": "two-mons" }, ${LAYERS} }`,
  moons(
    `{ "type": "affine-coupling", "conditioner": "nte" }, ${COUPLING}`,
    ', "conditioners": { "net": { "type": "mlp" } }',
  ),
  moons(`{ "type": "affine-coupling", "conditioner": "resnet" }, ${COUPLING}`),
  moons(
    '{ "type": "affine-autoregressive", "conditioner": "nte" }, { "type": "affine-autoregressive", "conditioner": "mlp" }, { "type": "affine-autoregressive", "conditioner": "masked-mlp" }',
    ', "conditioners": { "net": { "type": "mlp" } }',
  ),
  moons(`${COUPLING}, ${COUPLING}`, ', "conditioners": { "net": { "type": "mlp" } }'),
  // Known, but not available.
  moons(`${COUPLING}, ${COUPLING}`, ', "backend": "cuda"'),
  moons(`${COUPLING}, ${COUPLING}`, ', "backend": "cud"'),
  ...[
    '"device": "gpu"',
    '"device": "wasm"',
    '"device": "cpu"',
    '"backend": "auto", "device": "gpu:1"',
    '"backend": "jax", "device": "wasm"',
    '"backend": "jax", "device": "node-gpu:1"',
    '"backend": "tensorflow", "device": "gpu"',
    '"backend": "tensorflow", "matmulPrecision": "high"',
    '"devices": 2',
    '"devices": ["gpu"]',
    '"backend": "jax", "devices": "gpu"',
  ].map((keys) => moons(`${COUPLING}, ${COUPLING}`, `, ${keys}`)),
  moons(`{ "type": "sylvster" }, ${COUPLING}, ${COUPLING}`),
  moons(`{ "type": "linear", "kind": "ortogonal" }, ${COUPLING}, ${COUPLING}`),
  images(
    '{ "type": "dequantize" }, { "type": "logit" }, { "type": "affine-coupling", "conditioner": "convnet" }, { "type": "affine-coupling" }',
  ),
  moons(`{ "type": "affine-coupling", "conditioner": { "type": "convnet", "channels": 4 } }, ${COUPLING}`),
  moons(
    `{ "type": "affine-coupling", "conditioner": "net" }, ${COUPLING}, { "type": "affine-autoregressive" }`,
    ', "conditioners": { "net": { "type": "conv-resnet" } }',
  ),
  `{ ${MOONS}, "base": { "type": "mixtrue" }, ${LAYERS} }`,
  `{ ${MOONS}, "base": "mixture", ${LAYERS} }`,
  `{ "data": { "source": "cifra", "path": "no-such-folder" }, ${LAYERS} }`,
  training('"objective": "reverse-kl"'),
  training('"objective": { "type": "reverse-kl" }'),
  moons('{ "type": "affine-autoregressive" }', ', "training": { "objective": "reverse-kl" }'),
  training('"discriminatorOptimizer": { "beta1": 0.5 }'),
  training('"objective": "adversarial"'),
  training('"objective": { "type": "adversarial" }'),
  `{ ${MOONS}, "generator": { "type": "mlp" }, "discriminator": { "type": "mlp" }, "latent": 2 }`,
  '{ "data": { "source": "idx", "path": "x", "shape": [7, 7, 1] }, "model": "vae", "encoder": { "type": "mlp" }, "decoder": { "type": "mlp" }, "latent": 2, "likelihood": "bernoulli" }',
  moons(
    `${COUPLING}, ${COUPLING}, { "type": "affine-autoregressive" }`,
    ', "training": { "objective": { "type": "adversarial", "discriminator": { "type": "mlp" } } }',
  ),
  training('"objective": { "type": "adversarial", "discriminator": { "type": "convnet" }, "loss": "wasserstein" }'),
  `{ ${MOONS}, "model": "gan", "latent": 2, "generator": { "type": "convnet" }, "discriminator": "net", "conditioners": { "nets": { "type": "mlp" } }, "training": { "objective": "max-likelihood" } }`,
  wine('"path": "wine.csv", "columns": [{ "name": "sugar", "period": 40 }, "acid"], "dequantize": true'),
  // Values.
  training('"steps": "4000"'),
  training('"steps": 99.6, "batchSize": 0'),
  training('"steps": 5, "epochs": 5'),
  training('"batchSize": 30000'),
  training('"steps": 10, "recompute": true'),
  `{ "data": { "source": "two-moons", "samples": 100 }, ${LAYERS} }`,
  '{ "data": { "source": "two-moons", "standardize": "true" }, "layers": [{ "type": "affine-coupling" }, { "type": "actnorm" }, { "type": "affine-coupling" }] }',
  moons(`{ "type": "affine-coupling", "conditioner": { "type": "mlp", "hidden": 64 } }, ${COUPLING}`),
  // Shapes, domains, masks.
  images('{ "type": "dequantize" }, { "type": "flatten" }, { "type": "flatten" }, { "type": "actnorm" }'),
  images('{ "type": "flatten" }, { "type": "actnorm" }'),
  images('{ "type": "dequantize" }, { "type": "flatten" }, { "type": "sigmoid" }'),
  moons(`{ "type": "sigmoid" }, ${COUPLING}, ${COUPLING}`),
  moons(`${COUPLING}, ${COUPLING}, { "type": "sigmoid" }`),
  vectors(2, `{ "type": "logit" }, { "type": "actnorm" }`),
  moons(COUPLING),
  moons('{ "type": "affine-coupling", "mask": "odd", "scaleBound": 2 }'),
  moons('{ "type": "additive-coupling", "mask": "even" }, { "type": "additive-coupling", "mask": "even" }'),
  vectors(4, `${COUPLING}, { "type": "permutation" }, ${COUPLING}`),
  vectors(4, `${COUPLING}, { "type": "permutation" }, ${COUPLING}, { "type": "permutation" }, ${COUPLING}`),
  vectors(1, COUPLING),
  vectors(
    1,
    `{ "type": "repeat", "times": 3, "layers": [{ "type": "spline-coupling", "conditioner": "net" }, { "type": "actnorm" }] }`,
    ', "conditioners": { "net": { "type": "mlp" } }',
  ),
  // Files.
  wine('"path": "wines.csv"'),
  wine('"path": "wine.csv", "columns": ["acid", "suger"]'),
  wine('"path": "wine.csv", "columns": ["acid", "sugar"]'),
  wine('"path": "wine.csv", "columns": ["acid", "sugar"], "dequantize": true, "delimiter": ";"'),
  wine('"path": "wine.csv", "columns": ["acid", "sugar"], "dequantize": true, "shape": [3]'),
  wine('"path": "wine.csv", "columns": ["acid", "sugar"], "dequantize": true, "context": ["kind"], "contextSize": 7'),
  wine('"path": "gaps.csv", "dequantize": true'),
  wine('"path": "cell.csv", "shape": [2]'),
  wine('"path": "index.csv", "shape": [3]'),
  '{ "data": { "source": "csv", "path": "few.csv" }, "conditioners": { "net": { "type": "resnet", "hidden": 64 } }, "layers": [{ "type": "affine-coupling", "conditioner": "net" }, { "type": "affine-coupling", "conditioner": { "type": "mlp", "hidden": [128, 64] } }, { "type": "repeat", "times": 2, "layers": [{ "type": "affine-coupling" }] }], "training": { "batchSize": 8 } }',
  '{ "data": { "source": "csv", "path": "few.csv" }, "layers": [{ "type": "repeat", "times": 4000, "layers": [{ "type": "linear" }] }], "training": { "batchSize": 8 } }',
  wine('"path": "years.csv", "shape": [2]'),
  wine('"path": "colons.csv"'),
  wine('"path": "word.csv", "shape": [2]'),
  wine('"path": "sparse.csv", "shape": [3], "missing": "drop"'),
  wine('"path": "sparse.csv", "shape": [3], "columns": ["b", "a", "c"], "missing": "drop"'),
  wine('"path": "sparse.csv", "context": ["c"], "contextSize": 1, "missing": "drop"'),
  sparse(''),
  sparse(', "columns": ["b", "c", "a"]'),
  sparse(', "context": ["c"]'),
  wine('"path": "rain.csv", "shape": [3]'),
  wine('"path": "rain.csv", "columns": ["a", { "name": "rain", "bounds": [0, null] }, "b"], "shape": [3]'),
  wine('"path": "turns.csv", "columns": ["a", "b", { "name": "phi", "period": 10 }]'),
  wine('"path": "codes-and-days.csv", "dequantize": true, "shape": [4]'),
  wine('"path": "codes-and-days.csv", "dequantize": ["zip", "day"]'),
  wine('"path": "hours.csv", "dequantize": ["hour"]'),
  wine('"path": "wide.csv", "shape": [10]'),
  wine('"path": "infinite.csv"'),
  wine('"path": "infinite.csv", "exclude": ["c"]'),
  wine('"path": "infinite.csv", "columns": ["a", "b", "c"]'),
  wine('"path": "infinite.csv", "context": [{ "column": "a", "as": "number" }]'),
  wine('"path": "constant.csv"'),
  `{ "data": { "source": "npy", "path": "constant.npy" }, ${LAYERS} }`,
  `{ "data": { "source": "npy", "path": "missing.npy" }, ${LAYERS} }`,
  `{ "data": { "source": "npy", "path": "points.npy", "columns": ["x1", 0] }, ${LAYERS} }`,
  `{ "data": { "source": "npy", "path": "points.npy", "array": "x" }, ${LAYERS} }`,
  `{ "data": { "source": "npy", "path": "counts.npy" }, ${LAYERS} }`,
  `{ "data": { "source": "npy", "path": "points.npz" }, ${LAYERS} }`,
  `{ "data": { "source": "npy", "path": "points.npz", "array": "frist" }, ${LAYERS} }`,
  wine(
    '"path": "codes.csv", "columns": ["a", "b"], "context": [{ "column": "code", "as": "category" }], "contextSize": 80',
  ),
  wine('"path": "codes.csv", "columns": ["a", "b"], "context": [{ "column": "name", "as": "number" }]'),
  wine('"path": "codes.csv", "columns": ["a", "b", "name"]'),
  wine('"path": "codes.csv", "columns": ["a", "b", "a"]'),
  wine('"path": "codes.csv", "columns": ["a", "b"], "exclude": ["a"]'),
  wine('"path": "codes.csv", "columns": ["a", "b"], "context": ["name"], "exclude": ["name"]'),
  wine('"path": "wine.csv", "columns": ["acid", "sugar"], "dequantize": { "step": 0.3 }'),
  wine('"path": "wine.csv", "columns": ["acid", "sugar"], "dequantize": ["acid", "sugar"]'),
  wine(
    '"path": "angles.csv", "columns": [{ "name": "phi", "period": 6.283185 }, "b"], "dequantize": [{ "column": "phi", "step": 0.1 }]',
  ),
  wine(
    '"path": "turning.csv", "columns": [{ "name": "phi", "period": 6.283185 }, "b"], "dequantize": [{ "column": "phi", "step": 0.1 }]',
  ),
  wine('"path": "angles.csv", "standardize": "min-max"'),
  wine('"path": "wine.csv", "columns": ["acid", "sugar"], "dequantize": ["acd", { "column": "sugar", "step": 1 }]'),
  wine('"path": "wine.csv", "columns": [{ "name": "acid", "transform": "log" }, "sugar"], "dequantize": ["acid"]'),
  wine('"path": "codes.csv", "columns": [{ "name": "a", "transform": "log" }, "b"]'),
  wine('"path": "codes.csv", "columns": ["a", { "name": "b", "as": "category", "period": 5 }]'),
  '{ "data": { "source": "csv", "path": "codes.csv", "columns": ["a"], "context": ["b"] }, "layers": [{ "type": "linear" }, { "type": "spline" }] }',
  wine('"path": "codes.csv", "columns": ["a", "b"], "weight": "code", "exclude": ["code"]'),
  wine('"path": "codes.csv", "columns": ["b", "code"], "weight": "a"'),
  wine('"path": "codes.csv", "columns": ["a", "b"], "weight": "b"'),
  wine('"path": "heavy.csv", "columns": ["a", "b"], "weight": "w"'),
  npyData('"path": "points.npy", "weight": 1, "columns": [0, 1]'),
  '{ "data": { "source": "csv", "path": "codes.csv", "columns": ["a", "b"], "weight": "code" }, "model": "vae", "encoder": { "type": "mlp" }, "decoder": { "type": "mlp" }, "latent": 2, "training": { "batchSize": 8 } }',
  npyData('"path": "pictures.npy", "exclude": [1]'),
  npyData('"path": "points.npy", "columns": [0, 1, 0]'),
  npyData('"path": "points.npy", "columns": [0, 1], "exclude": [0]'),
  npyData('"path": "points.npy", "exclude": [0, 1]'),
  npyData('"path": "points.npy", "exclude": [7]'),
  npyData('"path": "records.npy"'),
  npyData('"path": "records.npy", "exclude": ["name"]'),
  npyData('"path": "records.npy", "columns": ["a", "name", "b"]'),
  npyData('"path": "records.npy", "columns": ["a", "b"], "weight": "state"'),
  npyData('"path": "constant.npy", "columns": [0, 1, 2]'),
  npyData('"path": "missing.npy", "columns": [0, 1, 2]'),
  npyData('"path": "infinite.npy", "columns": [0, 1, { "name": 2 }]'),
  npyData('"path": "infinite.npy"'),
  npyData('"path": "pictures.npy", "missingValues": [{ "column": 1, "values": [0] }]'),
  npyData('"path": "points.npy", "missingValues": [{ "column": 2, "values": [0] }]'),
  npyData('"path": "points.npy", "missingValues": [{ "column": "x1", "values": [0] }]'),
  npyData('"path": "missing.npy", "missingValues": [{ "column": 0, "values": [9] }]'),
  wine('"path": "infinite.csv", "exclude": ["a"], "missingValues": [{ "column": "bb", "values": [9] }]'),
  conditions('[{ "as": "image", "crop": [0, 0, 4, 4] }]'),
  conditions('[{ "as": "image", "crop": [1, 1, 2, 2] }]'),
  conditions('[{ "as": "image", "downsample": 3 }]'),
  moons(`${COUPLING}, ${COUPLING}`, ', "base": { "type": "conditional-normal" }'),
  moons(`${COUPLING}, ${COUPLING}`, ', "contextEncoder": { "type": "convnet" }'),
  moons(`${COUPLING}, ${COUPLING}, { "type": "linear", "kind": "orthogonal" }`),
  `{ ${MOONS}, "model": "vae", "encoder": { "type": "mlp" }, "decoder": { "type": "mlp" }, "latent": 2, "likelihood": "discretized-logistic" }`,
];
