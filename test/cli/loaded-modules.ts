/** Which files the built program loads for a command: the work of a start-up, which no busy machine changes. */
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { PROGRAM } from './flowscope.ts';

export interface LoadedModules {
  readonly files: readonly string[];
  /** Of all of them together. */
  readonly bytes: number;
}

const HOOK = `
import { registerHooks } from 'node:module';
import { statSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
const files = [];
registerHooks({
  load(url, context, next) {
    if (url.startsWith('file:')) files.push(fileURLToPath(url));
    return next(url, context);
  },
});
process.on('exit', () => {
  const bytes = files.reduce((sum, file) => sum + statSync(file).size, 0);
  process.stderr.write('\\n' + JSON.stringify({ files, bytes }));
});
`;

/** @param args of a command that succeeds */
export async function loadedModules(args: readonly string[], cwd: string): Promise<LoadedModules> {
  const hook = `data:text/javascript,${encodeURIComponent(HOOK)}`;
  const { stderr } = await promisify(execFile)(process.execPath, ['--import', hook, PROGRAM, ...args], {
    cwd,
    env: { ...process.env, HOME: cwd },
  });
  return JSON.parse(stderr.slice(stderr.lastIndexOf('\n'))) as LoadedModules;
}
