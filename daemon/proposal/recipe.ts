/** A flow and its training that suit a table of a given size. */

export interface Recipe {
  /** JSON of named conditioners; null: none is needed. */
  readonly conditioner: object | null;
  /** The layers that are repeated, each with a reason or null, and how often. */
  readonly layers: readonly { readonly layer: object; readonly why: string | null }[];
  readonly times: number;
  readonly training: Readonly<Record<string, unknown>>;
  /** Why the network and the training are as they are, one comment line each. */
  readonly reasons: { readonly conditioner: string; readonly training: readonly string[] };
}

/** With fewer rows, a large network learns them by heart within a hundred steps. */
const MANY_ROWS = 5000;
/** A matrix with more rows takes longer than the networks. */
const LARGE_DIMENSION = 256;

/**
 * Few rows: affine couplings that start as a full-covariance Gaussian and stay near it, with a smooth network, weight
 * decay, and a validation every 20 steps that picks the best of them. Many rows: spline couplings.
 * @param dimension numbers in a point @param rows of the training split
 */
export function recipeFor({ dimension, rows }: { readonly dimension: number; readonly rows: number }): Recipe {
  const few = rows < MANY_ROWS;
  const batchSize = Math.min(rows, few ? 128 : 512);
  const training = {
    steps: few ? 3000 : 8000,
    batchSize,
    seed: 1,
    optimizer: few ? { type: 'adamw', learningRate: 1e-3, weightDecay: 0.01 } : { type: 'adam', learningRate: 1e-3 },
    schedule: { type: 'cosine', warmup: few ? 50 : 200 },
    validation: { every: few ? 20 : 200 },
    earlyStopping: { patience: few ? 25 : 10 },
  };
  const reasons = {
    conditioner: few
      ? `One smooth hidden layer: larger networks learn ${rows} training rows by heart.`
      : `${rows} training rows are enough for residual networks.`,
    training: [
      ...(batchSize === rows ? [`All ${rows} training rows are in each step.`] : []),
      few
        ? 'Stops when the validation rows have not improved for 500 steps, and keeps the best weights.'
        : 'Stops when the validation rows have not improved for 2000 steps, and keeps the best weights.',
    ],
  };
  if (dimension === 1) {
    return {
      conditioner: null,
      times: few ? 8 : 16,
      layers: [{ layer: { type: 'planar' }, why: 'A coupling needs two columns. Planar layers also bend one.' }],
      training,
      reasons,
    };
  }
  const mix =
    dimension > LARGE_DIMENSION
      ? {
          layer: { type: 'permutation', order: 'random' },
          why: `Mixes the columns; a matrix of ${dimension} × ${dimension} would be slow.`,
        }
      : { layer: { type: 'linear', kind: 'lu' }, why: 'Learns the correlations of the columns.' };
  const coupling = few
    ? {
        layer: { type: 'affine-coupling', conditioner: 'net', scaleBound: 1 },
        why: 'Scales by at most e per layer, so that a single row cannot get a peak of its own.',
      }
    : { layer: { type: 'spline-coupling', conditioner: 'net', bins: 8, bound: 4 }, why: 'Splines can separate modes.' };
  return {
    conditioner: few ? { type: 'mlp', hidden: [64], activation: 'tanh' } : { type: 'resnet', hidden: 64, blocks: 2 },
    times: few ? 4 : 6,
    layers: [mix, coupling],
    training,
    reasons,
  };
}
