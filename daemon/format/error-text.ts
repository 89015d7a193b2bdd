/** Says once what ± means, where numbers with a standard error are printed. */

/** As every panel and every command says it. */
export const TWO_ERRORS = '± is two standard errors';

/** The fields, and behind them what ± means if one of their values has it. */
export function withErrorField(fields: readonly (readonly [string, string])[]): readonly (readonly [string, string])[] {
  return fields.some(([, value]) => value.includes(' ± ')) ? [...fields, ['±', 'two standard errors']] : fields;
}
