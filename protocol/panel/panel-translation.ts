/** Texts of the panels in another language, as they come with a page. */
import * as z from 'zod';

/** The texts of one table by key; a plural has a text for each of its forms. */
const translatedTable = z.record(z.string(), z.union([z.string(), z.record(z.string(), z.string())]));

/** What a file `l10n/panels.LOCALE.json` holds: the tables by the names of the panels, and those that panels share. */
export const translatedTables = z.record(z.string(), translatedTable);

export const panelTranslation = z.strictObject({
  /** BCP 47: the language of the texts, which chooses among plural forms. */
  locale: z.string().min(1),
  tables: translatedTables,
});
export type PanelTranslation = z.infer<typeof panelTranslation>;

/** Id of the element of a page that holds the translation. */
export const TRANSLATION_ID = 'flowscope-strings';

/** The element that holds the translation: data, which a content policy does not restrict. Nothing for English. */
export function translationElement(translation: PanelTranslation | null): string {
  if (translation === null) return '';
  // Escape `<`, so that `</script>` in a text cannot close the element.
  const json = JSON.stringify(translation).replaceAll('<', '\\u003c');
  return `<script type="application/json" id="${TRANSLATION_ID}">${json}</script>\n`;
}
