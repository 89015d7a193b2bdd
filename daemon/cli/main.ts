/** The command line of `flowscope`, as a process. */
import { dispatch } from './dispatch.ts';
import { runProcess } from './run-process.ts';

process.exitCode = await runProcess(dispatch);
