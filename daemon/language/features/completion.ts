import {
  type CompletionItem,
  CompletionItemKind,
  InsertTextFormat,
  InsertTextMode,
  MarkupKind,
  type Position,
  type TextEdit,
} from 'vscode-languageserver-types';
import { FILE_KEYS } from '../../data/sources/file-keys.ts';
import type { Analysis } from '../analysis/analysis.ts';
import type { ClientTraits } from '../client-traits.ts';
import type { Offer } from '../completion/offer.ts';
import { offerColumns } from '../completion/offer-columns.ts';
import { offerKeys } from '../completion/offer-keys.ts';
import { offerPaths } from '../completion/offer-paths.ts';
import { offerValues } from '../completion/offer-values.ts';
import { plainText } from '../completion/snippet.ts';
import { unfitMasks } from '../completion/unfit-masks.ts';
import { type Cursor, cursorAt } from '../text/cursor.ts';
import { placeOf } from '../vocabulary/place.ts';
import type { Vocabulary } from '../vocabulary/vocabulary.ts';

export interface CompletionContext {
  readonly vocabulary: Vocabulary;
  readonly client: ClientTraits;
  readonly trusted: boolean;
}

/** Completions at a position. They depend on the text, the folder and the beginning of the data file, and never wait for a check. */
export async function completions(
  analysis: Analysis,
  position: Position,
  { vocabulary, client, trusted }: CompletionContext,
): Promise<readonly CompletionItem[]> {
  if (analysis.tooLarge) return [];
  const { text, parsed, site } = analysis;
  const offset = parsed.lines.offset(position);
  const cursor = cursorAt(text, offset);
  if (cursor.containers.length === 0) return onNothing(analysis, offset, client);
  const { token } = cursor;
  // After a closing quote the word is complete.
  const isDone = token?.closed === true && offset === token.offset + token.length;
  const place = placeOf(vocabulary.schemaOf, parsed, cursor);
  if (cursor.at === 'nowhere' || isDone || place === null) return [];
  const context = { vocabulary, definitions: analysis.names.definitions, unfit: unfitMasks(parsed.root) };
  if (cursor.at === 'key') {
    return offerKeys(place, cursor, context).map((offer) => toItem(offer, analysis, cursor, offset, client));
  }
  const isFile = place.view.some(({ definition }) => definition === 'data') && isFileKey(cursor.step);
  const typed = token === null ? '' : text.slice(token.offset + 1, offset);
  const columns = await offerColumns(analysis, cursor, trusted);
  const offers =
    isFile && site.folder !== null
      ? await offerPaths(unescapeJson(typed), { folder: site.folder, trusted })
      : [...(columns ?? []), ...offerValues(place, cursor, context)];
  return offers.map((offer) => toItem(offer, analysis, cursor, offset, client));
}

function isFileKey(step: string | number | null): boolean {
  return (FILE_KEYS as readonly (string | number | null)[]).includes(step);
}

function unescapeJson(typed: string): string {
  try {
    return String(JSON.parse(`"${typed}"`));
  } catch {
    // Cut off inside an escape: use the text as typed.
    return typed;
  }
}

function toItem(
  offer: Offer,
  { parsed: { lines, text } }: Analysis,
  cursor: Cursor,
  offset: number,
  client: ClientTraits,
): CompletionItem {
  const { token, missingComma, commaNeededAfter } = cursor;
  // After `"type":` and `1,`, insert a space.
  const space = token === null && /[:,]/.test(text[offset - 1] ?? '') ? ' ' : '';
  const snippet = `${space}${offer.snippet}${commaNeededAfter ? ',' : ''}`;
  const range = lines.range(token ?? { offset, length: 0 });
  const quoted = token !== null && text[token.offset] === '"';
  const additional: TextEdit[] =
    missingComma === null ? [] : [{ range: lines.range({ offset: missingComma, length: 0 }), newText: ',' }];
  return {
    label: offer.label,
    kind: offer.kind,
    filterText: offer.filter ?? (quoted ? JSON.stringify(offer.label) : offer.label),
    sortText: `${String(offer.rank ?? 1).padStart(4, '0')}${offer.label}`,
    ...(client.snippets
      ? { insertTextFormat: InsertTextFormat.Snippet, textEdit: { range, newText: snippet } }
      : { insertTextFormat: InsertTextFormat.PlainText, textEdit: { range, newText: plainText(snippet) } }),
    // Lines of a snippet are indented like the line that it is inserted on.
    ...(offer.snippet.includes('\n') ? { insertTextMode: InsertTextMode.adjustIndentation } : {}),
    ...(offer.detail === undefined ? {} : { detail: offer.detail }),
    ...(offer.markdown === undefined ? {} : { documentation: { kind: MarkupKind.Markdown, value: offer.markdown } }),
    ...(additional.length === 0 ? {} : { additionalTextEdits: additional }),
  };
}

/** For an empty file: a whole flow. */
function onNothing({ text, parsed }: Analysis, offset: number, client: ClientTraits): readonly CompletionItem[] {
  if (text.trim() !== '') return [];
  const newText = client.snippets ? FLOW_SNIPPET : plainText(FLOW_SNIPPET);
  return [
    {
      label: 'flow',
      kind: CompletionItemKind.Snippet,
      detail: 'A new flow',
      insertTextFormat: client.snippets ? InsertTextFormat.Snippet : InsertTextFormat.PlainText,
      textEdit: { range: parsed.lines.range({ offset, length: 0 }), newText },
    },
  ];
}

const FLOW_SNIPPET = `{
  "data": { "source": "\${1|two-moons,eight-gaussians,checkerboard,rings|}" },
  "base": { "type": "normal" },
  "layers": [
    { "type": "repeat", "times": \${2:8}, "layers": [
      { "type": "\${3|affine-coupling,spline-coupling|}" },
      { "type": "actnorm" }
    ] }
  ],
  "training": { "steps": \${4:2000} }
}
`;
