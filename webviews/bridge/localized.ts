/** The texts of a panel, in the language of the translation that came with its page; English without one. */
import { type Sentences, sentences, type Texts } from '../../daemon/format/sentences.ts';
import { type PanelTranslation, panelTranslation, TRANSLATION_ID } from '../../protocol/panel/panel-translation.ts';

const TRANSLATION = readTranslation();

/** @param table name in the translation: the folder of the texts */
export function localized<const T extends Texts>(table: string, english: T): Sentences<T> {
  return sentences(english, TRANSLATION?.tables[table], TRANSLATION?.locale);
}

/** null: there is none, or it is not understood. Tests and scripts have no document. */
function readTranslation(): PanelTranslation | null {
  const text = globalThis.document?.getElementById(TRANSLATION_ID)?.textContent ?? null;
  try {
    return text === null ? null : (panelTranslation.safeParse(JSON.parse(text)).data ?? null);
  } catch {
    return null;
  }
}
