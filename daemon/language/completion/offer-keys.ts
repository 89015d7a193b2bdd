import { CompletionItemKind } from 'vscode-languageserver-types';
import type { JsonSchema } from '../../spec/schema/json-schema.ts';
import { documentKey } from '../markdown/document-word.ts';
import { expects } from '../markdown/expects.ts';
import type { Cursor } from '../text/cursor.ts';
import { type LanguagePlace, textsOf } from '../vocabulary/place.ts';
import { tagOf } from '../vocabulary/schema-view.ts';
import { memberSnippet, networksAt, type SnippetContext } from './object-snippets.ts';
import type { Offer } from './offer.ts';
import { createStops, type Stops } from './snippet.ts';

/** The keys that an object does not have yet. Without a `type` (or `source`), only that key is offered. */
export function offerKeys(place: LanguagePlace, cursor: Cursor, context: SnippetContext): readonly Offer[] {
  const present = presentKeys(place, cursor);
  const tag = tagOf(place.choices.filter(({ schema }) => schema.type === 'object'));
  if (tag !== null && textsOf(place.container, place.node)(tag) === undefined && !present.has(tag)) {
    return [tagOffer(tag, cursor)];
  }
  const offers = new Map<string, Offer>();
  for (const { schema } of place.view) {
    for (const [key, property] of Object.entries(schema.properties ?? {})) {
      if (present.has(key) || offers.has(key)) continue;
      offers.set(
        key,
        keyOffer(key, property, schema, cursor, (stops) =>
          memberSnippet(context, stops, key, property, networksAt(place, context, key)),
        ),
      );
    }
  }
  return [...offers.values()];
}

function presentKeys(place: LanguagePlace, cursor: Cursor): ReadonlySet<string> {
  const own = cursor.token?.offset;
  const members = place.node?.kind === 'object' ? place.node.members : [];
  return new Set(members.filter(({ keySpan }) => keySpan.offset !== own).map(({ key }) => key));
}

function tagOffer(tag: string, cursor: Cursor): Offer {
  return {
    label: tag,
    kind: CompletionItemKind.Property,
    snippet: cursor.colonFollows ? `"${tag}"` : `"${tag}": "$1"`,
    detail: 'required',
    rank: 0,
  };
}

function keyOffer(
  key: string,
  property: JsonSchema,
  owner: JsonSchema,
  cursor: Cursor,
  value: (stops: Stops) => string,
): Offer {
  const required = owner.required?.includes(key) === true;
  const preset = property.default === undefined ? '' : `, default ${JSON.stringify(property.default)}`;
  return {
    label: key,
    kind: CompletionItemKind.Property,
    snippet: cursor.colonFollows ? JSON.stringify(key) : `${JSON.stringify(key)}: ${value(createStops())}`,
    detail: required ? `required: ${expects(property)}` : `${expects(property)}${preset}`,
    markdown: documentKey(key, property, owner),
    rank: required ? 0 : 1,
  };
}
