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

const one = z.object({
  type: z.unknown().optional(),
  enum: z.array(z.string()).optional(),
  minimum: z.number().optional(),
  maximum: z.number().optional(),
});
const written = one.extend({ default: z.unknown().optional(), anyOf: z.array(one).optional() });

export function limitsOf(type: z.ZodType): Limits {
  const schema = written.parse(z.toJSONSchema(type, { io: 'input', unrepresentable: 'any' }));
  const alternatives = (schema.anyOf ?? [schema]).filter((each) => each.type !== 'null');
  const only = alternatives.length === 1 ? alternatives[0]! : {};
  const { minimum = null, maximum = null } = only;
  return {
    kind: kindOf(only),
    minimum: minimum === Number.MIN_SAFE_INTEGER ? null : minimum,
    maximum: maximum === Number.MAX_SAFE_INTEGER ? null : maximum,
    choices: only.enum ?? [],
    otherwise: isPlain(schema.default) ? schema.default : null,
  };
}

function kindOf({ type, enum: choices }: z.infer<typeof one>): Limits['kind'] {
  if (choices !== undefined) return 'choice';
  if (type === 'integer' || type === 'number') return type;
  if (type === 'boolean') return 'switch';
  return type === 'string' || (Array.isArray(type) && type.includes('string')) ? 'text' : 'other';
}

function isPlain(value: unknown): value is string | number | boolean {
  return typeof value === 'string' || typeof value === 'number' || typeof value === 'boolean';
}

/** `From 1 to 64.`, `At least 2.`, or an empty text if the limits go without saying. */
export function limitsText({ minimum, maximum }: Limits): string {
  if (minimum !== null && maximum !== null) return `From ${formatCount(minimum)} to ${formatCount(maximum)}.`;
  return minimum !== null && minimum > 1 ? `At least ${formatCount(minimum)}.` : '';
}
