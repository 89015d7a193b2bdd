/** Texts for people with placeholders, in English or in the language of a translation. */
import { formatCount } from './numbers.ts';

/** The forms of a sentence that depends on `{count}`: 1, and any other number. */
export interface PluralText {
  readonly one: string;
  readonly other: string;
}

/**
 * English texts by key: `Step {step}`. A placeholder is a name of Latin letters in braces; other braces, as in h_{l−1}, are text.
 */
export type Texts = Readonly<Record<string, string | PluralText>>;

/** Texts of another language. Missing ones stay English. A plural has the forms of that language: `few`, `many`, … */
export type TranslatedTexts = Readonly<Record<string, string | Readonly<Record<string, string>>>>;

type NamesIn<T extends string> = T extends `${string}{${infer Name}}${infer Rest}`
  ? (Name extends `${string}−${string}` ? never : Name) | NamesIn<Rest>
  : never;

type Values<Name extends string> = Readonly<Record<Name, string | number>>;

type Sentence<T> = T extends string
  ? [NamesIn<T>] extends [never]
    ? string
    : (values: Values<NamesIn<T>>) => string
  : T extends PluralText
    ? (values: { readonly count: number } & Values<Exclude<NamesIn<T['one'] | T['other']>, 'count'>>) => string
    : never;

/** A text without placeholders is a string, any other a function of its values. */
export type Sentences<T extends Texts> = { readonly [Key in keyof T]: Sentence<T[Key]> };

/**
 * @param translated texts of another language; keys that are missing or of the wrong kind stay English
 * @param locale of the translation, which chooses among its plural forms
 */
export function sentences<const T extends Texts>(
  english: T,
  translated: TranslatedTexts = {},
  locale = 'en',
): Sentences<T> {
  const entries = Object.entries(english).map(([key, text]) => {
    const other = Object.hasOwn(translated, key) ? translated[key] : undefined;
    if (typeof text === 'string') return [key, sentence(typeof other === 'string' ? other : text)];
    return [key, typeof other === 'object' ? plural(other, locale) : plural({ ...text }, 'en')];
  });
  return Object.fromEntries(entries) as Sentences<T>;
}

const PLACEHOLDER = /\{([A-Za-z]+)\}/g;

type Given = Readonly<Record<string, string | number>>;

function filled(text: string, values: Given): string {
  return text.replaceAll(PLACEHOLDER, (whole, name: string) => String(values[name] ?? whole));
}

function sentence(text: string) {
  return text.search(PLACEHOLDER) < 0 ? text : (values: Given) => filled(text, values);
}

function plural(forms: Readonly<Record<string, string>>, locale: string) {
  // Made when first needed: the first of a page takes a millisecond.
  let rules: Intl.PluralRules | null = null;
  return (values: Given & { readonly count: number }) => {
    rules ??= new Intl.PluralRules(locale);
    const form = forms[rules.select(values.count)] ?? forms.other ?? '';
    return filled(form, { ...values, count: formatCount(values.count) });
  };
}
