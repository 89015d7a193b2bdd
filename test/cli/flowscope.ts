/** Runs the built command line as a program would. */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const PROGRAM = fileURLToPath(new URL('../../dist/flowscope.js', import.meta.url));

export interface Outcome {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** stdout as the one JSON value that it must be. */
  json(): unknown;
  /** stdout as one JSON value a line. */
  lines(): readonly Readonly<Record<string, unknown>>[];
}

export interface RunOptions {
  readonly cwd: string;
  /** Called with the started process, for signals and closed pipes. */
  readonly meanwhile?: (child: ReturnType<typeof start>) => void;
  /** In a process group of its own, so that all of it can be killed at once. */
  readonly detached?: boolean;
  /** Variables beside those of this process. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** `flowscope`, or the same in the test's own process (`in-process.ts`). */
export type Program = (args: readonly string[], options: { readonly cwd: string }) => Promise<Outcome>;

export async function flowscope(
  args: readonly string[],
  { cwd, meanwhile, detached = false, environment = {} }: RunOptions,
): Promise<Outcome> {
  const child = start(args, cwd, detached, environment);
  let [stdout, stderr] = ['', ''];
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    stdout += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    stderr += text;
  });
  meanwhile?.(child);
  const code = await new Promise<number | null>((resolve) => {
    child.on('close', resolve);
  });
  return outcomeOf(code, stdout, stderr);
}

export function outcomeOf(code: number | null, stdout: string, stderr: string): Outcome {
  return {
    code,
    stdout,
    stderr,
    json: () => JSON.parse(stdout) as unknown,
    lines: () =>
      stdout
        .trimEnd()
        .split('\n')
        .map((line) => JSON.parse(line) as Record<string, unknown>),
  };
}

function start(args: readonly string[], cwd: string, detached: boolean, environment: Readonly<Record<string, string>>) {
  if (!existsSync(PROGRAM)) throw new Error('dist/flowscope.js is missing: run npm run build first');
  // A home of its own: no test meets the daemon of the user.
  const env = { ...process.env, HOME: cwd, USERPROFILE: cwd, LOCALAPPDATA: cwd, ...environment };
  return spawn(process.execPath, [PROGRAM, ...args], { cwd, detached, env, stdio: ['ignore', 'pipe', 'pipe'] });
}
