/** The command of a figure. Its name, options and keys of the JSON come from the figure's definition. */
import type * as z from 'zod';
import type { FigureDefinition } from '../../protocol/figures/define-figure.ts';
import type { Answer } from '../inspection/answer.ts';
import type { Command, CommandIo } from './command-io.ts';
import type { CommandName } from './command-names.ts';
import { defineCommand } from './define-command.ts';
import { type FigureArguments, figureArguments, figureOptions } from './figure-options.ts';
import { CHECKPOINT_OPTION } from './open-run.ts';
import type { Arguments, CommandDeclaration } from './options.ts';
import { writeJson } from './print.ts';
import { RUN_ARGUMENT } from './run-argument.ts';

interface FigureCommand {
  readonly usage: readonly string[];
  readonly notes?: readonly string[];
  readonly examples: readonly string[];
  /** What the figure is of. Default: a run. */
  readonly positional?: CommandDeclaration['positionals'][number];
}

export function defineFigureCommand<F extends FigureDefinition & { readonly command: CommandName }>(
  figure: F,
  { positional = RUN_ARGUMENT, ...texts }: FigureCommand,
  body: (given: FigureArguments<F>, args: Arguments, io: CommandIo) => Promise<number>,
): Command['run'] {
  return defineCommand(
    {
      name: figure.command,
      positionals: [positional],
      required: 1,
      options: { ...figureOptions(figure), checkpoint: CHECKPOINT_OPTION },
      ...texts,
    },
    (args, io) => body(figureArguments(args, figure), args, io),
  );
}

/** Status of a command whose result is a summary: 1 if that is not finite, whatever its other numbers are. */
export function summaryExit(mean: number): 0 | 1 {
  return Number.isFinite(mean) ? 0 : 1;
}

/** Prints the JSON of a figure's command: exactly the keys of its definition. */
export function writeFigure<F extends FigureDefinition>(
  io: CommandIo,
  { document }: F,
  values: Answer<Omit<z.input<F['document']>, 'v'>>,
): void {
  const known = Object.entries(values).filter(([key]) => key in document.shape);
  writeJson(io, { v: 1, ...Object.fromEntries(known) });
}
