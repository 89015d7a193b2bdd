const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const INFINITE = /^[+-]?inf(inity)?$/i;
const MISSING = new Set(['', 'na', 'n/a', 'nan', 'null', 'none', '?', '-']);

/**
 * The number in a field: a decimal number, or an infinity as numpy, pandas and `encode` write it (`inf`, `-inf`,
 * `Infinity`). NaN if it is missing (empty, NA, NaN, null, ?, …), null if it is anything else.
 */
export function parseNumber(text: string): number | null {
  if (NUMBER.test(text)) return Number(text);
  if (INFINITE.test(text)) return text.startsWith('-') ? -Infinity : Infinity;
  return MISSING.has(text.toLowerCase()) ? Number.NaN : null;
}
