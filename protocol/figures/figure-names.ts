/**
 * The figures with a one-sentence summary each. Apart from their definitions, because the command line lists them
 * without loading schemas.
 */
export const FIGURE_SUMMARIES = {
  layers: 'Shows what each layer contributes to log q(x), and its gain.',
  elbo: 'Shows the terms of the ELBO of a VAE: reconstruction, the KL of each latent dimension, and the gap of the bound.',
  coupling: 'Shows one coupling layer at a row: what passes through, and the triangular Jacobian.',
  traversal: 'Traverses the latent space along its most influential directions.',
  interpolate: 'Interpolates between two rows of the data in the latent space.',
  levels: 'Shows what each level of the latent encodes: that level is resampled, the others are kept.',
  samples: 'Draws samples from a trained flow.',
  density: 'Computes the density of a 2-D flow on a grid, beside the true density if it is known.',
  conditional: 'Computes the density of one or two columns of a table, given values of the others.',
  latents: 'Maps data to latents.',
  probe: 'Follows one point through the layers: its log-det so far, its latent and its log q.',
  verify: 'Checks log-dets and inverses against the exact Jacobian in float64, and each layer in float32.',
  yardsticks: 'Compares samples of a model with rows of the data, by yardsticks that every model has.',
  evaluate: 'Computes the log-likelihood of held-out rows or of a file.',
  export: 'Writes a trained flow as an ONNX model.',
} as const;

export type FigureName = keyof typeof FIGURE_SUMMARIES;
