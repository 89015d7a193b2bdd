import { cut } from '../../../errors/cut.ts';

const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
/** A whole number as people write it. */
export const DIGITS = /^\d+$/;
/** A code that consists of digits: no program writes numbers in this way. */
export const PADDED = /^0\d+$/;
const INFINITE = /^[+-]?inf(inity)?$/i;
const DECIMAL_COMMA = /^[+-]?(\d+|[1-9]\d{0,2}(\.\d{3})+)?,\d+([eE][+-]?\d+)?$/;
const THOUSANDS = /^[+-]?[1-9]\d{0,2}(,\d{3})+(\.\d*)?$/;

/** What commas in a number are. `12,500` may be `either`: it is 12.5 in some countries, 12500 in others. */
export type CommaKind = 'decimal' | 'thousands' | 'either';

/** Null if the text is not a number with commas. */
export function commaKind(text: string): CommaKind | null {
  const decimal = DECIMAL_COMMA.test(text);
  if (!THOUSANDS.test(text)) return decimal ? 'decimal' : null;
  return decimal ? 'either' : 'thousands';
}

const COMMAS: Readonly<Record<CommaKind, { readonly problem: string; readonly advice: string }>> = {
  decimal: { problem: 'has a decimal comma, which is not supported', advice: 'save the table with decimal points' },
  thousands: {
    problem: 'has thousands separators, which are not supported',
    advice: 'save the table without thousands separators',
  },
  either: {
    problem: 'has a comma (decimal or thousands separator), which is not supported',
    advice: 'save the table with decimal points and without thousands separators',
  },
};

/** What is wrong with a number with commas, and what to do about it. */
export function commaProblem(text: string, kind: CommaKind): { readonly problem: string; readonly advice: string } {
  const { problem, advice } = COMMAS[kind];
  return { problem: `'${cut(text, 40)}' ${problem}`, advice };
}

/** The advice of `commaProblem`, with a command where it would replace nothing but decimal commas. */
export function commaHint(kind: CommaKind, delimiter: string): string {
  const { advice } = COMMAS[kind];
  if (delimiter === ',' || kind !== 'decimal') return advice;
  return `${advice}; if the file has no other commas and no points, run tr , . < OLD.csv > NEW.csv`;
}

/** What pandas takes for a missing value by default, and what other programs write. */
const MISSING = new Set([
  ...['', 'na', 'n/a', 'nan', 'null', 'none', '?', '-'],
  ...['<na>', '#n/a', '#n/a n/a', '#na', '-nan', '1.#ind', '-1.#ind', '1.#qnan', '-1.#qnan'],
]);

export function isMissing(text: string): boolean {
  return MISSING.has(text.toLowerCase());
}

/**
 * The number in a field: a decimal number, or an infinity as numpy, pandas and `encode` write it (`inf`, `-inf`,
 * `Infinity`). NaN if it is missing (empty, NA, NaN, null, ?, …), null if it is anything else.
 */
export function parseNumber(text: string): number | null {
  if (NUMBER.test(text)) return Number(text);
  if (INFINITE.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  return isMissing(text) ? Number.NaN : null;
}
