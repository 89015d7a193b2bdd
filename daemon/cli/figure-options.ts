/** The options of a figure's command: their declarations and their values, both from the figure's definition. */
import type * as z from 'zod/mini';
import type { FigureDefinition, FigureOption, Notation } from '../../protocol/figures/define-figure.ts';
import '../errors/english-problems.ts';
import { type Limits, limitsOf, limitsText, rangeText } from '../format/parameter-limits.ts';
import type { Arguments, OptionDeclaration } from './options.ts';
import { usageError } from './usage-error.ts';
import { contextValues, numbers, oneOf, rectangle, rowOrCenter, textsByName } from './values.ts';

/** One option of a command, whether the daemon's method has it too or not. */
interface Option {
  /** Key among the values. */
  readonly key: string;
  readonly option: FigureOption;
  readonly words: string;
  readonly type: z.ZodMiniType;
}

function optionsOf({ parameters, commandOptions }: FigureDefinition): readonly Option[] {
  return [
    ...Object.entries(parameters).flatMap(([key, { option, words, type }]) =>
      option === undefined ? [] : [{ key, option, words: option.words ?? words, type: option.type ?? type }],
    ),
    ...Object.entries(commandOptions).map(([key, option]) => ({ key, option, words: option.words, type: option.type })),
  ];
}

/** By long name, for the help. */
export function figureOptions(figure: FigureDefinition): Readonly<Record<string, OptionDeclaration>> {
  return Object.fromEntries(
    optionsOf(figure).map(({ key, option, words, type }) => {
      const { name = key, value, short } = option;
      const limits = limitsOf(type);
      const otherwise = option.otherwise ?? (limits.otherwise === null ? '' : `Default: ${limits.otherwise}.`);
      const description = [words, limitsText(limits), otherwise].filter((text) => text !== '').join(' ');
      return [name, { value, ...(short === undefined ? {} : { short }), description }];
    }),
  );
}

type Given<F extends FigureDefinition> = {
  readonly [K in keyof F['parameters'] as F['parameters'][K] extends { option: FigureOption }
    ? K
    : never]: F['parameters'][K] extends { option: { type: infer T extends z.ZodMiniType } }
    ? z.output<T>
    : z.output<F['parameters'][K]['type']>;
};

/** Values of the options, by the name of the parameter, with defaults filled in. */
export type FigureArguments<F extends FigureDefinition> = Given<F> & {
  readonly [K in keyof F['commandOptions']]: z.output<F['commandOptions'][K]['type']>;
};

/** @throws FlowscopeError `usage` (exit 2) */
export function figureArguments<F extends FigureDefinition>(args: Arguments, figure: F): FigureArguments<F> {
  const entries = optionsOf(figure).map(({ key, option, type }) => [
    key,
    optionValue(args, option.name ?? key, option, type),
  ]);
  return Object.fromEntries(entries) as FigureArguments<F>;
}

const NOTATIONS: Readonly<Record<Notation, (args: Arguments, name: string) => unknown>> = {
  context: contextValues,
  values: textsByName,
  start: rowOrCenter,
  rectangle,
  numbers,
};

function optionValue(args: Arguments, name: string, { notation }: FigureOption, type: z.ZodMiniType): unknown {
  const text = args.text(name);
  if (text === null) return type.parse(undefined);
  const limits = limitsOf(type);
  const value = notation === undefined ? written(args, name, text, limits) : NOTATIONS[notation](args, name);
  const read = type.safeParse(value);
  if (read.success) return read.data;
  const { code, message } = read.error.issues[0]!;
  const noun = NOUNS[limits.kind];
  if (noun !== undefined && IMPLIED.has(code)) {
    throw usageError(`--${name} must be ${[noun, rangeText(limits)].join(' ').trimEnd()}, found '${text}'`);
  }
  throw usageError(`--${name} does not accept '${text}': ${message[0]!.toLowerCase()}${message.slice(1)}`);
}

const NOUNS: { readonly [K in Limits['kind']]?: string } = { integer: 'a whole number', number: 'a number' };

/** Codes of problems that the kind and the range of a number explain. */
const IMPLIED: ReadonlySet<string> = new Set(['invalid_type', 'too_small', 'too_big']);

/** The value that a text means, which its schema then checks. */
function written(args: Arguments, name: string, text: string, { kind, choices }: Limits): unknown {
  switch (kind) {
    case 'integer':
      return /^[+-]?\d+$/.test(text) ? Number(text) : text;
    case 'number':
      return text.trim() === '' ? text : Number(text);
    case 'choice':
      return oneOf(args, name, choices, choices[0]!);
    case 'text':
      return text;
    default:
      throw new Error(`--${name} needs a notation: its values are neither numbers, choices nor texts`);
  }
}
