/** `flowscope serve` alone, bundled as the only file that the daemon's process loads (scripts/build.ts). */
import { run } from './commands/serve.ts';
import { runProcess } from './run-process.ts';

process.exitCode = await runProcess(([, ...rest], io) => run(rest, io));
