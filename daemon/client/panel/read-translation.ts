/** Finds the translation of the panels for a language. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type PanelTranslation, translatedTables } from '../../../protocol/panel/panel-translation.ts';

/** A language of an editor or a browser: `de`, `zh-cn`. Anything else names no file. */
const LANGUAGE = /^[a-z]{2,8}(-[a-z0-9]{1,8})*$/;

/**
 * The first translation that there is: of a language with its region, or of the language. Null for English, and if there is none.
 * It is read at once, as code is: pages need it before they are shown.
 * @param folder of files `panels.LOCALE.json` @param languages preferred first
 */
export function readTranslation(folder: string, languages: readonly string[]): PanelTranslation | null {
  for (const language of languages.map((name) => name.trim().toLowerCase()).filter((name) => LANGUAGE.test(name))) {
    const [plain = language] = language.split('-', 1);
    for (const locale of new Set([language, plain])) {
      if (locale === 'en') return null;
      const tables = readTables(join(folder, `panels.${locale}.json`));
      if (tables !== null) return { locale, tables };
    }
  }
  return null;
}

/** null: there is no such file, or it is no translation. */
function readTables(path: string): PanelTranslation['tables'] | null {
  try {
    return translatedTables.parse(JSON.parse(readFileSync(path, 'utf8')));
  } catch {
    return null;
  }
}

/** The languages of an `Accept-Language` header, preferred first. */
export function acceptedLanguages(header: string | undefined): readonly string[] {
  return (header ?? '')
    .split(',')
    .map((part) => {
      const [language = '', ...parameters] = part.trim().split(';');
      const weight = parameters.map((text) => /^\s*q=([\d.]+)$/.exec(text)?.[1]).find((text) => text !== undefined);
      return { language, weight: weight === undefined ? 1 : Number(weight) };
    })
    .filter(({ language, weight }) => language !== '' && weight > 0)
    .sort((a, b) => b.weight - a.weight)
    .map(({ language }) => language);
}
