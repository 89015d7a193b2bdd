/** Values of options. All throw FlowscopeError `usage` (exit 2). */
import * as z from 'zod';
import type { CheckpointChoice } from '../runs/checkpoint-reader.ts';
import { suggest } from '../spec/text/suggest.ts';
import type { Arguments } from './options.ts';
import { usageError } from './usage-error.ts';

/** A whole number within bounds, or `otherwise` if the option is absent. */
export function wholeNumber<T>(
  args: Arguments,
  name: string,
  { min, max = Number.MAX_SAFE_INTEGER, otherwise }: { min: number; max?: number; otherwise: T },
): number | T {
  const text = args.text(name);
  if (text === null) return otherwise;
  const value = Number(text);
  if (!/^[+-]?\d+$/.test(text) || value < min || value > max) {
    const bounds = max === Number.MAX_SAFE_INTEGER ? `≥ ${min}` : `from ${min} to ${max}`;
    throw usageError(`--${name} must be a whole number ${bounds}, found '${text}'`);
  }
  return value;
}

/** A finite number ≥ `min`, or `otherwise`. */
export function finiteNumber(
  args: Arguments,
  name: string,
  { min, otherwise }: { min: number; otherwise: number },
): number {
  const text = args.text(name);
  if (text === null) return otherwise;
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < min) {
    throw usageError(`--${name} must be a number ≥ ${min}, found '${text}'`);
  }
  return value;
}

/**
 * An option with the meaning of a parameter of a daemon method, which defines its bounds and default.
 * @param type a number or whole number with a default
 */
export function parameter(args: Arguments, name: string, type: z.ZodType<number>): number {
  const schema = numberSchema.parse(z.toJSONSchema(type, { io: 'input' }));
  const { minimum: min, maximum: max, default: otherwise } = schema;
  return schema.type === 'integer'
    ? wholeNumber(args, name, { min, otherwise, ...(max === undefined ? {} : { max }) })
    : finiteNumber(args, name, { min, otherwise });
}

/** `Text. Default: 8.`, with the default of such a parameter. */
export function withDefault(text: string, type: z.ZodType<number>): string {
  return `${text} Default: ${numberSchema.parse(z.toJSONSchema(type, { io: 'input' })).default}.`;
}

const numberSchema = z.object({
  type: z.enum(['integer', 'number']),
  minimum: z.number(),
  maximum: z.number().optional(),
  default: z.number(),
});

export function oneOf<T extends string>(args: Arguments, name: string, choices: readonly T[], otherwise: T): T {
  const text = args.text(name);
  if (text === null) return otherwise;
  const found = choices.find((choice) => choice === text);
  if (found !== undefined) return found;
  const near = suggest(text, choices);
  const meant = near === null ? '' : `; did you mean ${near}?`;
  throw usageError(`--${name} must be one of ${choices.join(', ')}, found '${text}'${meant}`);
}

export const SPLITS = ['train', 'validation', 'test'] as const;

/** null: the default, which is the best by validation. */
export function checkpointChoice(args: Arguments): CheckpointChoice | null {
  const text = args.text('checkpoint');
  if (text === null || text === 'latest' || text === 'best') return text;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw usageError(`--checkpoint must be latest, best or the number of a step, found '${text}'`);
}

/** `--context letter=A,width=3`; a comma without `name=` after it belongs to the value. null without the option. */
export function contextValues(args: Arguments): Readonly<Record<string, string>> | null {
  const texts = args.all('context');
  if (texts.length === 0) return null;
  const entries: [string, string][] = [];
  for (const text of texts) {
    for (const [i, part] of text.split(',').entries()) {
      const equals = part.indexOf('=');
      if (equals > 0) entries.push([part.slice(0, equals).trim(), part.slice(equals + 1)]);
      else if (i > 0) entries.at(-1)![1] += `,${part}`;
      else throw usageError(`--context must look like k=v or k=v,k2=v2, found '${text}'`);
    }
  }
  return Object.fromEntries(entries);
}
