import { spawn } from 'node:child_process';
import { failureSchema } from '../../protocol/failure.ts';
import { FlowscopeError } from '../errors/flowscope-error.ts';
import { saidLines } from '../errors/said-lines.ts';
import { programEnvironment } from './program-environment.ts';

export interface OnceOptions {
  /** Of the command line. */
  readonly script: string;
  /** Program that runs it; null: the one that runs this process, which may be the Node inside VS Code. */
  readonly node: string | null;
  /** Without `--json`. */
  readonly args: readonly string[];
  readonly cwd: string;
  /** Ends it. */
  readonly signal: AbortSignal;
}

/**
 * Runs one command in a process of its own. @returns its JSON
 * @throws FlowscopeError that the command reports, `crashed` if it reports none; the signal's reason
 */
export async function runOnce({ script, node, args, cwd, signal }: OnceOptions): Promise<unknown> {
  signal.throwIfAborted();
  const child = spawn(node ?? process.execPath, [script, ...args, '--json'], {
    cwd,
    stdio: ['ignore', 'pipe', 'pipe'],
    windowsHide: true,
    env: programEnvironment(process.env, node === null),
  });
  const stop = () => child.kill();
  signal.addEventListener('abort', stop);
  let [output, said] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    output += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    said += text;
  });
  try {
    const end = await new Promise<number | string | null>((resolve) => {
      child.on('error', (error) => resolve(error.message));
      child.on('close', (code, killed) => resolve(code ?? killed));
    });
    signal.throwIfAborted();
    const result = parsed(output);
    if (end === 0 && result !== null) return result;
    const failure = failureSchema.safeParse(result);
    if (failure.success) {
      const { code, message, hint } = failure.data.error;
      throw new FlowscopeError(code, message, hint === null ? {} : { hint });
    }
    throw new FlowscopeError(
      'crashed',
      `flowscope ${args[0]} failed (${end}): ${saidLines(said).at(-1) ?? 'no message'}`,
    );
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function parsed(output: string): unknown {
  try {
    return JSON.parse(output);
  } catch {
    return null;
  }
}
