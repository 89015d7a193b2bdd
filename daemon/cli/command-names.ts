import { FIGURE_SUMMARIES } from '../../protocol/figures/figure-names.ts';

/** The commands with a one-sentence summary each, in the order of the help. */
export const COMMAND_SUMMARIES = {
  init: 'Writes a new .flow.json from a template or for a data file.',
  check: 'Reports problems in a spec: syntax, names, shapes, domains, masks.',
  describe: 'Lists every layer with its shapes, its parameters and the values in force.',
  train: 'Trains a flow, or resumes an interrupted run.',
  runs: 'Lists runs with their state and best validation result.',
  annotate: 'Names a run, or writes a note about it.',
  fsck: 'Checks the files of a run for damage, and repairs what can be rebuilt.',
  evaluate: FIGURE_SUMMARIES.evaluate,
  yardsticks: FIGURE_SUMMARIES.yardsticks,
  inspect: FIGURE_SUMMARIES.layers,
  coupling: FIGURE_SUMMARIES.coupling,
  sample: FIGURE_SUMMARIES.samples,
  density: FIGURE_SUMMARIES.density,
  conditional: FIGURE_SUMMARIES.conditional,
  encode: FIGURE_SUMMARIES.latents,
  decode: 'Maps latents back to data.',
  traverse: FIGURE_SUMMARIES.traversal,
  interpolate: FIGURE_SUMMARIES.interpolate,
  levels: FIGURE_SUMMARIES.levels,
  elbo: FIGURE_SUMMARIES.elbo,
  probe: FIGURE_SUMMARIES.probe,
  verify: FIGURE_SUMMARIES.verify,
  export: FIGURE_SUMMARIES.export,
  report: 'Writes the panels of a run as one HTML file to share.',
  view: 'Shows the panels of a run in a browser: curves, layers, samples, densities, latent space.',
  serve: 'Starts the daemon, which trains and inspects for all your editors and terminals.',
  'language-server': 'Provides diagnostics, completion and hovers to any editor with an LSP client.',
  backends: 'Lists the backends that work on this machine, with their devices and the time of a training step.',
  schema: 'Prints the JSON Schema of .flow.json files.',
} as const;

export type CommandName = keyof typeof COMMAND_SUMMARIES;
