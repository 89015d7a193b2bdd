/** The English texts of the panels, table by table: what a translation `l10n/panels.LOCALE.json` can hold. */
import { glob } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import * as z from 'zod';
import { type PanelTranslation, translatedTables } from '../../protocol/panel/panel-translation.ts';

export type Tables = PanelTranslation['tables'];

const CHECKOUT = join(import.meta.dirname, '..', '..');
const strings = z.object({ TEXTS: translatedTables.def.valueType });

/** Each file `strings.ts` is a table, named after its folder. */
export async function panelTexts(): Promise<Tables> {
  const tables: [string, Tables[string]][] = [];
  for await (const file of glob(['webviews/*/strings.ts', 'daemon/format/strings.ts'], { cwd: CHECKOUT })) {
    const { TEXTS } = strings.parse(await import(join(CHECKOUT, file)));
    tables.push([basename(dirname(file)), TEXTS]);
  }
  return Object.fromEntries(tables.sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What is wrong with a translation: texts that do not exist, are of another kind, or have other placeholders. */
export function translationProblems(english: Tables, translated: Tables): readonly string[] {
  return Object.entries(translated).flatMap(([table, texts]) =>
    Object.entries(texts).flatMap(([key, text]) => {
      const own = english[table]?.[key];
      if (own === undefined) return [`${table}.${key}: there is no such text`];
      if (typeof own !== typeof text) return [`${table}.${key}: ${typeof own === 'string' ? 'not a' : 'a'} plural`];
      if (typeof text !== 'string' && text.other === undefined)
        return [`${table}.${key}: the form \`other\` is missing`];
      const known = new Set(formsOf(own).flatMap(placeholders));
      const used = formsOf(text).map(placeholders);
      // A form such as `one` may leave the count out.
      const missing = [...known].filter((name) => !used.flat().includes(name));
      const unknown = [...new Set(used.flat())].filter((name) => !known.has(name));
      return [
        ...missing.map((name) => `${table}.${key}: {${name}} is missing`),
        ...unknown.map((name) => `${table}.${key}: {${name}} has no value`),
      ];
    }),
  );
}

function formsOf(text: Tables[string][string]): readonly string[] {
  return typeof text === 'string' ? [text] : Object.values(text);
}

function placeholders(text: string): readonly string[] {
  return [...text.matchAll(/\{([A-Za-z]+)\}/g)].map(([, name]) => name!);
}
