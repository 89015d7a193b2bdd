/** The command line of `flowscope`. Loads nothing but the command that was asked for: start-up is part of every command. */
import { suggest } from '../spec/text/suggest.ts';
import type { Command, CommandIo } from './command-io.ts';
import { COMMAND_SUMMARIES, type CommandName } from './command-names.ts';
import { exitCodeOf, failureOf, failureText } from './failure.ts';
import { generalHelp } from './help.ts';
import { INTERRUPTED_STATUS, Interrupted } from './interrupt.ts';
import { writeJson, writeNote, writeText } from './print.ts';
import { wantsColour } from './terminal/style.ts';
import { usageError } from './usage-error.ts';
import { VERSION } from './version.ts';

const LOADERS: Readonly<Record<CommandName, () => Promise<Command>>> = {
  init: () => import('./commands/init.ts'),
  check: () => import('./commands/check.ts'),
  describe: () => import('./commands/describe.ts'),
  train: () => import('./commands/train.ts'),
  runs: () => import('./commands/runs.ts'),
  evaluate: () => import('./commands/evaluate.ts'),
  inspect: () => import('./commands/inspect.ts'),
  sample: () => import('./commands/sample.ts'),
  density: () => import('./commands/density.ts'),
  encode: () => import('./commands/encode.ts'),
  decode: () => import('./commands/decode.ts'),
  traverse: () => import('./commands/traverse.ts'),
  interpolate: () => import('./commands/interpolate.ts'),
  verify: () => import('./commands/verify.ts'),
  export: () => import('./commands/export.ts'),
  serve: () => import('./commands/serve.ts'),
  'language-server': () => import('./commands/language-server.ts'),
  schema: () => import('./commands/schema.ts'),
};

async function dispatch([name, ...rest]: readonly string[], io: CommandIo): Promise<number> {
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
  const message = `there is no command '${name}'${near === null ? '' : `; did you mean '${near}'?`}`;
  return usageError(message, 'flowscope --help lists the commands.');
}

async function main(): Promise<number> {
  // A reader such as `head` may go away: what it no longer wants is dropped, and the work goes on to its end.
  process.stderr.on('error', () => {});
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    process.stderr.write(`error (unwritable): cannot write to stdout (${error.code})\n`);
    process.exit(1);
  });
  const args = process.argv.slice(2);
  const io: CommandIo = {
    cwd: process.cwd(),
    stdout: process.stdout,
    stderr: process.stderr,
    colour: wantsColour(process.stdout.isTTY === true, process.env),
    interactive: process.stderr.isTTY === true,
  };
  try {
    return await dispatch(args, io);
  } catch (error) {
    if (error instanceof Interrupted) return INTERRUPTED_STATUS;
    const failure = failureOf(error);
    if (failure.error.code === 'internal') writeNote(io, error instanceof Error ? String(error.stack) : String(error));
    const end = args.indexOf('--');
    const json = args.slice(0, end < 0 ? args.length : end).includes('--json');
    if (json) writeJson(io, failure);
    else writeNote(io, failureText(failure));
    return exitCodeOf(error);
  }
}

// Under a launcher (an older Node): its death ends this process too, and its channel keeps nothing alive.
process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
process.channel?.unref();
process.exitCode = await main();
