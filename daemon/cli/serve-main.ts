/** `flowscope serve` alone: what the daemon's process loads, in one file of its own (scripts/build.ts). */
import { run } from './commands/serve.ts';
import { runProcess } from './run-process.ts';

process.exitCode = await runProcess(([, ...rest], io) => run(rest, io));
