/** Numbers and dates as people and other programs write them, which are read as text. */

import { cut } from '../../../errors/cut.ts';

const NUMBER = String.raw`(?:\d+\.?\d*|\.\d+)(?:[eE][-+]?\d+)?`;
/** With thousands separators and a decimal point or comma, or none. */
const LOOSE = String.raw`(?:\d[\d.,' \u00a0\u2009\u202f’_]*)`;
const CURRENCY = String.raw`(?:[A-Z]{0,2}\$|[€£¥₹₽]|EUR|USD|GBP|CHF|JPY)`;
/** No letters that codes such as 12A end with. */
const UNIT = `°[CF]?|[kMGm]?Hz|[kcmµun]?m[²³23]?|[kmµu]?g|lbs?|oz|t|ha|ft|in|inch|mi|m?s|sec|mins?|h|hrs?|d|days?|yrs?|years?|[kMm]?[VW]|[kM]?Wh|h?k?Pa|m?bar|psi|[mdcµu]?[lL]|km/h|kmh|mph|m/s|k?cal|k?J|m?mol(?:/[lL])?|[mµu]?g/d?[lL]|bpm|rpm|dB|pp[mb]|px|k|K|M`;
const MONTH = String.raw`(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*\.?`;

interface Form {
  readonly kind: string;
  readonly pattern: RegExp;
  /** What is said of a cell, and what to do. null: it is no number. */
  readonly words: { readonly problem: string; readonly advice: string } | null;
}

const FORMS = [
  {
    kind: 'percent',
    pattern: new RegExp(String.raw`^[-+]?${LOOSE}\s*%$`),
    words: { problem: 'has a percent sign', advice: 'save the table without percent signs' },
  },
  {
    kind: 'currency',
    pattern: new RegExp(String.raw`^[-+(]?\s*(?:${CURRENCY}\s*[-+]?${LOOSE}|[-+]?${LOOSE}\s*${CURRENCY})\)?$`),
    words: {
      problem: 'has a currency sign',
      advice: 'save the table without currency signs and thousands separators',
    },
  },
  {
    kind: 'thousands',
    pattern: /^[-+]?\d{1,3}(?:[ '\u00a0\u2009\u202f’_]\d{3})+(?:[.,]\d*)?$/,
    words: { problem: 'has thousands separators', advice: 'save the table without thousands separators' },
  },
  {
    kind: 'exponent',
    pattern: /^[-+]?(?:\d+\.?\d*|\.\d+)[dD][-+]?\d+$/,
    words: {
      problem: 'has an exponent with D, as Fortran writes it',
      advice: String.raw`write exponents with E, for example with sed -E 's/([0-9.])[dD]([-+]?[0-9])/\1E\2/g' OLD.csv > NEW.csv`,
    },
  },
  {
    kind: 'minus',
    pattern: new RegExp(`^[−–]${NUMBER}$`),
    words: {
      problem: "begins with a dash instead of the minus sign '-'",
      advice: "replace it, for example with sed 's/−/-/g; s/–/-/g' OLD.csv > NEW.csv",
    },
  },
  {
    kind: 'brackets',
    pattern: new RegExp(String.raw`^[([]\s*[-+]?${NUMBER}\s*[)\]]$`),
    words: {
      problem: 'is a number in brackets',
      advice: 'write numbers without brackets, negative ones with a minus sign',
    },
  },
  {
    kind: 'call',
    pattern: new RegExp(String.raw`^[a-z][\w.]*\(\s*[-+]?${NUMBER}\s*(?:,[^)]*)?\)$`, 'i'),
    words: { problem: 'is a number in an expression', advice: 'save the numbers alone' },
  },
  {
    kind: 'quotes',
    pattern: new RegExp(String.raw`^(['"’‘“”])\s*[-+]?${NUMBER}\s*['"’‘“”]$`),
    words: { problem: 'is a number in quotes', advice: 'save the table without these quotes' },
  },
  {
    kind: 'unit',
    pattern: new RegExp(String.raw`^[-+]?${NUMBER}\s*(?:${UNIT})$`),
    words: { problem: 'has a unit', advice: 'save the table without units' },
  },
  {
    kind: 'date',
    pattern: new RegExp(
      String.raw`^(?:\d{4}([-/.])\d{1,2}\1\d{1,2}|\d{1,2}([-/.])\d{1,2}\2\d{2,4}|\d{1,2}[- ]${MONTH}[- ,]+\d{2,4}|${MONTH} \d{1,2},? \d{4})(?:[T ,]+\d{1,2}:\d{2}.*)?$`,
      'i',
    ),
    words: null,
  },
  { kind: 'time', pattern: /^\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[ap]m)?$/i, words: null },
] as const satisfies readonly Form[];

export type FormKind = (typeof FORMS)[number]['kind'];

export const FORM_KINDS: readonly FormKind[] = FORMS.map(({ kind }) => kind);

export interface FormCounter {
  add(text: string): void;
  /** How the first text is written, and how many are; null if it has none of these forms. */
  found(): { readonly kind: FormKind; readonly count: number } | null;
}

export function formCounter(): FormCounter {
  let first: { readonly kind: FormKind; readonly pattern: RegExp } | null | undefined;
  let count = 0;
  return {
    add(text) {
      if (first === undefined) first = formOf(text);
      else if (first === null || text.length > LONGEST || !first.pattern.test(text)) return;
      count++;
    },
    found: () => (first ? { kind: first.kind, count } : null),
  };
}

/** Longer cells are sentences. */
const LONGEST = 40;

function formOf(text: string): (typeof FORMS)[number] | null {
  if (text.length > LONGEST || !/\d/.test(text)) return null;
  return FORMS.find(({ pattern }) => pattern.test(text)) ?? null;
}

const UNITS = new RegExp(String.raw`^(?:${UNIT}|[-–1]|%|[[(].*[\])]|\S*[/^]\S*)$`);

/** Whether a text is a unit, or says that there is none. */
export function isUnit(text: string): boolean {
  return UNITS.test(text);
}

/** What is wrong with such a number, and what to do about it; null for what is no number. */
export function formWords(kind: FormKind): Form['words'] {
  return FORMS.find((form) => form.kind === kind)!.words;
}

/** The same for one of them. @param texts number of cells with text in its column */
export function formProblem(text: string, kind: FormKind, texts = 1): Form['words'] {
  const words = formWords(kind);
  if (words === null) return null;
  const others = texts === 1 ? '' : ` (the first of ${texts} cells)`;
  return { problem: `'${cut(text, 40)}'${others} ${words.problem}`, advice: words.advice };
}
