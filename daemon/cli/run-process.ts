/** Shared by all commands: streams, failures and exit status. */

import { FlowscopeError } from '../errors/flowscope-error.ts';
import { stackOf } from '../errors/stack-of.ts';
import { systemError } from '../errors/system-error.ts';
import { wantsColor } from '../format/style.ts';
import type { CommandIo } from './command-io.ts';
import { exitCodeOf, failureOf, failureText } from './failure.ts';
import { Interrupted } from './interrupt.ts';
import { writeJson, writeNote } from './print.ts';

type Dispatch = (args: readonly string[], io: CommandIo) => Promise<number>;

/** Runs this process's command line. @returns the exit status */
export async function runProcess(dispatch: Dispatch): Promise<number> {
  // Under a launcher (an older Node), the launcher's death ends this process too; the channel does not keep it alive.
  process.on('disconnect', () => process.kill(process.pid, 'SIGKILL'));
  process.channel?.unref();
  // A reader such as `head` may exit: further output is dropped, and the work continues.
  process.stderr.on('error', () => {});
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') return;
    process.stderr.write(`error (unwritable): cannot write to stdout (${error.code})\n`);
    process.exit(1);
  });
  return runCommandLine(dispatch, process.argv.slice(2), {
    get cwd() {
      return currentFolder();
    },
    stdout: process.stdout,
    stderr: process.stderr,
    color: wantsColor(process.stdout.isTTY === true, process.env),
    interactive: process.stderr.isTTY === true,
  });
}

/** @throws FlowscopeError `no-folder` (exit 2): it was deleted */
function currentFolder(): string {
  try {
    return process.cwd();
  } catch (error) {
    throw new FlowscopeError('no-folder', 'The current folder does not exist any more: it was deleted or moved.', {
      exitCode: 2,
      hint: 'Change to an existing folder: cd ~',
      cause: error,
    });
  }
}

/** Runs a command line and writes its failure where `io` says. @returns the exit status */
export async function runCommandLine(dispatch: Dispatch, args: readonly string[], io: CommandIo): Promise<number> {
  try {
    return await dispatch(args, io);
  } catch (thrown) {
    if (thrown instanceof Interrupted) return thrown.status;
    const error = thrown instanceof FlowscopeError ? thrown : (systemError(thrown) ?? thrown);
    const failure = failureOf(error);
    if (failure.error.code === 'internal') writeNote(io, stackOf(error));
    const end = args.indexOf('--');
    const json = args.slice(0, end < 0 ? args.length : end).includes('--json');
    if (json) writeJson(io, failure);
    else writeNote(io, failureText(failure));
    return exitCodeOf(error);
  }
}
