import { type Hover, MarkupKind, type Position } from 'vscode-languageserver-types';
import { formatCounted } from '../../format/numbers.ts';
import type { Analysis } from '../analysis/analysis.ts';
import { documentKey, documentWord } from '../markdown/document-word.ts';
import { code, escapeMarkdown } from '../markdown/escape.ts';
import { cursorAt } from '../text/cursor.ts';
import { nodeText } from '../text/node-text.ts';
import { isModel, type LanguagePlace, placeOf } from '../vocabulary/place.ts';
import { into, narrow, tagOf, takesNetwork } from '../vocabulary/schema-view.ts';
import type { Vocabulary, WordKind } from '../vocabulary/vocabulary.ts';
import { dataFileText } from './data-file-text.ts';

/**
 * Explains the word at a position: a type, a key, a named conditioner, a data file.
 * @param trusted false: nothing outside the spec's folder is accessed
 */
export async function hover(
  analysis: Analysis,
  position: Position,
  vocabulary: Vocabulary,
  trusted: boolean,
): Promise<Hover | null> {
  if (analysis.tooLarge) return null;
  const { text, parsed } = analysis;
  const offset = parsed.lines.offset(position);
  const cursor = cursorAt(text, offset + 1);
  const place = placeOf(vocabulary.schemaOf, parsed, cursor);
  if (cursor.token === null || place === null || cursor.at === 'nowhere') return null;
  const { token } = cursor;
  const word = wordOf(text.slice(token.offset, token.offset + token.length));
  const markdown =
    cursor.at === 'key'
      ? keyText(place, word)
      : ((await dataFileText(analysis, cursor, word, trusted)) ??
        valueText(analysis, place, cursor.step, word, vocabulary));
  if (markdown === null) return null;
  return { contents: { kind: MarkupKind.Markdown, value: markdown }, range: parsed.lines.range(token) };
}

function wordOf(token: string): string {
  try {
    return String(JSON.parse(token));
  } catch {
    // Incomplete or not JSON: use the characters themselves.
    return token.replace(/^"|"$/g, '');
  }
}

function keyText(place: LanguagePlace, key: string): string | null {
  for (const { schema } of place.view) {
    const property = schema.properties?.[key];
    if (property !== undefined && Object.hasOwn(schema.properties!, key)) return documentKey(key, property, schema);
  }
  return null;
}

function valueText(
  analysis: Analysis,
  place: LanguagePlace,
  step: string | number | null,
  word: string,
  vocabulary: Vocabulary,
): string | null {
  const tag = tagOf(place.choices);
  if (place.container.kind === 'object' && step === tag) {
    const option = narrow(place.choices, (key) => (key === tag ? word : undefined))[0];
    const kind = option?.definition as WordKind | undefined;
    const found = kind === undefined ? undefined : vocabulary.words[kind]?.get(word);
    return option === undefined || found === undefined ? null : documentWord(found, kind!, option.schema);
  }
  if (isModel(place, step) && vocabulary.models.has(word)) {
    return `**${word}** · model\n\n${escapeMarkdown(vocabulary.models.get(word)!)}`;
  }
  if (step !== null && takesNetwork(into(place.root, place.view, step))) return definitionText(analysis, word);
  // The key explains its value best.
  return typeof step === 'string' ? keyText(place, step) : null;
}

/** The definition of a named conditioner as written. */
function definitionText({ text, names }: Analysis, name: string): string | null {
  const definition = names.definitions.findLast((found) => found.name === name);
  if (definition === undefined) return null;
  const uses = names.uses.filter((use) => use.name === name).length;
  return `Named conditioner, ${formatCounted(uses, 'use')}, each with its own weights:\n\n${code(nodeText(text, definition.whole))}`;
}
