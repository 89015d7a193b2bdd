#!/usr/bin/env -S MALLOC_ARENA_MAX=1 MALLOC_MMAP_THRESHOLD_=8192 MALLOC_TRIM_THRESHOLD_=262144 node
/**
 * The entry point of `flowscope`. Flowscope needs Node 22; if an older version runs it, the Node 24 that was installed
 * with it takes over. Nothing else is imported before this check: an old Node lacks newer built-in modules.
 */
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const OLDEST = 22;
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

if (Number(process.versions.node.split('.')[0]) >= OLDEST) {
  try {
    if (process.argv[2] === 'serve') {
      const { useCompileCache } = await import('./compile-cache.ts');
      useCompileCache();
      await import('./serve-main.ts');
    } else await import('./main.ts');
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && (error.code === 'EMFILE' || error.code === 'ENFILE')))
      throw error;
    process.stderr.write(
      'error (too-many-files): Flowscope cannot open its own files.\n  Raise the limit: ulimit -n 4096\n',
    );
    process.exitCode = 1;
  }
} else {
  const executable = fileURLToPath(
    new URL(
      process.platform === 'win32' ? '../node_modules/.bin/node.exe' : '../node_modules/.bin/node',
      import.meta.url,
    ),
  );
  if (existsSync(executable)) {
    takeOver(executable);
  } else {
    process.stderr.write(
      `Flowscope needs Node ${OLDEST} or newer; this is Node ${process.versions.node}. Install a newer Node, or run npm ci beside package.json.\n`,
    );
    process.exitCode = 2;
  }
}

/** Runs this command under another Node, with the same streams, signals and exit status. */
function takeOver(executable: string): void {
  const args = [fileURLToPath(import.meta.url), ...process.argv.slice(2)];
  // Through the channel the child notices if this process is killed.
  const child = spawn(executable, args, { stdio: ['inherit', 'inherit', 'inherit', 'ipc'] });
  for (const signal of SIGNALS) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    process.stderr.write(`${executable}: ${error.message}\n`);
    process.exitCode = 1;
  });
  child.on('exit', (code) => {
    process.exitCode = code ?? 1;
  });
}
