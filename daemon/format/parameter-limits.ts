/** What a parameter's schema allows, for the command line's options and for the documentation. */
import * as z from 'zod';
import { formatCount } from './numbers.ts';

export interface Limits {
  readonly kind: 'integer' | 'number' | 'choice' | 'list' | 'switch' | 'text' | 'other';
  /** Of numbers; null: there is none. */
  readonly minimum: number | null;
  readonly maximum: number | null;
  /** Whether the minimum itself is too small. */
  readonly minimumExcluded: boolean;
  /** Whether the maximum itself is too large. */
  readonly maximumExcluded: boolean;
  /** Values of a choice, or of the entries of a list. */
  readonly choices: readonly string[];
  /** That of a list as text. null: there is none, or it depends on something. */
  readonly otherwise: string | number | boolean | null;
}

/** Read from the schema itself: writing it as a JSON Schema takes tens of milliseconds, at each start of a command. */
export function limitsOf(type: z.core.$ZodType): Limits {
  const { inner, otherwise } = unwrapped(type, null);
  const none = {
    minimum: null,
    maximum: null,
    minimumExcluded: false,
    maximumExcluded: false,
    choices: [],
    otherwise,
  };
  if (inner instanceof z.ZodNumber) return { ...none, ...boundsOf(inner) };
  if (inner instanceof z.ZodEnum) return { ...none, kind: 'choice', choices: inner.options.map(String) };
  if (inner instanceof z.ZodArray) return { ...none, kind: 'list', choices: limitsOf(inner.element).choices };
  if (inner instanceof z.ZodString) return { ...none, kind: 'text' };
  return { ...none, kind: inner instanceof z.ZodBoolean ? 'switch' : 'other' };
}

function boundsOf(type: z.ZodNumber) {
  const bound = (value: number | null) => (value === null || Math.abs(value) >= Number.MAX_SAFE_INTEGER ? null : value);
  const [minimum, maximum] = [bound(type.minValue), bound(type.maxValue)];
  // By trial, because zod's classes of checks would nearly double the code that a command loads.
  const excludes = (value: number | null, code: string) =>
    value !== null && type.safeParse(value).error?.issues.some((issue) => issue.code === code) === true;
  return {
    kind: type.isInt ? 'integer' : 'number',
    minimum,
    maximum,
    minimumExcluded: excludes(minimum, 'too_small'),
    maximumExcluded: excludes(maximum, 'too_big'),
  } as const;
}

/** The type without its default and without null. */
function unwrapped(
  type: z.core.$ZodType,
  otherwise: Limits['otherwise'],
): { readonly inner: z.core.$ZodType; readonly otherwise: Limits['otherwise'] } {
  if (type instanceof z.ZodDefault) {
    const value: unknown = type.def.defaultValue;
    return unwrapped(type.def.innerType, plainValue(value));
  }
  return type instanceof z.ZodNullable ? unwrapped(type.def.innerType, otherwise) : { inner: type, otherwise };
}

function plainValue(value: unknown): Limits['otherwise'] {
  if (Array.isArray(value)) return value.every((entry) => typeof entry === 'string') ? value.join(', ') : null;
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean' ? value : null;
}

type Range = Pick<Limits, 'minimum' | 'maximum'> & Partial<Pick<Limits, 'minimumExcluded' | 'maximumExcluded'>>;

/** `From 1 to 64.`, `At least 2.`, `Above 0.`, or an empty text if the limits go without saying. */
export function limitsText({ minimum, maximum, minimumExcluded = false, maximumExcluded = false }: Range): string {
  const [low, high] = [minimum, maximum].map((value) => (value === null ? '' : formatCount(value)));
  if (low !== '' && high !== '' && !minimumExcluded && !maximumExcluded) return `From ${low} to ${high}.`;
  const needed = minimum !== null && (minimum > 1 || minimumExcluded || maximum !== null);
  const parts = [
    ...(needed ? [`${minimumExcluded ? 'above' : 'at least'} ${low}`] : []),
    ...(maximum === null ? [] : [`${maximumExcluded ? 'below' : 'at most'} ${high}`]),
  ];
  const text = parts.join(' and ');
  return text === '' ? '' : `${text[0]!.toUpperCase()}${text.slice(1)}.`;
}

/** `from 1 to 64`, `≥ 2`, `> 0`, or an empty text if every number is allowed: what follows "a number". */
export function rangeText({ minimum, maximum, minimumExcluded = false, maximumExcluded = false }: Range): string {
  if (minimum !== null && maximum !== null && !minimumExcluded && !maximumExcluded) {
    return `from ${minimum} to ${maximum}`;
  }
  return [
    ...(minimum === null ? [] : [`${minimumExcluded ? '>' : '≥'} ${minimum}`]),
    ...(maximum === null ? [] : [`${maximumExcluded ? '<' : '≤'} ${maximum}`]),
  ].join(' and ');
}
