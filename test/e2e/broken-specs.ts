/** What is put into an example, what is said about it, and what its quick fix makes of it. */
import type { Squiggle } from './squiggles.ts';

export interface BrokenSpec {
  readonly code: string;
  readonly file: 'written.flow.json' | 'letters.flow.json';
  /** A piece of the file, once in it. */
  readonly piece: string;
  /** What replaces it; «…» marks what must be underlined… */
  readonly broken: string;
  /** … unless that is another piece of the file. */
  readonly elsewhere?: string;
  readonly squiggle: Squiggle;
  readonly message: string;
  /** Title of the quick fix; absent: the diagnostic is a hint and has none. */
  readonly fix?: string;
  /** The text after the fix; default: the piece itself. */
  readonly fixed?: string;
}

const moons = { file: 'written.flow.json', squiggle: 'error' } as const;
const letters = { file: 'letters.flow.json' } as const;

/** Masks of one kept dimension: the last one is never kept. */
const keep = (dimension: number) => JSON.stringify(Array.from({ length: 16 }, (_, d) => (d === dimension ? 1 : 0)));
const spline = (mask: string) => `{ "type": "spline-coupling", "mask": ${mask}, "conditioner": "net" }`;
const lettersLayers = `    { "type": "repeat", "times": 6, "layers": [
      { "type": "linear", "kind": "lu" },
      { "type": "spline-coupling", "conditioner": "net", "bins": 8, "bound": 4 }
    ] },
    { "type": "linear", "kind": "lu" }`;

export const BROKEN_SPECS: readonly BrokenSpec[] = [
  {
    ...moons,
    code: 'syntax',
    piece: '"noise": 0.1 },\n  "base"',
    broken: '"noise": 0.1 }\n  «"base"»',
    message: "expected ',', found '\"base\"'",
    fix: 'Insert a comma',
  },
  {
    ...moons,
    code: 'unknown-key',
    piece: '"mask": "alternate"',
    broken: '«"maks"»: "alternate"',
    message: "unknown key 'maks' in affine-coupling; did you mean 'mask'?",
    fix: "Change to 'mask'",
  },
  {
    ...moons,
    code: 'unknown-type',
    piece: '{ "type": "affine-coupling"',
    broken: '{ "type": «"afine-coupling"»',
    message: "unknown layer type 'afine-coupling'; did you mean 'affine-coupling'?",
    fix: "Change to 'affine-coupling'",
  },
  {
    ...moons,
    code: 'unknown-type',
    piece: '"source": "two-moons"',
    broken: '"source": «"two-mons"»',
    message: "unknown data source type 'two-mons'; did you mean 'two-moons'?",
    fix: "Change to 'two-moons'",
  },
  {
    ...moons,
    code: 'wrong-value',
    piece: '"base": { "type": "normal" }',
    broken: '"base": «"normal"»',
    message: 'base must be an object with "type", found "normal"',
    fix: 'Write { "type": "normal" }',
  },
  {
    ...moons,
    code: 'wrong-value',
    piece: '"warmup": 100',
    broken: '"warmup": «-5»',
    message: 'warmup must be a whole number ≥ 0, found -5',
    fix: 'Change to 0, the nearest valid value',
    fixed: '"warmup": 0',
  },
  {
    ...moons,
    code: 'wrong-value',
    piece: '"steps": 4000',
    broken: '"steps": 4000, «"epochs"»: 2',
    message: 'training takes "steps" or "epochs", not both: remove one of them',
    fix: 'Remove "epochs"',
  },
  {
    ...moons,
    code: 'wrong-value',
    piece: '"mask": "alternate"',
    broken: '"mask": «"checkerboard"»',
    message:
      'mask "checkerboard" is for images, found 2 dimensions: use alternate, alternate-halves, even, odd, first-half, second-half',
    fix: 'Change to "alternate"',
  },
  {
    ...moons,
    code: 'wrong-value',
    piece: '"steps": 4000',
    broken: '"steps": «"4000"»',
    message: 'steps must be a whole number ≥ 1, found "4000"',
    fix: 'Change to 4000',
  },
  {
    ...moons,
    code: 'not-available',
    piece: '"base": { "type": "normal" },',
    broken: '"base": { "type": "normal" }, "backend": «"cuda"»,',
    message:
      'backend \'cuda\' is not available in this version of Flowscope; it is used through JAX: backend "jax", device "gpu"',
    fix: 'Change to "jax"',
    fixed: '"base": { "type": "normal" }, "backend": "jax",',
  },
  {
    ...moons,
    code: 'shape-mismatch',
    piece: '{ "type": "affine-coupling"',
    broken: '{ "type": «"squeeze"» }, { "type": "affine-coupling"',
    message: 'squeeze needs an image, found a vector of 2 dimensions in the data',
    fix: 'Remove "squeeze"',
  },
  {
    ...moons,
    code: 'domain',
    piece: '] }\n  ],',
    broken: '] },\n    { "type": «"tanh"» }\n  ],',
    message: 'tanh maps onto (−1, 1), but the support of base normal is (−∞, ∞): q would not integrate to 1',
    fix: 'Remove "tanh"',
  },
  {
    ...moons,
    code: 'iterative-inverse',
    squiggle: 'info',
    piece: '{ "type": "actnorm" }',
    broken: '{ "type": «"affine-autoregressive"» }',
    message: 'sampling costs D = 2 network passes',
  },
  {
    ...letters,
    code: 'never-seen',
    squiggle: 'warning',
    piece: lettersLayers,
    broken: `    ${spline(`«${keep(0)}»`)},\n    ${spline(keep(1))}`,
    message:
      'dimensions 2, 3, 4, 5, 6, 7, 8, 9 and 6 more are transformed but no conditioner ever sees them: the flow cannot model how the others depend on them. Alternate the masks or add a permutation.',
    fix: 'Alternate the masks',
    fixed: `    ${spline('"alternate"')},\n    ${spline('"alternate"')}`,
  },
  {
    ...letters,
    code: 'missing-data',
    squiggle: 'warning',
    piece: '"path": "letters.csv"',
    broken: '"path": «"leters.csv"»',
    message: "file 'leters.csv' not found (looked beside the spec)",
    fix: "Change to 'letters.csv'",
  },
  {
    ...moons,
    code: 'duplicate-key',
    piece: '"seed": 1',
    broken: '"seed": 1, «"seed"»: 2',
    message: "key 'seed' appears twice: keep one of them",
    fix: 'Remove this one',
  },
  {
    ...moons,
    code: 'unresolved-reference',
    piece: '"conditioner": "net"',
    broken: '"conditioner": «"nte"»',
    message: "no conditioner is named 'nte'; did you mean 'net'?",
    fix: "Change to 'net'",
  },
  {
    ...moons,
    code: 'unused-definition',
    squiggle: 'warning',
    piece: '"activation": "relu" }',
    broken: '"activation": "relu" },\n    «"spare"»: { "type": "mlp" }',
    message: 'conditioner \'spare\' is never used: refer to it by "conditioner", or remove it',
    fix: "Remove 'spare'",
  },
  {
    ...moons,
    code: 'never-transformed',
    squiggle: 'warning',
    piece: '"mask": "alternate"',
    broken: '"mask": «"even"»',
    message:
      'dimension 0 passes every coupling unchanged: the latent would keep a copy of the data. Alternate the masks or add a permutation.',
    fix: 'Alternate the masks',
  },
  {
    ...letters,
    code: 'discrete-data',
    squiggle: 'warning',
    piece: '"dequantize": true',
    broken: '"dequantize": false',
    elsewhere: '"x-box"',
    message:
      '16 columns take integer values: x-box, y-box, width, high, onpix, x-bar, y-bar, x2bar and 8 others. A continuous density on integers has no upper bound, so the NLL would have no lower bound. Set "dequantize": true.',
    fix: 'Set "dequantize": true',
  },
  {
    ...letters,
    code: 'invalid-data',
    squiggle: 'error',
    piece: '"context": ["letter"]',
    broken: '"context": [«"leter"»]',
    message: "did you mean 'letter'?",
    fix: "Change to 'letter'",
  },
];
