/**
 * The Debian packages that the tests need: browsers, what code-server's native modules are built from, and strace, which
 * sees that ONNX Runtime attempts no connection.
 */
import { spawnSync } from 'node:child_process';
import { runCommand } from './run-command.ts';

export const DEBIAN_PACKAGES = [
  'chromium',
  'chromium-headless-shell',
  'libkrb5-dev',
  'libx11-dev',
  'libxkbfile-dev',
  'libsecret-1-dev',
  'g++',
  'make',
  'python3',
  'strace',
] as const;

/** Those of `names` that are not installed, or null where there is no dpkg to ask. */
export function missingPackages(names: readonly string[]): readonly string[] | null {
  // A name that dpkg has never heard of is left out of its answer, beside an exit status of 1.
  const { stdout, error } = spawnSync('dpkg-query', ['--status', ...names], {
    encoding: 'utf8',
    maxBuffer: 16 * 2 ** 20,
  });
  if (error) return null;
  const installed = new Set(
    [...stdout.matchAll(/^Package: (\S+)\nStatus: \S+ \S+ installed$/gm)].map((match) => match[1]),
  );
  return names.filter((name) => !installed.has(name));
}

/** Installs packages by apt-get, as root or through a sudo that asks for no password. */
export async function installPackages(names: readonly string[]): Promise<void> {
  const apt = async (...args: string[]) => {
    const line = ['env', 'DEBIAN_FRONTEND=noninteractive', 'apt-get', '-qq', '-o', 'Dpkg::Use-Pty=0', ...args];
    if (process.getuid?.() !== 0) line.unshift('sudo', '-n');
    await runCommand(line[0]!, line.slice(1));
  };
  await apt('update');
  await apt('install', '-y', '--no-install-recommends', ...names);
}
