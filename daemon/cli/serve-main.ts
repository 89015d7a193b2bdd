/** `flowscope serve` alone: the entry of the daemon's own bundles (scripts/build.ts). */
import { run } from './commands/serve.ts';
import { runProcess } from './run-process.ts';

process.exitCode = await runProcess(([, ...rest], io) => run(rest, io));
