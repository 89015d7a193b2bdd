import type { LayerDefinition } from '../../flow/definition.ts';
import type { ModelDefinition } from '../../models/definition.ts';
import type { Registries } from '../resolve/registries.ts';
import {
  CONTAINER_DOCUMENTATION,
  CONTAINER_TYPES,
  type ContainerType,
  inverseSchema,
  multiScaleSchema,
  repeatSchema,
} from './container-schema.ts';
import { type JsonSchema, jsonSchemaOf } from './json-schema.ts';
import { CONDITIONER, LAYERS, modelSchemas } from './model-json-schema.ts';
import { commonDataSchema } from './top-level-schema.ts';
import { trainingSchema } from './training-schema.ts';

const DIALECT = 'https://json-schema.org/draft/2020-12/schema';
/**
 * The JSON Schema of the language, from the same zod schemas that check it.
 * @param only the model of the specs; absent: any
 */
export function jsonSchemaFor(registries: Registries, only?: ModelDefinition): JsonSchema {
  const { name, model, backend, device, matmulPrecision, sections, required } = modelSchemas(
    registries.models,
    only ? [only] : registries.models.definitions,
    ['data'],
  );
  const { base, layers, ...others } = sections;
  return {
    $schema: DIALECT,
    title: 'Flowscope spec',
    description: only ? only.documentation.summary : 'A model, the data it is trained on, and how.',
    type: 'object',
    properties: {
      name,
      model,
      data: { $ref: '#/$defs/data' },
      ...(base ? { base } : {}),
      conditioners: {
        type: 'object',
        additionalProperties: { $ref: '#/$defs/conditioner' },
        default: {},
        description: 'Networks by name. A name is a template: each use has its own weights.',
      },
      ...(layers ? { layers } : {}),
      ...others,
      training: { ...trainingJsonSchema(), description: 'How the model is trained.' },
      backend,
      device,
      matmulPrecision,
    },
    required,
    additionalProperties: false,
    $defs: {
      data: {
        anyOf: registries.sources.map((source) =>
          withType('source', source.type, source.documentation.summary, dataKeys(jsonSchemaOf(source.schema))),
        ),
      },
      base: {
        anyOf: registries.bases.map((base) =>
          withType('type', base.type, base.documentation.summary, withNetwork(jsonSchemaOf(base.schema))),
        ),
      },
      conditioner: {
        anyOf: registries.conditioners.map((c) =>
          withType('type', c.type, c.documentation.summary, jsonSchemaOf(c.schema)),
        ),
      },
      layer: { anyOf: [...registries.layers.map(layerSchema), ...CONTAINER_TYPES.map(containerSchema)] },
    },
  };
}

function layerSchema(definition: LayerDefinition): JsonSchema {
  return withType(
    'type',
    definition.type,
    definition.documentation.summary,
    withNetwork(jsonSchemaOf(definition.schema)),
  );
}

function withType(key: 'type' | 'source', name: string, summary: string, schema: JsonSchema): JsonSchema {
  return {
    ...schema,
    type: 'object',
    description: summary,
    properties: { [key]: { const: name, description: summary }, ...schema.properties },
    required: [key, ...(schema.required ?? [])],
    additionalProperties: false,
  };
}

function dataKeys(schema: JsonSchema): JsonSchema {
  return { ...schema, properties: { ...jsonSchemaOf(commonDataSchema).properties, ...schema.properties } };
}

/** The key is a name or any conditioner with its own keys. */
function withNetwork(schema: JsonSchema, key = 'conditioner'): JsonSchema {
  const conditioner = schema.properties?.[key];
  if (!conditioner) return schema;
  const { description } = conditioner;
  const network = { ...CONDITIONER, ...(description === undefined ? {} : { description }) };
  return { ...schema, properties: { ...schema.properties, [key]: network } };
}

function trainingJsonSchema(): JsonSchema {
  const schema = jsonSchemaOf(trainingSchema);
  const { objective } = schema.properties!;
  const anyOf = objective!.anyOf!.map((option) => withNetwork(option, 'discriminator'));
  return { ...schema, properties: { ...schema.properties, objective: { ...objective, anyOf } } };
}

function containerSchema(type: ContainerType): JsonSchema {
  const own = { repeat: repeatSchema, inverse: inverseSchema, 'multi-scale': multiScaleSchema }[type];
  const schema = jsonSchemaOf(own);
  const layers: Readonly<Record<string, JsonSchema>> =
    type === 'inverse' ? { layer: { $ref: '#/$defs/layer' }, layers: LAYERS } : { layers: LAYERS };
  const required = [...(schema.required ?? []), ...(type === 'inverse' ? [] : ['layers'])];
  return withType('type', type, CONTAINER_DOCUMENTATION[type], {
    ...schema,
    properties: { ...schema.properties, ...layers },
    required,
  });
}
