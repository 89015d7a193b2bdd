/**
 * Command lines whose JSON other programs read. They run in a folder with `moons.flow.json`, a finished run of it in `run/` and a
 * few points in `points.csv`.
 */
export const COMMANDS: readonly (readonly string[])[] = [
  ['check', 'moons.flow.json'],
  ['check', 'wrong.flow.json'],
  ['describe', 'moons.flow.json'],
  ['describe', 'run'],
  ['schema'],
  ['init', 'made', '--template', 'table'],
  ['evaluate', 'run', '--split', 'test'],
  ['evaluate', 'run', '--data', 'points.csv'],
  ['encode', 'run', '--data', 'points.csv', '-o', 'latents.npy'],
  ['decode', 'run', '--data', 'latents.npy', '-o', 'decoded.csv'],
  ['sample', 'run', '-n', '4', '--seed', '3'],
  ['sample', 'run', '-n', '4', '--seed', '3', '-o', 'samples.csv'],
  ['traverse', 'run', '--rows', '2', '--columns', '3'],
  ['interpolate', 'run', '--columns', '3'],
  ['density', 'run', '--size', '4'],
  ['inspect', 'run', '-n', '64'],
  ['verify', 'run', '--points', '2'],
  ['verify', 'moons.flow.json', '--points', '2'],
  ['export', 'run', '--onnx', 'density.onnx'],
  ['train', 'moons.flow.json', '--run-dir', 'again', '--local'],
  ['runs', '--root', '.'],
  ['evaluate', 'absent'],
];

/** What a command printed: one JSON value, or one for each line. */
export interface Recorded {
  readonly args: readonly string[];
  readonly code: number | null;
  readonly values: readonly unknown[];
}

/** Folder, within the one for temporary files, in which was recorded: the run's record names it. */
export const RECORDED_IN = 'flowscope-recorded';

export const FILES: Readonly<Record<string, string>> = {
  'moons.flow.json': `${JSON.stringify(
    {
      name: 'moons',
      data: { source: 'two-moons', samples: 500, evaluationSamples: 200 },
      conditioners: { net: { type: 'mlp', hidden: [8] } },
      layers: [
        { type: 'actnorm' },
        { type: 'repeat', times: 2, layers: [{ type: 'affine-coupling', conditioner: 'net' }] },
        { type: 'spline-coupling', conditioner: 'net', bins: 4 },
        { type: 'linear' },
      ],
      training: { steps: 20, batchSize: 64, seed: 1 },
    },
    null,
    2,
  )}\n`,
  'wrong.flow.json': `${JSON.stringify({ data: { source: 'two-mons' }, layers: [{ type: 'actnorm', maks: 1 }] })}\n`,
  'points.csv': 'x1,x2\n0.5,0.25\n-1,0.5\n1e30,0\n',
};
