const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const MISSING = new Set(['', 'na', 'n/a', 'nan', 'null', 'none', '?', '-']);

/** The decimal number that a field holds; NaN if it is missing (empty, NA, NaN, null, ?, …), null if it is anything else. */
export function parseNumber(text: string): number | null {
  if (NUMBER.test(text)) return Number(text);
  return MISSING.has(text.toLowerCase()) ? Number.NaN : null;
}
