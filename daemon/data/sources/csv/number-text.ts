const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const INFINITE = /^[+-]?inf(inity)?$/i;
/** A number that is written with a decimal comma. */
export const DECIMAL_COMMA = /^[+-]?\d+,\d+$/;

export const DECIMAL_POINT_HINT =
  'Save the table with decimal points; if no other cell has a comma: tr , . < OLD.csv > NEW.csv';

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
