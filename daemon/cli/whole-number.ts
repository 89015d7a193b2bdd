import { FlowscopeError } from '../errors/flowscope-error.ts';

/** The value of an option that is a whole number ≥ `minimum`. @throws FlowscopeError `usage` (exit 2) */
export function wholeNumber(option: string, text: string, minimum: number): number {
  const value = Number(text);
  if (/^\d+$/.test(text) && Number.isSafeInteger(value) && value >= minimum) return value;
  throw new FlowscopeError('usage', `${option} must be a whole number ≥ ${minimum}, found '${text}'`, {
    hint: `For example: ${option} ${Math.max(minimum, 1)}.`,
    exitCode: 2,
  });
}
