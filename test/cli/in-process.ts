/**
 * Runs a command line in the test's own process: the same words, streams and exit status as the program, without the start of a
 * process and the loading of a runtime for each command. Signals, closed pipes and training need the program itself: `flowscope.ts`.
 */
import { Writable } from 'node:stream';
import { dispatch } from '../../daemon/cli/dispatch.ts';
import { runCommandLine } from '../../daemon/cli/run-process.ts';
import { type Outcome, outcomeOf } from './flowscope.ts';

export async function flowscopeHere(args: readonly string[], { cwd }: { readonly cwd: string }): Promise<Outcome> {
  // No test may find the daemon of the user. Vitest starts a process for each file, so no other file sees this.
  process.env.HOME = cwd;
  const [stdout, stderr] = [collect(), collect()];
  const code = await runCommandLine(dispatch, args, {
    cwd,
    stdout: stdout.stream,
    stderr: stderr.stream,
    color: false,
    interactive: false,
  });
  return outcomeOf(code, stdout.text(), stderr.text());
}

function collect(): { readonly stream: Writable; text(): string } {
  const chunks: Buffer[] = [];
  const stream = new Writable({
    write(chunk: Buffer, _encoding, done) {
      chunks.push(chunk);
      done();
    },
  });
  return { stream, text: () => Buffer.concat(chunks).toString('utf8') };
}
