import type { Documentation } from '../../flow/definition.ts';
import { registries } from '../../spec/check-spec.ts';
import { generateJsonSchema } from '../../spec/generate-schema.ts';
import type { Registries } from '../../spec/resolve/registries.ts';
import { CONTAINER_DOCUMENTATION, CONTAINER_TYPES } from '../../spec/schema/container-schema.ts';
import type { JsonSchema } from '../../spec/schema/json-schema.ts';
import { cachedSources } from '../analysis/cached-sources.ts';

/** A word of the language: a layer type, a base, a conditioner type, a data source. */
export interface Word {
  readonly name: string;
  readonly documentation: Documentation;
  /** Known, but not built in this version. */
  readonly available: boolean;
  /** Of layers: what sampling takes. */
  readonly inverse: 'closed' | 'sequential' | 'iterative' | null;
}

export type WordKind = 'layer' | 'conditioner' | 'base' | 'data';

export interface Vocabulary {
  /** With a cache in front of the data sources. */
  readonly registries: Registries;
  readonly schema: JsonSchema;
  readonly words: Readonly<Record<WordKind, ReadonlyMap<string, Word>>>;
}

/** The language of this version. Costs some milliseconds: one per server. */
export function createVocabulary(): Vocabulary {
  const layers = registries.layers.map(({ type, documentation, build, inverse }) => ({
    name: type,
    documentation,
    available: build !== null,
    inverse,
  }));
  const containers = CONTAINER_TYPES.map((name) => ({
    name,
    documentation: { summary: CONTAINER_DOCUMENTATION[name], formula: CONTAINER_FORMULAS[name], ...NO_FIGURES },
    available: true,
    inverse: null,
  }));
  const plain = (list: readonly { type: string; documentation: Documentation; build: unknown }[]) =>
    list.map(({ type, documentation, build }) => ({
      name: type,
      documentation,
      available: build !== null,
      inverse: null,
    }));
  const sources = registries.sources.map(({ type, documentation, load }) => ({ type, documentation, build: load }));
  return {
    registries: { ...registries, sources: cachedSources(registries.sources) },
    schema: generateJsonSchema(),
    words: {
      layer: byName([...layers, ...containers]),
      conditioner: byName(plain(registries.conditioners)),
      base: byName(plain(registries.bases)),
      data: byName(plain(sources)),
    },
  };
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
