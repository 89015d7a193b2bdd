/** Maps the first word of a command line to its command. Loads only that command, to keep startup fast. */

import { VERSION } from '../../protocol/product-version.ts';
import { suggest } from '../spec/text/suggest.ts';
import type { Command, CommandIo } from './command-io.ts';
import { COMMAND_SUMMARIES, type CommandName } from './command-names.ts';
import { generalHelp } from './help.ts';
import { writeText } from './print.ts';
import { usageError } from './usage-error.ts';

/**
 * Apart from the summaries, which every command's help shows: with these beside them, the daemon's only file would hold
 * all commands. A name that is missing or too much does not compile.
 */
const LOADERS: Readonly<Record<CommandName, () => Promise<Command>>> = {
  init: () => import('./commands/init.ts'),
  check: () => import('./commands/check.ts'),
  describe: () => import('./commands/describe.ts'),
  train: () => import('./commands/train.ts'),
  runs: () => import('./commands/runs.ts'),
  annotate: () => import('./commands/annotate.ts'),
  fsck: () => import('./commands/fsck.ts'),
  evaluate: () => import('./commands/evaluate.ts'),
  inspect: () => import('./commands/inspect.ts'),
  coupling: () => import('./commands/coupling.ts'),
  sample: () => import('./commands/sample.ts'),
  conditional: () => import('./commands/conditional.ts'),
  density: () => import('./commands/density.ts'),
  encode: () => import('./commands/encode.ts'),
  decode: () => import('./commands/decode.ts'),
  traverse: () => import('./commands/traverse.ts'),
  interpolate: () => import('./commands/interpolate.ts'),
  yardsticks: () => import('./commands/yardsticks.ts'),
  levels: () => import('./commands/levels.ts'),
  elbo: () => import('./commands/elbo.ts'),
  probe: () => import('./commands/probe.ts'),
  verify: () => import('./commands/verify.ts'),
  export: () => import('./commands/export.ts'),
  report: () => import('./commands/report.ts'),
  view: () => import('./commands/view.ts'),
  serve: () => import('./commands/serve.ts'),
  'language-server': () => import('./commands/language-server.ts'),
  backends: () => import('./commands/backends.ts'),
  schema: () => import('./commands/schema.ts'),
};

/** Runs a command line. @returns the exit status @throws FlowscopeError for wrong usage and for whatever the command throws */
export async function dispatch([name, ...rest]: readonly string[], io: CommandIo): Promise<number> {
  if (name === undefined) {
    io.stderr.write(generalHelp(VERSION));
    return 2;
  }
  if (name === '--help' || name === '-h' || (name === 'help' && rest.length === 0)) {
    writeText(io, generalHelp(VERSION));
    return 0;
  }
  if (name === 'help') return dispatch([rest[0]!, '--help'], io);
  if (name === '--version' || name === '-v') {
    writeText(io, VERSION);
    return 0;
  }
  if (!isCommand(name)) throw unknownCommand(name);
  const command = await LOADERS[name]();
  return command.run(rest, io);
}

function isCommand(name: string): name is CommandName {
  return Object.hasOwn(COMMAND_SUMMARIES, name);
}

function unknownCommand(name: string) {
  const near = suggest(name, Object.keys(COMMAND_SUMMARIES));
  const message = `unknown command '${name}'${near === null ? '' : `; did you mean '${near}'?`}`;
  return usageError(message, 'flowscope --help lists the commands.');
}
