/** What is put into an example, what is said about it, and what its quick fix makes of it. */
import type { Squiggle } from './squiggles.ts';

export interface BrokenSpec {
  readonly code: string;
  readonly file: 'two-moons.flow.json' | 'letters.flow.json';
  /** A piece of the file, once in it. */
  readonly piece: string;
  /** What replaces it; «…» marks what must be underlined… */
  readonly broken: string;
  /** … unless that is another piece of the file. */
  readonly elsewhere?: string;
  readonly squiggle: Squiggle;
  readonly message: string;
  readonly fix: string;
  /** What stands there after the fix; the piece itself unless given. */
  readonly fixed?: string;
}

const moons = { file: 'two-moons.flow.json', squiggle: 'error' } as const;
const letters = { file: 'letters.flow.json' } as const;

export const BROKEN_SPECS: readonly BrokenSpec[] = [
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
    fix: 'Change to 0',
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
    message: 'column x-box takes 16 distinct integer values: a density on them is unbounded; set "dequantize": true',
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
