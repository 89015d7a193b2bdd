import type { Command, CommandIo } from './command-io.ts';
import { commandHelp } from './help.ts';
import { type Arguments, type CommandDeclaration, parseArguments } from './options.ts';
import { writeText } from './print.ts';

/** A command that parses its declared arguments and handles `--help` itself. */
export function defineCommand(
  declaration: CommandDeclaration,
  body: (args: Arguments, io: CommandIo) => Promise<number>,
): Command['run'] {
  return async (args, io) => {
    const parsed = parseArguments(declaration, args);
    if (!parsed.help) return body(parsed, io);
    writeText(io, commandHelp(declaration));
    return 0;
  };
}
