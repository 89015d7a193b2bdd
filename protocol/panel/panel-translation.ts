/** Texts of the panels in another language, as they come with a page. */
import * as z from 'zod/mini';

/** The texts of one table by key; a plural has a text for each of its forms. */
const translatedTable = z.record(z.string(), z.union([z.string(), z.record(z.string(), z.string())]));

/** What a file `l10n/panels.LOCALE.json` holds: the tables by the names of the panels, and those that panels share. */
export const translatedTables = z.record(z.string(), translatedTable);

export interface PanelTranslation {
  /** BCP 47: the language of the texts, which chooses among plural forms. */
  readonly locale: string;
  readonly tables: z.infer<typeof translatedTables>;
}
