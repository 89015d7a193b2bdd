import * as z from 'zod';
import { adversarialKeys } from '../../models/gan/adversarial-keys.ts';

const wholeNumber = z.int().min(1);

/** Of `training.checkpoint`. */
export const DEFAULT_HISTORY = { history: 20, historyBytes: 256_000_000 } as const;

/** Objectives of the language that this version cannot train with. */
export const UNAVAILABLE_OBJECTIVES: readonly string[] = ['reverse-kl'];
/** The objective of a flow that is also trained against a discriminator. */
export const ADVERSARIAL = 'adversarial';
/** A network that fits every kind of data, as JSON text. */
export const DISCRIMINATOR_SAMPLE = '{ "type": "mlp" }';

const objectiveNames = z.enum(['max-likelihood', 'reverse-kl']).meta({ notAvailable: UNAVAILABLE_OBJECTIVES });

const objectiveSchema = z.union([
  objectiveNames,
  z.strictObject({
    type: objectiveNames.describe('The divergence that is minimized.'),
    pathGradient: z
      .boolean()
      .default(false)
      .describe('reverse-kl: drop the score term of the gradient, which has mean zero (less noise near the optimum).'),
  }),
  z.strictObject({
    type: z
      .literal(ADVERSARIAL)
      .describe(
        'The flow is the generator of a GAN, and keeps its exact log-likelihood (Flow-GAN: Grover et al. 2018).',
      ),
    discriminator: z
      .union([z.string().min(1), z.looseObject({})])
      .meta({ wanted: 'a conditioner, or the name of one', sample: DISCRIMINATOR_SAMPLE })
      .describe('The network that tells data from samples: a name from `conditioners`, or an object with `type`.'),
    likelihoodWeight: z
      .number()
      .min(0)
      .default(1)
      .describe('λ: the flow minimizes the loss of the game + λ·(−mean log q(x)). 0: the likelihood is only reported.'),
    ...adversarialKeys,
  }),
]);

const optimizerSchema = z
  .strictObject({
    type: z.enum(['adam', 'adamw', 'adamax']).default('adam').describe('Update rule.'),
    learningRate: z.number().positive().max(10).default(1e-3).describe('Learning rate at the peak of the schedule.'),
    beta1: z.number().min(0).lt(1).default(0.9).describe('Decay rate of the first moment (β₁).'),
    beta2: z.number().min(0).lt(1).default(0.999).describe('Decay rate of the second moment (β₂).'),
    epsilon: z.number().positive().default(1e-8).describe('Added to the denominator.'),
    weightDecay: z
      .number()
      .min(0)
      .optional()
      .describe('adamw: weight decay per step, 0.01 by default; not applied to biases, actnorm and log-scales.'),
  })
  .describe('The optimizer and its parameters.');

const scheduleSchema = z
  .strictObject({
    type: z.enum(['constant', 'cosine', 'exponential', 'step']).default('constant').describe('Shape of the schedule.'),
    warmup: z.int().min(0).default(0).describe('Steps of linear warmup from zero.'),
    final: z
      .number()
      .min(0)
      .max(1)
      .optional()
      .describe('Fraction of learningRate at the end: by default 0 for cosine, 0.01 for exponential.'),
    every: wholeNumber.default(1000).describe('step: number of steps between two reductions.'),
    factor: z
      .number()
      .positive()
      .max(1)
      .default(0.5)
      .describe('step: factor applied to the learning rate at each reduction.'),
  })
  .describe('Learning rate schedule.');

/** `training` of a spec: the one source of its types, its validation and its JSON Schema. */
export const trainingSchema = z.strictObject({
  objective: objectiveSchema
    .default('max-likelihood')
    .describe(
      'max-likelihood: −mean log q(x) over data; reverse-kl: E[log q(x) − log p̃(x)] over samples of the flow; adversarial: a discriminator tells samples of the flow from data.',
    ),
  steps: wholeNumber.optional().describe('Optimization steps; 2000 if neither steps nor epochs is given.'),
  epochs: wholeNumber.optional().describe('Passes over the training rows, instead of steps.'),
  batchSize: wholeNumber.default(256).describe('Rows per step; at most the size of the training set.'),
  seed: z
    .int()
    .min(0)
    .default(0)
    .describe('Seed of the initialization, the batch order and the dequantization noise, as separate streams.'),
  optimizer: optimizerSchema.prefault({}),
  discriminatorOptimizer: optimizerSchema
    .optional()
    .describe('The optimizer of a discriminator, with keys as `optimizer`. Default: `optimizer`.'),
  schedule: scheduleSchema.prefault({}),
  gradientClip: z
    .number()
    .positive()
    .nullable()
    .optional()
    .describe(
      'Largest global norm of the gradient of each objective, or null for no clipping; by default 5, null for images.',
    ),
  ema: z
    .strictObject({
      decay: z.number().min(0).lt(1).default(0.999).describe('Fraction of the old average kept at each step.'),
    })
    .nullable()
    .default(null)
    .describe('Running average of the parameters, used for evaluation.'),
  validation: z
    .strictObject({
      every: wholeNumber.optional().describe('Steps between validations; max(1, ⌊steps/40⌋) by default.'),
      samples: wholeNumber
        .default(10_000)
        .describe('Largest number of validation rows used: a random sample, the same at every validation.'),
    })
    .prefault({})
    .describe('When the validation split is evaluated.'),
  earlyStopping: z
    .strictObject({
      patience: wholeNumber.default(10).describe('Validations without improvement before training stops.'),
      minDelta: z.number().min(0).default(1e-4).describe('Smallest improvement that counts, in nats.'),
    })
    .nullable()
    .default(null)
    .describe('Stops when validation no longer improves, and restores the best parameters.'),
  checkpoint: z
    .strictObject({
      every: wholeNumber.default(1000).describe('Largest number of steps between checkpoints.'),
      seconds: z.number().positive().default(30).describe('Largest number of seconds between checkpoints.'),
      keep: wholeNumber.default(3).describe('Number of latest checkpoints kept; the best one is also kept.'),
      history: z
        .int()
        .min(0)
        .max(1000)
        .default(DEFAULT_HISTORY.history)
        .describe(
          'Number of snapshots, 0 for none: weights of earlier steps, spaced by log step, which panels and --checkpoint show. Training is never resumed from them.',
        ),
      historyBytes: wholeNumber
        .default(DEFAULT_HISTORY.historyBytes)
        .describe('Largest size of all snapshots together, bytes: there are fewer if they would exceed it.'),
    })
    .prefault({})
    .describe('When checkpoints are written; never changes the trajectory.'),
  statistics: z
    .strictObject({ every: wholeNumber.default(10).describe('Steps between records of per-layer mean log-det.') })
    .prefault({})
    .describe('How often per-layer statistics are recorded.'),
  lossLimit: z
    .number()
    .positive()
    .optional()
    .describe(
      '|loss| in nats at or above which a run counts as diverged. Default: 1000·D at step 1; any finite loss in steps 2–100; later 1000·D + min(1000·D, |best validation loss|). A loss that is not finite always counts as diverged.',
    ),
  recompute: z
    .boolean()
    .default(false)
    .describe(
      'Recompute activations by inverting the layers instead of storing them: less memory, more time. Applies to each repeat whose repetitions have the same layers and shapes and whose layers have a one-pass inverse.',
    ),
});

export type TrainingConfig = z.infer<typeof trainingSchema>;
