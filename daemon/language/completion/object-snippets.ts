import { type JsonSchema, wordsOf } from '../../spec/schema/json-schema.ts';
import { narrow, type SchemaView, tagOf } from '../vocabulary/schema-view.ts';
import type { Vocabulary, Word, WordKind } from '../vocabulary/vocabulary.ts';
import { choice, type Stops, valueSnippet } from './snippet.ts';

/** Keys that are worth choosing when something is written for the first time; required ones always are. */
const MAIN_KEYS: readonly string[] = ['mask', 'conditioner', 'bins', 'order', 'hidden', 'channels', 'noise', 'slope'];

export interface SnippetContext {
  readonly vocabulary: Vocabulary;
  /** Names of the spec's conditioners. */
  readonly names: readonly string[];
}

/** The members of a new object of this kind, without braces: `"type": "…", "mask": "…"`. */
export function membersSnippet(
  { vocabulary, names }: SnippetContext,
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
    members.push(`"${key}": ${memberSnippet({ vocabulary, names }, stops, key, property)}`);
  }
  return members.join(', ');
}

/** The value that a key is offered with. */
export function memberSnippet(
  { vocabulary, names }: SnippetContext,
  stops: Stops,
  key: string,
  property: JsonSchema,
): string {
  if (key === 'conditioner') {
    if (names.length > 0)
      return choice(
        stops,
        names.map((name) => JSON.stringify(name)),
      );
    const types = [...vocabulary.words.conditioner.keys()].map((name) => JSON.stringify(name));
    return `{ "type": ${choice(stops, types)} }`;
  }
  if (key === 'layers') return `[\n\t{ "type": "$${stops.next()}" }\n]`;
  if (key === 'layer') return `{ "type": "$${stops.next()}" }`;
  if (key === 'times') return valueSnippet(stops, property, 4);
  if (key === 'levels') return valueSnippet(stops, property, 3);
  if (key === 'data') return `{ "source": "$${stops.next()}" }`;
  if (key === 'base')
    return `{ "type": ${choice(
      stops,
      [...vocabulary.words.base.keys()].map((name) => JSON.stringify(name)),
    )} }`;
  return valueSnippet(stops, property);
}

/** Each kind that an object in this place may be of, with the schema of its keys. */
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
    return kind === null || word === undefined ? [] : [{ kind, word, schema }];
  });
}
