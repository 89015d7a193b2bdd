/** The commands with a one-sentence summary each, in the order of the help. */
export const COMMAND_SUMMARIES = {
  init: 'Writes a new .flow.json from a template.',
  check: 'Reports problems in a spec: syntax, names, shapes, domains, masks.',
  describe: 'Lists every layer with its shapes, its parameters and the values in force.',
  train: 'Trains a flow, or resumes an interrupted run.',
  runs: 'Lists runs with their state and best validation result.',
  evaluate: 'Computes the log-likelihood of held-out rows or of a file.',
  inspect: 'Shows what each layer contributes to log q(x), and its gain.',
  sample: 'Draws samples from a trained flow.',
  density: 'Computes the density of a 2-D flow on a grid, beside the true density if it is known.',
  encode: 'Maps data to latents.',
  decode: 'Maps latents back to data.',
  traverse: 'Traverses the latent space along its most influential directions.',
  interpolate: 'Interpolates between two rows of the data in the latent space.',
  verify: 'Checks log-dets and inverses against the exact Jacobian in float64, and each layer in float32.',
  export: 'Writes a trained flow as an ONNX model.',
  view: 'Shows the panels of a run in a browser: curves, layers, samples, densities, latent space.',
  serve: 'Starts the daemon, which trains and inspects for all your editors and terminals.',
  'language-server': 'Provides diagnostics, completion and hovers to any editor with an LSP client.',
  schema: 'Prints the JSON Schema of .flow.json files.',
} as const;

export type CommandName = keyof typeof COMMAND_SUMMARIES;
