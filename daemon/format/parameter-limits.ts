/** What a parameter's schema allows, for the command line's options and for the documentation. */
import type * as z from 'zod/mini';
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

/** The parts of any schema, made with zod or with zod/mini. */
type Definition = z.core.$ZodTypes['_zod']['def'];

/** Read from the schema itself: writing it as a JSON Schema takes tens of milliseconds, at each start of a command. */
export function limitsOf(type: z.core.$ZodType): Limits {
  const { inner, otherwise } = unwrapped(definitionOf(type), null);
  const none = {
    minimum: null,
    maximum: null,
    minimumExcluded: false,
    maximumExcluded: false,
    choices: [],
    otherwise,
  };
  switch (inner.type) {
    case 'number':
      return { ...none, ...boundsOf(inner) };
    case 'enum':
      return { ...none, kind: 'choice', choices: Object.values(inner.entries).map(String) };
    case 'array':
      return { ...none, kind: 'list', choices: limitsOf(inner.element).choices };
    case 'string':
      return { ...none, kind: 'text' };
    default:
      return { ...none, kind: inner.type === 'boolean' ? 'switch' : 'other' };
  }
}

function definitionOf(type: z.core.$ZodType): Definition {
  return (type as z.core.$ZodTypes)._zod.def;
}

function boundsOf(type: z.core.$ZodNumberDef) {
  const checks = (type.checks ?? []).map((check) => (check as z.core.$ZodChecks)._zod.def);
  const [low, high] = [boundOf(checks, 'greater_than', 1), boundOf(checks, 'less_than', -1)];
  return {
    // `z.int()` has its format itself.
    kind: 'format' in type || checks.some(({ check }) => check === 'number_format') ? 'integer' : 'number',
    minimum: low?.value ?? null,
    maximum: high?.value ?? null,
    minimumExcluded: low?.excluded ?? false,
    maximumExcluded: high?.excluded ?? false,
  } as const;
}

/** The narrowest bound on one side. @param sign of the direction in which a bound is narrower */
function boundOf(
  checks: readonly z.core.$ZodChecks['_zod']['def'][],
  side: 'greater_than' | 'less_than',
  sign: 1 | -1,
): { readonly value: number; readonly excluded: boolean } | null {
  const bounds = checks.flatMap((def) =>
    def.check === side && typeof def.value === 'number' ? [{ value: def.value, excluded: !def.inclusive }] : [],
  );
  const narrowest = bounds.sort((a, b) => sign * (b.value - a.value) || Number(b.excluded) - Number(a.excluded))[0];
  return narrowest === undefined || Math.abs(narrowest.value) >= Number.MAX_SAFE_INTEGER ? null : narrowest;
}

/** The type without its default and without null. */
function unwrapped(
  type: Definition,
  otherwise: Limits['otherwise'],
): { readonly inner: Definition; readonly otherwise: Limits['otherwise'] } {
  if (type.type === 'default') return unwrapped(definitionOf(type.innerType), plainValue(type.defaultValue));
  return type.type === 'nullable' ? unwrapped(definitionOf(type.innerType), otherwise) : { inner: type, otherwise };
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
