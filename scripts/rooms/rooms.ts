/**
 * The rooms of the code, from the ground up. A room imports only from rooms above it in this list, and only from those it
 * names: `npm run check` proves both. docs/architecture.md says what belongs where.
 */
export interface Room {
  /** Its folder, relative to the checkout. */
  readonly folder: string;
  /** What it holds, in a few words. */
  readonly holds: string;
  /** Folders of the rooms that it may import. */
  readonly imports: readonly string[];
}

/** Rooms that know nothing of flows. Rooms high up name them all together, whether they need each of them or not. */
export const LEAVES: readonly string[] = [
  'protocol',
  'daemon/errors',
  'daemon/encoding',
  'daemon/random',
  'daemon/statistics',
  'daemon/format',
  'daemon/pictures',
];

export const ROOMS: readonly Room[] = [
  { folder: 'protocol', holds: 'types and schemas that cross a process boundary', imports: [] },
  { folder: 'daemon/errors', holds: 'the error that users see', imports: [] },
  { folder: 'daemon/encoding', holds: 'JSON, CSV, NPY, protobuf and WebAssembly as text or bytes', imports: [] },
  { folder: 'daemon/random', holds: 'random streams that can be repeated', imports: [] },
  {
    folder: 'daemon/statistics',
    holds: 'means, histograms, findings and yardsticks over rows',
    imports: ['protocol', 'daemon/random'],
  },
  {
    folder: 'daemon/format',
    holds: 'numbers, tables and sentences for the terminal, the editor and the panels',
    imports: ['protocol', 'daemon/statistics'],
  },
  {
    folder: 'daemon/pictures',
    holds: 'PNG and SVG pictures of densities, curves, samples and images',
    imports: ['daemon/errors'],
  },
  {
    folder: 'daemon/templates',
    holds: 'specs that `flowscope init`, New Flow and New Comparison start from',
    imports: [],
  },
  { folder: 'daemon/tensor', holds: 'symbolic tensors: ops, gradients, simplification', imports: [] },
  {
    folder: 'daemon/programs',
    holds: 'functions and training programs of tensors, as runtimes compile them',
    imports: ['daemon/tensor'],
  },
  {
    folder: 'daemon/runtime',
    holds:
      'what computes programs: ONNX Runtime with the optimizer of large models, JAX, TensorFlow.js, the float64 reference',
    imports: ['protocol', 'daemon/errors', 'daemon/encoding', 'daemon/tensor', 'daemon/programs'],
  },
  {
    folder: 'daemon/flow',
    holds: 'bijections, conditioners and base distributions, and the flow composed of them',
    imports: ['daemon/random', 'daemon/statistics', 'daemon/tensor'],
  },
  {
    folder: 'daemon/models',
    holds: 'the families of distributions that a spec can select: what they train and report',
    imports: ['protocol', 'daemon/errors', 'daemon/random', 'daemon/tensor', 'daemon/flow'],
  },
  {
    folder: 'daemon/folders',
    holds: 'folders and files as such: made, recognized, told apart',
    imports: ['daemon/errors'],
  },
  {
    folder: 'daemon/data',
    holds: 'data sources, file formats, splits, standardization, batches',
    imports: [
      'protocol',
      'daemon/errors',
      'daemon/encoding',
      'daemon/folders',
      'daemon/random',
      'daemon/statistics',
      'daemon/tensor',
      'daemon/flow',
    ],
  },
  {
    folder: 'daemon/evaluation',
    holds: 'log q and latents of many rows: a flow compiled and fed in batches',
    imports: [
      'daemon/random',
      'daemon/statistics',
      'daemon/tensor',
      'daemon/runtime',
      'daemon/flow',
      'daemon/models',
      'daemon/data',
    ],
  },
  {
    folder: 'daemon/spec',
    holds: 'the spec language: text, positions, schema, diagnostics, resolved plan',
    imports: [
      'protocol',
      'daemon/errors',
      'daemon/random',
      'daemon/tensor',
      'daemon/flow',
      'daemon/models',
      'daemon/data',
    ],
  },
  {
    folder: 'daemon/proposal',
    holds: 'specs written for a data file: `flowscope init --data`',
    imports: ['daemon/errors', 'daemon/templates', 'daemon/data', 'daemon/spec'],
  },
  { folder: 'daemon/memory', holds: "sizes of V8's young spaces, returning memory to the system", imports: [] },
  {
    folder: 'daemon/runs',
    holds: 'run directories: records, logs, checkpoints, snapshots, leases',
    imports: ['protocol', 'daemon/errors', 'daemon/encoding', 'daemon/tensor', 'daemon/folders', 'daemon/data'],
  },
  {
    folder: 'daemon/outputs',
    holds: 'files that the user asks for, which never replace inputs',
    imports: ['daemon/errors', 'daemon/encoding', 'daemon/folders', 'daemon/data', 'daemon/runs'],
  },
  {
    folder: 'daemon/training',
    holds: 'the step program, the training loop, checkpoints',
    imports: [
      ...LEAVES,
      'daemon/tensor',
      'daemon/programs',
      'daemon/templates',
      'daemon/runtime',
      'daemon/flow',
      'daemon/models',
      'daemon/data',
      'daemon/evaluation',
      'daemon/spec',
      'daemon/runs',
    ],
  },
  {
    folder: 'daemon/inspection',
    holds: 'what is computed of a trained flow: layers, latents, samples, density, verification, export',
    imports: [
      ...LEAVES,
      'daemon/tensor',
      'daemon/programs',
      'daemon/runtime',
      'daemon/flow',
      'daemon/models',
      'daemon/data',
      'daemon/evaluation',
      'daemon/spec',
      'daemon/runs',
      'daemon/outputs',
      'daemon/training',
    ],
  },
  {
    folder: 'daemon/report',
    holds: 'the file with the panels of a run: `flowscope report`',
    imports: [
      ...LEAVES,
      'daemon/tensor',
      'daemon/runtime',
      'daemon/data',
      'daemon/flow',
      'daemon/runs',
      'daemon/outputs',
      'daemon/inspection',
    ],
  },
  {
    folder: 'daemon/preview',
    holds: 'the short training behind the live preview',
    imports: [
      ...LEAVES,
      'daemon/tensor',
      'daemon/runtime',
      'daemon/flow',
      'daemon/models',
      'daemon/data',
      'daemon/evaluation',
      'daemon/spec',
      'daemon/runs',
      'daemon/training',
      'daemon/inspection',
    ],
  },
  {
    folder: 'daemon/language',
    holds: 'language server features over the spec, and the thread that runs them',
    imports: [...LEAVES, 'daemon/flow', 'daemon/models', 'daemon/data', 'daemon/spec', 'daemon/memory', 'daemon/runs'],
  },
  {
    folder: 'daemon/client',
    holds: 'finding, starting and talking to the daemon',
    imports: ['protocol', 'daemon/errors', 'daemon/encoding', 'daemon/folders'],
  },
  {
    folder: 'daemon/worker',
    holds: 'child processes of the daemon, which load the native runtime, and the messages to them',
    imports: [
      ...LEAVES,
      'daemon/runtime',
      'daemon/spec',
      'daemon/training',
      'daemon/inspection',
      'daemon/report',
      'daemon/preview',
      'daemon/client',
    ],
  },
  {
    folder: 'daemon/server',
    holds: 'the daemon: WebSocket, sessions, runs, inspection requests',
    imports: [
      ...LEAVES,
      'daemon/folders',
      'daemon/models',
      'daemon/spec',
      'daemon/runs',
      'daemon/training',
      'daemon/preview',
      'daemon/language',
      'daemon/client',
      'daemon/worker',
    ],
  },
  {
    folder: 'daemon/view',
    holds: 'the panels in a browser: `flowscope view`',
    imports: ['protocol', 'daemon/errors', 'daemon/encoding', 'daemon/format', 'daemon/client', 'daemon/server'],
  },
  {
    folder: 'daemon/cli',
    holds: 'the command line',
    imports: [
      ...LEAVES,
      'daemon/templates',
      'daemon/tensor',
      'daemon/runtime',
      'daemon/flow',
      'daemon/models',
      'daemon/folders',
      'daemon/data',
      'daemon/spec',
      'daemon/proposal',
      'daemon/memory',
      'daemon/runs',
      'daemon/outputs',
      'daemon/training',
      'daemon/inspection',
      'daemon/report',
      'daemon/language',
      'daemon/client',
      'daemon/worker',
      'daemon/server',
      'daemon/view',
    ],
  },
  { folder: 'webviews', holds: 'the panels: Lit components and charts', imports: [...LEAVES] },
  {
    folder: 'extension',
    holds: 'the VS Code side: activation, commands, views, panel hosts',
    imports: [...LEAVES, 'daemon/templates', 'daemon/outputs', 'daemon/client'],
  },
];

/** Rooms that must not be reached, not even through others. */
export const NEVER: readonly { readonly from: string; readonly to: string; readonly because: string }[] = [
  { from: 'daemon/spec', to: 'daemon/runtime', because: 'editing needs no native code' },
  { from: 'daemon/language', to: 'daemon/runtime', because: 'editing needs no native code' },
  { from: 'webviews', to: 'daemon/tensor', because: 'panels show what is computed elsewhere' },
];

/**
 * Folders of figures in a room: each holds what only it computes, so none imports another. What several of them need is
 * in a shared folder beside them.
 */
export const FIGURES_APART = {
  folder: 'daemon/inspection',
  shared: ['graphs', 'numerics', 'opened', 'points'],
} as const;
