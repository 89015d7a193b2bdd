/** The commands with one sentence each, in the order of the help. */
export const COMMAND_SUMMARIES = {
  init: 'Writes a new .flow.json from a template.',
  check: 'Diagnoses a spec: syntax, names, shapes, domains, masks.',
  describe: 'Prints every layer of a flow with its shapes, parameters and the values in force.',
  train: 'Trains a flow, or goes on with an interrupted training.',
  runs: 'Lists runs with their state and best validation result.',
  evaluate: 'Computes the log-likelihood of held-out rows or of a file.',
  inspect: 'Shows what each layer contributes to log q(x), and what it is worth.',
  sample: 'Draws samples from a trained flow.',
  density: 'Computes the density of a 2-D flow on a grid, beside the true one where it is known.',
  encode: 'Maps rows of data to the latent space.',
  decode: 'Maps points of the latent space back to data.',
  traverse: 'Walks from a point of the latent space along its most telling directions.',
  interpolate: 'Walks through the latent space from one row of the data to another.',
  verify: 'Checks log-dets and inverses against the exact Jacobian in float64, and each layer in float32.',
  export: 'Writes a trained flow as an ONNX model.',
  view: 'Shows a run’s panels in a browser: curves, layers, samples, densities, the latent space.',
  serve: 'Serves editors and command lines of this machine: language features, training, inspection.',
  'language-server': 'Language features for any editor: the Language Server Protocol over stdin and stdout.',
  schema: 'Prints the JSON Schema of .flow.json files.',
} as const;

export type CommandName = keyof typeof COMMAND_SUMMARIES;
