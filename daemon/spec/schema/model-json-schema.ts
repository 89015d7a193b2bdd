/** The part of the JSON Schema that depends on the models: their keys, and which ones all need. */
import { isDeepStrictEqual } from 'node:util';
import { DEFAULT_BASE } from '../../flow/bases/registry.ts';
import type { ModelDefinition } from '../../models/definition.ts';
import { type JsonSchema, jsonSchemaOf } from './json-schema.ts';
import type { ModelVocabulary } from './top-level-schema.ts';

export const LAYERS: JsonSchema = {
  type: 'array',
  minItems: 1,
  items: { $ref: '#/$defs/layer' },
  description: 'Layers, data → latent.',
};

/** Of a flow of latents. */
const LATENT_LAYERS: JsonSchema = { ...LAYERS, description: 'Layers, from the latent to the base.' };

const BASE: JsonSchema = { $ref: '#/$defs/base', default: { type: DEFAULT_BASE } };

/** A name, or any conditioner with its own keys. */
export const CONDITIONER: JsonSchema = {
  anyOf: [{ type: 'string', minLength: 1 }, { $ref: '#/$defs/conditioner' }],
};

export interface ModelSchemas {
  readonly name: JsonSchema;
  readonly model: JsonSchema;
  readonly backend: JsonSchema;
  readonly device: JsonSchema;
  readonly matmulPrecision: JsonSchema;
  /** Sections and plain keys of the models. */
  readonly sections: Readonly<Record<string, JsonSchema>>;
  /** The keys that all of them need. */
  readonly required: readonly string[];
}

/** @param models whose specs it is for @param always keys that every model needs */
export function modelSchemas(
  { schemaOf }: Pick<ModelVocabulary, 'schemaOf'>,
  models: readonly ModelDefinition[],
  always: readonly string[],
): ModelSchemas {
  const plain = (model: ModelDefinition) => jsonSchemaOf(schemaOf(model));
  const schemas = models.map(plain);
  const { name, model, backend, device, matmulPrecision } = schemas[0]!.properties!;
  const sections = merged(models.map((own, i) => sectionSchemas(own, schemas[i]!)));
  const [needed, ...others] = models.map((own, i) => requiredKeys(own, schemas[i]!));
  // What only some models need, their check demands: alternatives at the top would hide the keys from completion.
  const required = [...always, ...needed!.filter((key) => others.every((keys) => keys.includes(key)))];
  const engine = { backend: backend!, device: device!, matmulPrecision: matmulPrecision! };
  return { name: name!, model: model!, ...engine, sections, required };
}

/** A key that several models have accepts the values of each. */
function merged(ofModels: readonly Readonly<Record<string, JsonSchema>>[]): Record<string, JsonSchema> {
  const schemas = new Map<string, JsonSchema[]>();
  for (const [key, schema] of ofModels.flatMap(Object.entries<JsonSchema>)) {
    const known = schemas.get(key) ?? [];
    if (!known.some((other) => isDeepStrictEqual(other, schema))) schemas.set(key, [...known, schema]);
  }
  return Object.fromEntries(
    [...schemas].map(([key, [first, ...others]]) => [
      key,
      others.length === 0 ? first! : { anyOf: [first!, ...others], ...descriptions([first!, ...others]) },
    ]),
  );
}

/** Of a key that several models have: what it is for each. */
function descriptions(schemas: readonly JsonSchema[]): Pick<JsonSchema, 'description'> {
  const own = schemas.flatMap(({ description }) => description ?? []);
  return own.length === 0 ? {} : { description: own.join(' Or: ') };
}

function sectionSchemas(
  { sections: { layers, networks, keys, flows = {} } }: ModelDefinition,
  { properties }: JsonSchema,
): Record<string, JsonSchema> {
  return {
    ...(layers ? { base: BASE, layers: LAYERS } : {}),
    ...Object.fromEntries(
      Object.entries(networks).map(([key, { description }]) => [key, { ...CONDITIONER, description }]),
    ),
    ...Object.fromEntries(
      Object.entries(flows).map(([key, { description, base }]) => [
        key,
        {
          type: 'object',
          description,
          properties: { ...(base ? { base: BASE } : {}), layers: LATENT_LAYERS },
          additionalProperties: false,
        } satisfies JsonSchema,
      ]),
    ),
    ...Object.fromEntries(Object.keys(keys.shape).map((key) => [key, properties![key]!])),
  };
}

function requiredKeys({ sections: { layers, networks } }: ModelDefinition, { required }: JsonSchema): string[] {
  const ofNetworks = Object.entries(networks).flatMap(([key, network]) =>
    network.default === null && !network.optional ? [key] : [],
  );
  return [...(layers ? ['layers'] : []), ...ofNetworks, ...(required ?? [])];
}
