import { CompletionItemKind } from 'vscode-languageserver-types';
import { builtValues, type JsonSchema } from '../../spec/schema/json-schema.ts';
import { documentWord } from '../markdown/document-word.ts';
import type { Cursor } from '../text/cursor.ts';
import { isModel, type LanguagePlace } from '../vocabulary/place.ts';
import { into, type SchemaView, tagOf, takesNetwork } from '../vocabulary/schema-view.ts';
import {
  kindsOf,
  memberSnippet,
  membersSnippet,
  namesFor,
  networksAt,
  type SnippetContext,
  without,
} from './object-snippets.ts';
import type { Offer } from './offer.ts';
import { createStops, escapeSnippet } from './snippet.ts';

/** Possible values at the cursor: words, whole objects with their main keys, the default. */
export function offerValues(place: LanguagePlace, cursor: Cursor, context: SnippetContext): readonly Offer[] {
  if (cursor.step === null) return [];
  const objects = place.choices.filter(({ schema }) => schema.type === 'object');
  if (place.container.kind === 'object' && cursor.step === tagOf(objects)) return offerTypes(place, context);
  if (isModel(place, cursor.step)) {
    return [...context.vocabulary.models].map(([name, detail], index) => ({
      label: name,
      kind: CompletionItemKind.EnumMember,
      snippet: JSON.stringify(name),
      detail,
      rank: 200 + index,
    }));
  }
  const view = into(place.root, place.view, cursor.step);
  const offers = [
    ...(takesNetwork(view) ? offerNames(namesFor(context, networksAt(place, context, String(cursor.step)))) : []),
    ...view.flatMap(({ schema }) => offerWords(cursor.step === 'mask' ? without(schema, context.unfit) : schema)),
    ...(cursor.token?.quoted ? [] : [...offerObjects(view, context), ...offerFlows(view, context)]),
  ];
  return [...new Map(offers.map((offer) => [`${offer.label}|${offer.snippet}`, offer])).values()];
}

/** Kinds of the object around the cursor. A new object also gets its main keys. */
function offerTypes(place: LanguagePlace, context: SnippetContext): readonly Offer[] {
  const alone = place.node?.kind !== 'object' || place.node.members.length <= 1;
  return kindsOf(context.vocabulary, place.choices).map(({ kind, word, schema }, index) => {
    const name = JSON.stringify(word.name);
    const tag = kind === 'data' ? 'source' : 'type';
    const members = membersSnippet(context, createStops(), kind, word, schema);
    return {
      label: word.name,
      kind: CompletionItemKind.Class,
      snippet: alone ? members.slice(`"${tag}": `.length) : name,
      detail: word.documentation.summary,
      markdown: documentWord(word, kind, schema),
      rank: 100 + index,
    };
  });
}

function offerNames(names: readonly string[]): readonly Offer[] {
  return names.map((name, index) => ({
    label: name,
    kind: CompletionItemKind.Reference,
    snippet: escapeSnippet(JSON.stringify(name)),
    detail: 'named conditioner',
    rank: index,
  }));
}

function offerWords(schema: JsonSchema): readonly Offer[] {
  const values = [...builtValues(schema), ...('const' in schema ? [schema.const] : [])];
  if (schema.type === 'boolean') values.push(true, false);
  if (schema.type === 'null') values.push(null);
  if (schema.default !== undefined && typeof schema.default !== 'object') values.unshift(schema.default);
  return [...new Set(values)].map((value, index) => ({
    label: typeof value === 'string' ? value : JSON.stringify(value),
    kind: typeof value === 'string' ? CompletionItemKind.EnumMember : CompletionItemKind.Value,
    snippet: escapeSnippet(JSON.stringify(value)),
    ...(typeof value === 'string' ? {} : { filter: JSON.stringify(value) }),
    ...(value === schema.default ? { detail: 'default' } : {}),
    rank: 200 + index,
  }));
}

/** A flow of latents, which has no type. */
function offerFlows(view: SchemaView, context: SnippetContext): readonly Offer[] {
  return view.flatMap(({ schema, definition }) =>
    definition !== null || schema.properties?.layers === undefined
      ? []
      : [
          {
            label: 'layers',
            kind: CompletionItemKind.Snippet,
            snippet: memberSnippet(context, createStops(), '', schema, null),
            ...(schema.description === undefined ? {} : { detail: schema.description }),
            rank: 300,
          },
        ],
  );
}

function offerObjects(view: SchemaView, context: SnippetContext): readonly Offer[] {
  return kindsOf(context.vocabulary, view).map(({ kind, word, schema }, index) => ({
    label: word.name,
    kind: CompletionItemKind.Snippet,
    snippet: `{ ${membersSnippet(context, createStops(), kind, word, schema)} }`,
    filter: word.name,
    detail: word.documentation.summary,
    markdown: documentWord(word, kind, schema),
    rank: 300 + index,
  }));
}
