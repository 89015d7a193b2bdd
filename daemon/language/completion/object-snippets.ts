import { type JsonSchema, wordsOf } from '../../spec/schema/json-schema.ts';
import type { Definition } from '../analysis/conditioner-names.ts';
import { type LanguagePlace, textsOf } from '../vocabulary/place.ts';
import { narrow, type SchemaView, tagOf } from '../vocabulary/schema-view.ts';
import type { Vocabulary, Word, WordKind } from '../vocabulary/vocabulary.ts';
import { choice, type Stops, valueSnippet } from './snippet.ts';

/** Keys to include in a new object because they are worth choosing; required ones are always included. */
const MAIN_KEYS: readonly string[] = ['mask', 'conditioner', 'bins', 'order', 'hidden', 'channels', 'noise', 'slope'];

export interface SnippetContext {
  readonly vocabulary: Vocabulary;
  /** The spec's conditioners. */
  readonly definitions: readonly Pick<Definition, 'name' | 'type'>[];
  /** Words that do not apply to the data: masks of images if rows are vectors. */
  readonly unfit: ReadonlySet<string>;
}

/** Named conditioners that match: an autoregressive layer accepts only masked networks. For unknown types: all. */
export function namesFor({ definitions }: SnippetContext, networks: readonly string[] | null): readonly string[] {
  const fitting = definitions.filter(({ type }) => networks === null || type === null || networks.includes(type));
  return [...new Set(fitting.map(({ name }) => name))];
}

/** The members of a new object of this kind, without braces: `"type": "…", "mask": "…"`. */
export function membersSnippet(
  context: SnippetContext,
  stops: Stops,
  kind: WordKind,
  word: Word,
  schema: JsonSchema,
): string {
  const tag = kind === 'data' ? 'source' : 'type';
  const required = schema.required ?? [];
  const members = [`"${tag}": ${JSON.stringify(word.name)}`];
  for (const [key, property] of Object.entries(schema.properties ?? {})) {
    if (key === tag || !(required.includes(key) || MAIN_KEYS.includes(key))) continue;
    members.push(`"${key}": ${memberSnippet(context, stops, key, property, word.networks)}`);
  }
  return members.join(', ');
}

/** The value that completion offers for a key. */
export function memberSnippet(
  context: SnippetContext,
  stops: Stops,
  key: string,
  property: JsonSchema,
  networks: readonly string[] | null,
): string {
  const { vocabulary } = context;
  if (isNetwork(property)) {
    const names = namesFor(context, networks);
    if (names.length > 0) return choice(stops, names.map(quoted));
    return `{ "type": ${choice(stops, (networks ?? namesOf(vocabulary, 'conditioner')).map(quoted))} }`;
  }
  if (key === 'layers') return `[\n\t{ "type": "$${stops.next()}" }\n]`;
  if (key === 'layer') return `{ "type": "$${stops.next()}" }`;
  if (key === 'times') return valueSnippet(stops, property, 4);
  if (key === 'levels') return valueSnippet(stops, property, 3);
  if (key === 'data') return `{ "source": "$${stops.next()}" }`;
  // A flow of latents.
  const list = property.properties?.layers;
  if (list !== undefined) return `{ "layers": ${memberSnippet(context, stops, 'layers', list, null)} }`;
  if (key === 'base') return `{ "type": ${choice(stops, namesOf(vocabulary, 'base').map(quoted))} }`;
  return valueSnippet(stops, key === 'mask' ? without(property, context.unfit) : property);
}

/** A schema without some of its words. */
export function without(schema: JsonSchema, unfit: ReadonlySet<string>): JsonSchema {
  if (unfit.size === 0) return schema;
  const { anyOf } = schema;
  return {
    ...schema,
    ...(schema.enum ? { enum: schema.enum.filter((word) => !unfit.has(String(word))) } : {}),
    ...(anyOf ? { anyOf: anyOf.map((option) => without(option, unfit)) } : {}),
  };
}

/** Networks that a key of the object around a cursor can have; null if it has none or is not known. */
export function networksAt(
  { container, node }: LanguagePlace,
  { vocabulary }: SnippetContext,
  key: string,
): readonly string[] | null {
  const type = textsOf(container, node)('type');
  const word = type === undefined ? undefined : (vocabulary.words.layer.get(type) ?? vocabulary.words.base.get(type));
  return word?.networks ?? vocabulary.networksOf(key);
}

/** Whether a key's value is a network: the name of a conditioner, or an object. */
function isNetwork({ anyOf = [] }: JsonSchema): boolean {
  return anyOf.some(({ $ref }) => $ref === '#/$defs/conditioner');
}

function namesOf({ words }: Vocabulary, kind: WordKind): readonly string[] {
  return [...words[kind].values()].filter(({ available }) => available).map(({ name }) => name);
}

function quoted(name: string): string {
  return JSON.stringify(name);
}

/** Each available kind that an object here may have, with the schema of its keys. */
export function kindsOf(
  vocabulary: Vocabulary,
  view: SchemaView,
): readonly { readonly kind: WordKind; readonly word: Word; readonly schema: JsonSchema }[] {
  const tag = tagOf(view);
  if (tag === null) return [];
  return narrow(view, () => undefined).flatMap(({ schema, definition }) => {
    const name = wordsOf(schema.properties![tag]!)[0];
    const kind = definition as WordKind | null;
    const word = kind === null || name === undefined ? undefined : vocabulary.words[kind]?.get(name);
    return kind === null || word?.available !== true ? [] : [{ kind, word, schema }];
  });
}
