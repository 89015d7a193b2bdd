/** A flow and its training that suit a table of a given size. */

export interface Recipe {
  /** Of the network of couplings; null: the layers have none. */
  readonly conditioner: Reasoned | null;
  /** The layers that are repeated, and how often. */
  readonly layers: readonly Reasoned[];
  readonly times: number;
  readonly training: { readonly value: Readonly<Record<string, unknown>>; readonly why: readonly string[] };
}

/** A part of the spec, and the reason for it: one comment. */
export interface Reasoned {
  readonly value: object;
  readonly why: string;
}

export interface TableSize {
  /** Numbers in a point. */
  readonly dimension: number;
  /** Of the training split. */
  readonly rows: number;
  readonly validationRows: number;
  /** Length of the context vector. */
  readonly contextSize: number;
}

/** With fewer training rows, a large network learns them by heart within a hundred steps. */
const MANY_ROWS = 5000;
/** Matrices of more rows take longer than the networks. */
const LARGE_DIMENSION = 256;

/**
 * Few rows: affine couplings that start as a full-covariance Gaussian and stay near it, with a smooth network, weight
 * decay, and a validation every 20 steps that chooses the best step. Many rows: spline couplings.
 */
export function recipeFor(size: TableSize): Recipe {
  const { dimension, rows, contextSize } = size;
  const few = rows < MANY_ROWS;
  const training = few ? trainingOfFew(size) : trainingOfMany(size);
  if (dimension === 1) return { ...oneColumn(contextSize), training };
  const mix =
    dimension > LARGE_DIMENSION
      ? { value: { type: 'actnorm' }, why: 'Standardizes each column.' }
      : { value: { type: 'linear', kind: 'lu' }, why: 'Learns the correlations of the columns.' };
  if (few) {
    return {
      conditioner: {
        value: { type: 'mlp', hidden: [64], activation: 'tanh' },
        why: `One smooth hidden layer: larger networks overfit ${rows} training rows at once.`,
      },
      times: 4,
      layers: [
        mix,
        {
          value: { type: 'affine-coupling', conditioner: 'net', scaleBound: 1 },
          why: 'Scales by at most a factor of e, so that no single row gets a peak of its own.',
        },
      ],
      training,
    };
  }
  return {
    conditioner: {
      value: { type: 'resnet', hidden: 64, blocks: 2 },
      why: `${rows} training rows are enough for residual networks.`,
    },
    times: 6,
    layers: [
      mix,
      {
        value: { type: 'spline-coupling', conditioner: 'net', bins: 8, bound: 4 },
        why: 'Splines can separate modes, which affine couplings cannot.',
      },
    ],
    training,
  };
}

/** Couplings need two columns. */
function oneColumn(contextSize: number): Omit<Recipe, 'training'> {
  const bend = { value: { type: 'spline', bins: 16, bound: 4 }, why: 'Bends the one column; couplings need two.' };
  if (contextSize === 0) return { conditioner: null, times: 1, layers: [bend] };
  return {
    conditioner: { value: { type: 'masked-mlp', hidden: [64], activation: 'tanh' }, why: 'Reads the conditions.' },
    times: 2,
    layers: [
      bend,
      { value: { type: 'affine-autoregressive', conditioner: 'net' }, why: 'Shifts and scales it by the conditions.' },
    ],
  };
}

/** The few numbers of a single spline can take large steps. */
function learningRateFor(dimension: number): number {
  return dimension === 1 ? 1e-2 : 1e-3;
}

function trainingOfFew({ dimension, rows, validationRows }: TableSize): Recipe['training'] {
  const batchSize = Math.min(rows, 128);
  return withStopping(validationRows, 20, 25, {
    value: {
      steps: 3000,
      batchSize,
      seed: 1,
      optimizer: { type: 'adamw', learningRate: learningRateFor(dimension), weightDecay: 0.01 },
      schedule: { type: 'cosine', warmup: 50 },
    },
    why: batchSize === rows ? [`Each step uses all ${rows} training rows.`] : [],
  });
}

function trainingOfMany({ dimension, validationRows }: TableSize): Recipe['training'] {
  return withStopping(validationRows, 200, 10, {
    value: {
      steps: 8000,
      batchSize: 512,
      seed: 1,
      optimizer: { type: 'adam', learningRate: learningRateFor(dimension) },
      schedule: { type: 'cosine', warmup: 200 },
    },
    why: [],
  });
}

function withStopping(
  validationRows: number,
  every: number,
  patience: number,
  { value, why }: Recipe['training'],
): Recipe['training'] {
  if (validationRows === 0) {
    const none = 'There are too few rows for a validation that would stop the run before it overfits.';
    return { value: { ...value, steps: 200 }, why: [...why, none] };
  }
  const stop = `Stops when ${every * patience} steps have not improved the validation NLL, and keeps the best weights.`;
  return { value: { ...value, validation: { every }, earlyStopping: { patience } }, why: [...why, stop] };
}
