const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?$/;
const INFINITE = /^[+-]?inf(inity)?$/i;
const WITH_COMMA = /^[+-]?\d+,\d+$/;
/** Either 12.5 or 12500, as the writer's country has it. */
const MAYBE_THOUSANDS = /^[+-]?\d{1,3},\d{3}$/;

/** Whether a text is a number with a decimal comma, or with one that separates the thousands. */
export function hasComma(text: string): boolean {
  return WITH_COMMA.test(text);
}

/** What is wrong with a text that `hasComma`, and what to do. */
export function commaProblem(text: string): { readonly problem: string; readonly advice: string } {
  const decimal = !MAYBE_THOUSANDS.test(text);
  const comma = decimal ? 'a decimal comma' : 'a comma (decimal or thousands)';
  return {
    problem: `'${text.slice(0, 40)}' has ${comma}, and only a decimal point is read`,
    advice: decimal
      ? 'Save the table with decimal points'
      : 'Save the table with decimal points and no other separator',
  };
}

/** How to replace decimal commas. Where commas separate the fields, too, or perhaps thousands, no command can tell. */
export function commaHint(text: string, delimiter: string): string {
  const { advice } = commaProblem(text);
  if (delimiter === ',' || MAYBE_THOUSANDS.test(text)) return advice;
  return `${advice}; if no other cell has a comma: tr , . < OLD.csv > NEW.csv`;
}

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
