/** The texts of a panel, in the language of the translation that came with its page; English without one. */
import { type Sentences, sentences, type Texts } from '../../daemon/format/sentences.ts';
import type { PanelTranslation } from '../../protocol/panel/panel-translation.ts';
import { TRANSLATION_ID } from '../../protocol/panel/translation-element.ts';

const TRANSLATION = readTranslation();

/** @param table name in the translation: the folder of the texts */
export function localized<const T extends Texts>(table: string, english: T): Sentences<T> {
  return sentences(english, TRANSLATION?.tables[table], TRANSLATION?.locale);
}

/** null: there is none, or it is not understood. Tests and scripts have no document. */
function readTranslation(): PanelTranslation | null {
  const text = globalThis.document?.getElementById(TRANSLATION_ID)?.textContent ?? null;
  try {
    const found: unknown = text === null ? null : JSON.parse(text);
    return isTranslation(found) ? found : null;
  } catch {
    return null;
  }
}

/** The page's builder has checked the texts, and `sentences` leaves out those of the wrong kind. */
function isTranslation(found: unknown): found is PanelTranslation {
  return (
    isObject(found) &&
    'locale' in found &&
    typeof found.locale === 'string' &&
    'tables' in found &&
    isObject(found.tables) &&
    Object.values(found.tables).every(isObject)
  );
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}
