/** Values of options. All throw FlowscopeError `usage` (exit 2). */
import { rangeText } from '../format/parameter-limits.ts';
import type { CheckpointChoice } from '../runs/checkpoints/find-checkpoint.ts';
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
    const range = rangeText({ minimum: min, maximum: max === Number.MAX_SAFE_INTEGER ? null : max });
    throw usageError(`${args.typed(name)} must be a whole number ${range}, found '${text}'`);
  }
  return value;
}

/** A finite number within bounds, or `otherwise`. */
export function finiteNumber(
  args: Arguments,
  name: string,
  { min, max = Number.POSITIVE_INFINITY, otherwise }: { min: number; max?: number; otherwise: number },
): number {
  const text = args.text(name);
  if (text === null) return otherwise;
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value) || value < min || value > max) {
    const range = rangeText({ minimum: min, maximum: max === Number.POSITIVE_INFINITY ? null : max });
    throw usageError(`${args.typed(name)} must be a number ${range}, found '${text}'`);
  }
  return value;
}

export function oneOf<T extends string>(args: Arguments, name: string, choices: readonly T[], otherwise: T): T {
  const text = args.text(name);
  if (text === null) return otherwise;
  const found = choices.find((choice) => choice === text);
  if (found !== undefined) return found;
  const near = suggest(text, choices);
  const meant = near === null ? '' : `; did you mean ${near}?`;
  throw usageError(`${args.typed(name)} must be one of ${choices.join(', ')}, found '${text}'${meant}`);
}

/** null: the default, which is the best by validation. */
export function checkpointChoice(args: Arguments): CheckpointChoice | null {
  const text = args.text('checkpoint');
  if (text === null || text === 'latest' || text === 'best') return text;
  if (/^\d{1,15}$/.test(text)) return Number(text);
  throw usageError(`--checkpoint must be latest, best or the number of a step, found '${text}'`);
}

/**
 * `--context letter=A,width=3`; a comma without `name=` after it belongs to the value, and one before the first `=` to the
 * name. null without the option.
 */
export function contextValues(args: Arguments, option = 'context'): Readonly<Record<string, string>> | null {
  const texts = args.all(option);
  if (texts.length === 0) return null;
  const entries: [string, string][] = [];
  for (const text of texts) {
    const parts = text.split(',');
    const first = parts.findIndex((part) => part.indexOf('=') > 0);
    if (first === -1 || text.startsWith('='))
      throw usageError(`--${option} must look like k=v or k=v,k2=v2, found '${text}'`);
    for (const part of [parts.slice(0, first + 1).join(','), ...parts.slice(first + 1)]) {
      const equals = part.indexOf('=');
      if (equals > 0) entries.push([part.slice(0, equals).trim(), part.slice(equals + 1)]);
      else entries.at(-1)![1] += `,${part}`;
    }
  }
  return Object.fromEntries(entries);
}

/** `--start 12` or `--start center`, which is the default. Earlier versions called it `centre`, as the JSON does. */
export function rowOrCenter(args: Arguments, name: string): number | 'centre' {
  const text = args.text(name) ?? 'center';
  if (text === 'center' || text === 'centre') return 'centre';
  if (!/^\d{1,9}$/.test(text)) throw usageError(`${args.typed(name)} must be a row or center, found '${text}'`);
  return Number(text);
}

/** `--extent=-4,4,-4,4`: left, right, bottom and top of a rectangle. null without the option. */
export function rectangle(args: Arguments, name: string): readonly [number, number, number, number] | null {
  const text = args.text(name);
  if (text === null) return null;
  const [x0, x1, y0, y1, ...rest] = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  const isRectangle = rest.length === 0 && [x0, x1, y0, y1].every(Number.isFinite) && x0! < x1! && y0! < y1!;
  if (!isRectangle) {
    throw usageError(
      `--${name} must be x0,x1,y0,y1 with x0 < x1 and y0 < y1, found '${text}'`,
      `For example: --${name}=-4,4,-4,4`,
    );
  }
  return [x0!, x1!, y0!, y1!];
}

/** `--x=-0.5,2`: finite numbers. null without the option. */
export function numbers(args: Arguments, name: string): readonly number[] | null {
  const text = args.text(name);
  if (text === null) return null;
  const found = text.split(',').map((part) => (part.trim() === '' ? Number.NaN : Number(part)));
  if (found.every(Number.isFinite)) return found;
  throw usageError(
    `${args.typed(name)} must be numbers separated by commas, found '${text}'`,
    `For example: --${name}=-0.5,2`,
  );
}

/** `--at age=40,sex=f`: a text for each name. undefined without the option. */
export function textsByName(args: Arguments, name: string): Readonly<Record<string, string>> | undefined {
  return contextValues(args, name) ?? undefined;
}
