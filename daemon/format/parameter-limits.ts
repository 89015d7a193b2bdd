/** What a parameter's schema allows, for the command line's options and for the documentation. */
import * as z from 'zod';
import { formatCount } from './numbers.ts';

export interface Limits {
  readonly kind: 'integer' | 'number' | 'choice' | 'switch' | 'text' | 'other';
  /** Of numbers; null: there is none. */
  readonly minimum: number | null;
  readonly maximum: number | null;
  readonly choices: readonly string[];
  /** null: there is none, or it depends on something. */
  readonly otherwise: string | number | boolean | null;
}

/** Read from the schema itself: writing it as a JSON Schema takes tens of milliseconds, at each start of a command. */
export function limitsOf(type: z.ZodType): Limits {
  const { inner, otherwise } = unwrapped(type, null);
  const none = { minimum: null, maximum: null, choices: [], otherwise };
  if (inner instanceof z.ZodNumber) {
    const { isInt, minValue, maxValue } = inner;
    const bound = (value: number | null) =>
      Math.abs(value ?? Number.POSITIVE_INFINITY) < Number.MAX_SAFE_INTEGER ? value : null;
    return { ...none, kind: isInt ? 'integer' : 'number', minimum: bound(minValue), maximum: bound(maxValue) };
  }
  if (inner instanceof z.ZodEnum) return { ...none, kind: 'choice', choices: inner.options.map(String) };
  if (inner instanceof z.ZodString) return { ...none, kind: 'text' };
  return { ...none, kind: inner instanceof z.ZodBoolean ? 'switch' : 'other' };
}

/** The type without its default and without null. */
function unwrapped(
  type: z.core.$ZodType,
  otherwise: Limits['otherwise'],
): { readonly inner: z.core.$ZodType; readonly otherwise: Limits['otherwise'] } {
  if (type instanceof z.ZodDefault) {
    const value: unknown = type.def.defaultValue;
    return unwrapped(type.def.innerType, isPlain(value) ? value : null);
  }
  return type instanceof z.ZodNullable ? unwrapped(type.def.innerType, otherwise) : { inner: type, otherwise };
}

function isPlain(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** `From 1 to 64.`, `At least 2.`, or an empty text if the limits go without saying. */
export function limitsText({ minimum, maximum }: Limits): string {
  if (minimum !== null && maximum !== null) return `From ${formatCount(minimum)} to ${formatCount(maximum)}.`;
  return minimum !== null && minimum > 1 ? `At least ${formatCount(minimum)}.` : '';
}
