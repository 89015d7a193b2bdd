import * as z from 'zod';
import { BACKEND_CHOICES, DEVICE_PATTERN, isAvailable, MATMUL_PRECISIONS } from '../../../protocol/backends.ts';
import type { ModelDefinition } from '../../models/definition.ts';

/**
 * The outermost object. Its larger members have schemas of their own (data, conditioners, training, and the sections of
 * its model) and are checked one by one, so that a problem in one never hides the others.
 */
const commonSchema = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z0-9._-]{1,64}$/)
    .optional()
    .describe('Name of the flow and of its runs. Default: the file name.'),
  backend: z
    .enum(BACKEND_CHOICES)
    .meta({ notAvailable: BACKEND_CHOICES.filter((backend) => !isAvailable(backend)) })
    .default('auto')
    .describe(
      'Backend that trains the model. cpu: ONNX Runtime on the processor. auto: the same, unless a GPU is measured to be faster for this spec. webgpu: ONNX Runtime on a GPU. jax: your own Python with JAX, for GPUs and TPUs. tensorflow: the packages of TensorFlow.js that you installed.',
    ),
  device: z
    .string()
    .regex(DEVICE_PATTERN)
    .optional()
    .describe(
      'With backend jax: cpu, gpu, gpu:1, tpu … With backend tensorflow: node-gpu, node, wasm, cpu. Default: the first that there is.',
    ),
  matmulPrecision: z
    .enum(MATMUL_PRECISIONS)
    .optional()
    .describe('With backend jax: precision of matrix products on GPUs and TPUs. Default: highest, which is float32.'),
});

type TopLevelSchema = ReturnType<typeof topLevelSchema>;

/** The models that a spec can have, with the schemas of their plain keys. */
export interface ModelVocabulary {
  /** The first is the default of `model`. */
  readonly definitions: readonly ModelDefinition[];
  schemaOf(model: ModelDefinition): TopLevelSchema;
}

export function modelVocabulary(definitions: readonly ModelDefinition[]): ModelVocabulary {
  const schemas = new Map(definitions.map((model) => [model, topLevelSchema(definitions, model)]));
  return { definitions, schemaOf: (model) => schemas.get(model)! };
}

function topLevelSchema(models: readonly ModelDefinition[], model: ModelDefinition) {
  const types = models.map(({ type }) => type);
  const key = z
    .enum(types)
    .default(types[0]!)
    .describe(`What is trained. ${models.map(sentences).join(' ')}`);
  const { name, ...engine } = commonSchema.shape;
  return z.strictObject({ name, model: key, ...engine, ...model.sections.keys.shape });
}

/** What a model is and what its figures mean. */
function sentences({ type, documentation, metrics }: ModelDefinition): string {
  const figures = metrics.map(({ name, unit, definition }) => `${name} (${unit}): ${definition}`);
  return [`${type}: ${documentation.summary}`, ...figures].join(' ');
}

/** All members that belong to a model or are shared: what only other models have is an error. */
export function membersOf(model: ModelDefinition): readonly string[] {
  return [...sectionsOf(model), ...Object.keys(model.sections.keys.shape)];
}

/** The members that this model's spec may have besides its plain keys; each is checked on its own. */
export function sectionsOf({ sections: { layers, networks, flows = {} } }: ModelDefinition): readonly string[] {
  const own = [...(layers ? ['layers'] : []), ...Object.keys(networks), ...Object.keys(flows)];
  return ['data', ...(layers ? ['base'] : []), 'conditioners', ...own, 'training'];
}

/** Keys that every data source has. */
export const commonDataSchema = z.strictObject({
  seed: z.int().min(0).default(0).describe('Seed of the split and of generated data, independent of training.seed.'),
  limit: z.int().min(1).nullable().default(null).describe('Use at most this many rows.'),
});
