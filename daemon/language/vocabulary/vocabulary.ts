import type { Documentation } from '../../flow/definition.ts';
import type { ModelDefinition } from '../../models/definition.ts';
import { registries } from '../../spec/check-spec.ts';
import { containerIsBuilt } from '../../spec/resolve/availability.ts';
import { modelNamed } from '../../spec/resolve/top-level-section.ts';
import { CONTAINER_DOCUMENTATION, CONTAINER_TYPES } from '../../spec/schema/container-schema.ts';
import { jsonSchemaFor } from '../../spec/schema/generate-json-schema.ts';
import type { JsonSchema } from '../../spec/schema/json-schema.ts';

/** A word of the language: a layer type, a base, a conditioner type, a data source. */
export interface Word {
  readonly name: string;
  readonly documentation: Documentation;
  /** Known, but not built in this version. */
  readonly available: boolean;
  /** For layers: the cost of sampling. */
  readonly inverse: 'closed' | 'sequential' | 'iterative' | null;
  /** Types of the available networks that it can use; null if it has no `conditioner`. */
  readonly networks: readonly string[] | null;
}

export type WordKind = 'layer' | 'conditioner' | 'base' | 'data';

export interface Vocabulary {
  /**
   * Of specs of this model, as written (null: not written). Created on first use: it takes tens of milliseconds, and
   * `initialize` must not wait for it.
   */
  schemaOf(model: string | null): JsonSchema;
  readonly words: Readonly<Record<WordKind, ReadonlyMap<string, Word>>>;
  /** What each value of `model` is, in a sentence. */
  readonly models: ReadonlyMap<string, string>;
  /** Types of the available networks of a key outside layers and bases, such as `generator`; null if no model has it. */
  networksOf(key: string): readonly string[] | null;
}

/** The language of this version, shared by all connections of a process. */
export function createVocabulary(): Vocabulary {
  const layers = registries.layers.map(({ type, documentation, build, inverse, conditioner }) => ({
    name: type,
    documentation,
    available: build !== null,
    inverse,
    networks: conditioner ? networksOf(conditioner.kinds) : null,
  }));
  const containers = CONTAINER_TYPES.map((name) => ({
    name,
    documentation: { summary: CONTAINER_DOCUMENTATION[name], formula: CONTAINER_FORMULAS[name], ...NO_FIGURES },
    available: containerIsBuilt(name, registries.layers),
    inverse: null,
    networks: null,
  }));
  const plain = (list: readonly { type: string; documentation: Documentation; build: unknown }[]) =>
    list.map(({ type, documentation, build }) => ({
      name: type,
      documentation,
      available: build !== null,
      inverse: null,
      networks: null,
    }));
  const bases = plain(registries.bases).map((base, i) => {
    const { conditioner } = registries.bases[i]!;
    return conditioner ? { ...base, networks: networksOf(conditioner.kinds) } : base;
  });
  const sources = registries.sources.map(({ type, documentation, load }) => ({ type, documentation, build: load }));
  const schemas = new Map<ModelDefinition, JsonSchema>();
  return {
    schemaOf(name) {
      const model = modelNamed(registries.models.definitions, name);
      const schema = schemas.get(model) ?? jsonSchemaFor(registries, model);
      schemas.set(model, schema);
      return schema;
    },
    models: new Map(registries.models.definitions.map(({ type, documentation }) => [type, documentation.summary])),
    networksOf(key) {
      const kinds = registries.models.definitions.flatMap(({ sections }) => sections.networks[key]?.kinds ?? []);
      return kinds.length === 0 ? null : networksOf(kinds);
    },
    words: {
      layer: byName([...layers, ...containers]),
      conditioner: byName(plain(registries.conditioners)),
      base: byName(bases),
      data: byName(plain(sources)),
    },
  };
}

function networksOf(kinds: readonly string[]): readonly string[] {
  return registries.conditioners
    .filter(({ kind, build }) => kinds.includes(kind) && build !== null)
    .map(({ type }) => type);
}

const CONTAINER_FORMULAS = {
  repeat: 'f = fₙ ∘ … ∘ f₁, n = times · number of layers',
  inverse: 'z = g⁻¹(x), g = the layers as listed',
  'multi-scale': 'z = (z₁, …, z_levels), one part split off per level',
} as const;

const NO_FIGURES = { logDet: 'sum over the layers inside', reference: null } as const;

function byName(words: readonly Word[]): ReadonlyMap<string, Word> {
  return new Map(words.map((word) => [word.name, word]));
}
