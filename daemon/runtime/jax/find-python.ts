/** Which Python computes with JAX: the one that the user names, the active virtual environment's, or the system's. */
import { statSync } from 'node:fs';
import { join } from 'node:path';

export interface PythonChoice {
  /** A path, or a command that the system looks up. */
  readonly command: string;
  /** Why it was chosen, for messages: `flowscope.pythonPath or --python`, `$VIRTUAL_ENV`, `the search path`. */
  readonly origin: string;
}

interface Surroundings {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly platform: NodeJS.Platform;
}

/** @param given an executable or the folder of a virtual environment; null: the user names none */
export function findPython(given: string | null, { env, platform }: Surroundings = process): PythonChoice {
  const inside = (folder: string) =>
    platform === 'win32' ? join(folder, 'Scripts', 'python.exe') : join(folder, 'bin', 'python');
  if (given !== null) {
    const isFolder = statSync(given, { throwIfNoEntry: false })?.isDirectory() === true;
    return { command: isFolder ? inside(given) : given, origin: 'flowscope.pythonPath or --python' };
  }
  const active = env.VIRTUAL_ENV;
  if (active !== undefined && active !== '') return { command: inside(active), origin: '$VIRTUAL_ENV' };
  return { command: platform === 'win32' ? 'python' : 'python3', origin: 'the search path' };
}
