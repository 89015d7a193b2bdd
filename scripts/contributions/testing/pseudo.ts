/** Texts of a language that does not exist: each is marked, so that a text which is not translated stands out. */
import type { Bundle } from '../texts.ts';

const PLAIN = 'AaCcDdEeFfGgHhIiJjKkLlNnOoRrSsTtUuWwYyZz';
const ODD = 'ÁáÇçĎďÉéƑƒĞğĤĥÍíĴĵĶķŁłÑñÖöŘřŠšŤťŮůŴŵÝýŽž';
/** Placeholders, targets of links, code and icons: translators keep these. */
const KEPT = /\{\d+\}|\]\([^)]*\)|`[^`]*`|\$\([^)]*\)/g;

/** `⟦Ťřáíñ Ƒłöŵ⟧`. */
export function pseudo(text: string): string {
  const kept = text.match(KEPT) ?? [];
  const odd = text.split(KEPT).map((part) => [...part].map((letter) => ODD[PLAIN.indexOf(letter)] ?? letter).join(''));
  return `⟦${odd.map((part, i) => part + (kept[i] ?? '')).join('')}⟧`;
}

/** `bundle.l10n.qps-ploc.json`. */
export function pseudoBundle(bundle: Bundle): Readonly<Record<string, string>> {
  return Object.fromEntries(
    Object.entries(bundle).map(([key, entry]) => [key, pseudo(typeof entry === 'string' ? entry : entry.message)]),
  );
}

/** What remains of a text without its marked parts, which may contain others. */
export function unmarked(text: string): string {
  const rest = text.replaceAll(/⟦[^⟦⟧]*⟧/g, '');
  return rest === text ? rest : unmarked(rest);
}
