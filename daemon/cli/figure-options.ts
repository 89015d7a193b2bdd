/** The options of a figure's command: their declarations and their values, both from the figure's definition. */
import type * as z from 'zod';
import type { FigureDefinition, FigureOption, Notation } from '../../protocol/figures/define-figure.ts';
import { limitsOf, limitsText } from '../format/parameter-limits.ts';
import type { Arguments, OptionDeclaration } from './options.ts';
import { contextValues, finiteNumber, oneOf, rectangle, rowOrCenter, wholeNumber } from './values.ts';

/** One option of a command, whether the daemon's method has it too or not. */
interface Option {
  /** Key among the values. */
  readonly key: string;
  readonly option: FigureOption;
  readonly words: string;
  readonly type: z.ZodType;
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
    : never]: F['parameters'][K] extends { option: { type: infer T extends z.ZodType } }
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
  start: rowOrCenter,
  rectangle,
};

function optionValue(args: Arguments, name: string, { notation }: FigureOption, type: z.ZodType): unknown {
  if (args.text(name) === null) return type.parse(undefined);
  if (notation !== undefined) return NOTATIONS[notation](args, name);
  const { kind, minimum, maximum, choices } = limitsOf(type);
  const bounds = { min: minimum ?? Number.NEGATIVE_INFINITY, ...(maximum === null ? {} : { max: maximum }) };
  if (kind === 'integer') return wholeNumber(args, name, { ...bounds, otherwise: null });
  if (kind === 'number') return finiteNumber(args, name, { ...bounds, otherwise: 0 });
  if (kind === 'choice') return oneOf(args, name, choices, choices[0]!);
  if (kind === 'text') return args.text(name);
  throw new Error(`--${name} needs a notation: its values are neither numbers, choices nor texts`);
}
