import * as z from 'zod';

const wholeNumber = z.int().min(1);

/** Objectives of the language that this version cannot train with. */
export const UNAVAILABLE_OBJECTIVES: readonly string[] = ['reverse-kl'];
const objectiveNames = z.enum(['max-likelihood', 'reverse-kl']).meta({ notAvailable: UNAVAILABLE_OBJECTIVES });

const objectiveSchema = z.union([
  objectiveNames,
  z.strictObject({
    type: objectiveNames.describe('Which divergence is minimized.'),
    pathGradient: z
      .boolean()
      .default(false)
      .describe('reverse-kl: drop the score term of the gradient, which has mean zero (less noise near the optimum).'),
  }),
]);

const optimizerSchema = z
  .strictObject({
    type: z.enum(['adam', 'adamw', 'adamax']).default('adam').describe('Update rule.'),
    learningRate: z.number().positive().max(10).default(1e-3).describe('Step size at the top of the schedule.'),
    beta1: z.number().min(0).lt(1).default(0.9).describe('Decay of the mean of the gradient.'),
    beta2: z.number().min(0).lt(1).default(0.999).describe('Decay of the mean of the squared gradient.'),
    epsilon: z.number().positive().default(1e-8).describe('Added to the denominator.'),
    weightDecay: z
      .number()
      .min(0)
      .optional()
      .describe('adamw: decay of weights per step, 0.01 if left out; not on biases, actnorm and log-scales.'),
  })
  .describe('How gradients become steps.');

const scheduleSchema = z
  .strictObject({
    type: z.enum(['constant', 'cosine', 'exponential', 'step']).default('constant').describe('Course of the rate.'),
    warmup: z.int().min(0).default(0).describe('Steps of linear warm-up from zero.'),
    final: z
      .number()
      .min(0)
      .max(1)
      .optional()
      .describe('Fraction of learningRate at the end: 0 for cosine, 0.01 for exponential if left out.'),
    every: wholeNumber.default(1000).describe('step: number of steps between two cuts.'),
    factor: z.number().positive().max(1).default(0.5).describe('step: what the rate is multiplied by at each cut.'),
  })
  .describe('Course of the learning rate.');

/** `training` of a spec: the one source of its types, its validation and its JSON Schema. */
export const trainingSchema = z.strictObject({
  objective: objectiveSchema
    .default('max-likelihood')
    .describe('max-likelihood: −mean log q(x) over data; reverse-kl: E[log q(x) − log p̃(x)] over samples of the flow.'),
  steps: wholeNumber.optional().describe('Optimization steps; 2000 if neither steps nor epochs is given.'),
  epochs: wholeNumber.optional().describe('Passes over the training rows, instead of steps.'),
  batchSize: wholeNumber.default(256).describe('Rows per step; at most the size of the training set.'),
  seed: z.int().min(0).default(0).describe('Initialization, order and noise, as separate streams.'),
  optimizer: optimizerSchema.prefault({}),
  schedule: scheduleSchema.prefault({}),
  gradientClip: z
    .number()
    .positive()
    .nullable()
    .optional()
    .describe('Largest global norm of the gradient, or null; 5 if left out, null for images.'),
  ema: z
    .strictObject({ decay: z.number().min(0).lt(1).default(0.999).describe('Share of the old average kept per step.') })
    .nullable()
    .default(null)
    .describe('Running average of the parameters, used for evaluation.'),
  validation: z
    .strictObject({
      every: wholeNumber.optional().describe('Steps between validations; max(1, ⌊steps/40⌋) if left out.'),
      samples: wholeNumber
        .default(10_000)
        .describe('Most rows of the validation split that are used: a random sample, the same at every validation.'),
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
      every: wholeNumber.default(1000).describe('Most steps between checkpoints.'),
      seconds: z.number().positive().default(30).describe('Most seconds between checkpoints.'),
      keep: wholeNumber.default(3).describe('How many of the latest are kept; the best is kept as well.'),
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
      'Loss in nats beyond which training counts as diverged. If left out: 1000·D at the first step, no bound up to step 100, then 1000·D above the best validated loss; a loss that is not finite always counts.',
    ),
  recompute: z
    .boolean()
    .default(false)
    .describe('Recompute activations by the inverse instead of storing them: less memory, more time.'),
});

export type TrainingConfig = z.infer<typeof trainingSchema>;
