/** Asks a process of its own whether something native works here: it may end the process that loads it. */
import { type ExecFileException, execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parseJson } from '../encoding/json.ts';

/** The first start of a driver or of a large library may take seconds. */
const MOST_MILLISECONDS = 20_000;

export interface ProbeOptions {
  /** Of the process: the system's loader reads parts of it when a process starts. */
  readonly environment?: NodeJS.ProcessEnv;
  /** After which it counts as hung. */
  readonly milliseconds?: number;
}

/** The built script beside `base`, or that of the source, relative to it. */
export function probeScript(base: string, built: string, source: string): string {
  const path = fileURLToPath(new URL(`./${built}`, base));
  return existsSync(path) ? path : fileURLToPath(new URL(`./${source}`, base));
}

/**
 * Runs a script that writes its answer as JSON to stdout.
 * @param what starts there, for the message
 * @returns the answer, null if there is none; then `silence` says in words how the process ended
 */
export function askProbe(
  script: string,
  what: string,
  { environment = process.env, milliseconds = MOST_MILLISECONDS }: ProbeOptions = {},
): Promise<{ readonly answer: unknown; readonly silence: string; readonly cause: unknown }> {
  return new Promise((resolve) => {
    const options = { env: environment, timeout: milliseconds, killSignal: 'SIGKILL', windowsHide: true } as const;
    execFile(process.execPath, [script], options, (error, stdout, stderr) =>
      resolve({ answer: parsed(stdout), silence: silence(what, error, stderr, milliseconds), cause: error }),
    );
  });
}

function parsed(text: string): unknown {
  try {
    return parseJson(text);
  } catch {
    return null;
  }
}

/** Why there is no answer. */
function silence(what: string, error: ExecFileException | null, stderr: string, milliseconds: number): string {
  if (error?.killed) return `${what} did not start within ${milliseconds / 1000} s`;
  const [last = ''] = stderr.trim().split('\n').slice(-1);
  const how = error?.signal ? `by ${error.signal}` : 'without an answer';
  return `the process that starts ${what} ended ${how}${last === '' ? '' : ` (${last})`}`;
}
