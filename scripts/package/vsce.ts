import { spawn } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join, resolve } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

/** Warnings that are not about a mistake. */
const EXPECTED = [
  // A window loads extension.cjs only; the rest are the programs that the daemon and its workers run, in parts that load when needed.
  /This extension consists of \d+ files, out of which \d+ are JavaScript files/,
];

/**
 * Makes `file` of what lies in `folder`.
 * @throws Error if vsce fails or warns
 */
export async function vsce(folder: string, target: string, file: string): Promise<void> {
  const bin = join(dirname(createRequire(import.meta.url).resolve('@vscode/vsce/package.json')), 'vsce');
  const args = [
    'package',
    '--no-dependencies',
    '--no-rewrite-relative-links',
    ...(target === 'universal' ? [] : ['--target', target]),
    '--out',
    resolve(file),
  ];
  const { code, output } = await run([bin, ...args], folder);
  const unexpected = output
    .split('\n')
    .filter((line) => /^\s*WARNING\b/.test(line) && !EXPECTED.some((expected) => expected.test(line)));
  if (code === 0 && unexpected.length === 0) return;
  process.stderr.write(output);
  throw new Error(code === 0 ? `vsce warned: ${unexpected.join(' ').trim()}` : `vsce ended with ${code}`);
}

async function run(
  args: readonly string[],
  cwd: string,
): Promise<{ readonly code: number | null; readonly output: string }> {
  // On GitHub's machines it would write its warnings in another form.
  const env = { ...process.env, GITHUB_ACTIONS: '' };
  const child = spawn(process.execPath, args, { cwd, env, stdio: ['ignore', 'pipe', 'pipe'] });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (text: string) => {
      output += text;
    });
  }
  const code = await new Promise<number | null>((done, failed) => child.on('error', failed).on('close', done));
  return { code, output: stripVTControlCharacters(output) };
}
