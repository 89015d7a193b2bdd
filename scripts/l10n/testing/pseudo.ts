/** Texts of a language that does not exist: each is marked, so that a text which is not translated stands out. */
import type { PanelTranslation } from '../../../protocol/panel/panel-translation.ts';
import type { Bundle } from '../../contributions/texts.ts';
import type { Tables } from '../panel-texts.ts';

const PLAIN = 'AaCcDdEeFfGgHhIiJjKkLlNnOoRrSsTtUuWwYyZz';
const ODD = 'ÁáÇçĎďÉéƑƒĞğĤĥÍíĴĵĶķŁłÑñÖöŘřŠšŤťŮůŴŵÝýŽž';
/** Placeholders, targets of links, code and icons: translators keep these. */
const KEPT = /\{\w+\}|\]\([^)]*\)|`[^`]*`|\$\([^)]*\)/g;
const PLAIN_WORD = new RegExp(`[${PLAIN}]{2}`);
const FILLER = ' one two three four five six seven eight nine ten';

interface Disguise {
  /** Replaces letters, so that English within a text stands out. Otherwise tests find the text by its words. Default true. */
  readonly odd?: boolean;
  /** Share of its length by which the text grows. Default 0. */
  readonly grow?: number;
}

/** `⟦Ťřáíñ Ƒłöŵ⟧`. */
export function pseudo(text: string, { odd = true, grow = 0 }: Disguise = {}): string {
  const kept = text.match(KEPT) ?? [];
  const parts = text.split(KEPT).map((part) => (odd ? disguised(part) : part));
  const filler = FILLER.repeat(20).slice(0, Math.ceil(text.length * grow));
  return `⟦${parts.map((part, i) => part + (kept[i] ?? '')).join('')}${filler}⟧`;
}

function disguised(text: string): string {
  return [...text].map((letter) => ODD[PLAIN.indexOf(letter)] ?? letter).join('');
}

/** `bundle.l10n.qps-ploc.json`. */
export function pseudoBundle(bundle: Bundle): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(bundle).map(([key, entry]) => [key, pseudo(typeof entry === 'string' ? entry : entry.message)]),
  );
}

/** What `l10n/panels.LOCALE.json` is for it. */
export function pseudoTranslation(english: Tables, disguise: Disguise): PanelTranslation {
  const marked = (texts: Tables[string]) =>
    Object.entries(texts).map(([key, text]) => [
      key,
      typeof text === 'string'
        ? pseudo(text, disguise)
        : Object.fromEntries(Object.entries(text).map(([form, own]) => [form, pseudo(own, disguise)])),
    ]);
  const tables = Object.entries(english).map(([table, texts]) => [table, Object.fromEntries(marked(texts))]);
  return { locale: 'en-x-pseudo', tables: Object.fromEntries(tables) };
}

/** Whether it has words that are not translated, also those that were put into a translated text, whose letters are odd. */
export function hasEnglish(text: string): boolean {
  const words = text.replaceAll(KEPT, ' ');
  return /\p{L}{2}/u.test(unmarked(words)) || PLAIN_WORD.test(words);
}

/** What remains of a text without its marked parts, which may contain others. */
export function unmarked(text: string): string {
  const rest = text.replaceAll(/⟦[^⟦⟧]*⟧/g, ' ');
  return rest === text ? rest : unmarked(rest);
}
