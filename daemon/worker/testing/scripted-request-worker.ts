/** A test worker that does what the job says. The first argument of its environment makes it crash at startup. */
import { writeSync } from 'node:fs';
import { setTimeout } from 'node:timers/promises';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { CHANNEL } from '../frame-channel.ts';
import { serveRequests } from '../request-loop.ts';

serveRequests(
  async () => {},
  async (_, job, { signal, update }) => {
    const { what } = job as { what: string };
    switch (what) {
      case 'echo':
        return job;
      case 'pid':
        return process.pid;
      case 'updates':
        for (let i = 0; i < 3; i++) update(i);
        return 'done';
      case 'wait':
        return setTimeout(60_000, null, { signal });
      case 'refuse':
        throw new FlowscopeError('missing-data', 'there is no x.csv', { hint: 'Put it there.', exitCode: 2 });
      case 'throw':
        throw new TypeError('x is undefined');
      case 'crash':
        process.stderr.write('Segmentation fault in a kernel\n');
        await setTimeout(30);
        return process.kill(process.pid, 'SIGSEGV');
      case 'exit':
        process.stderr.write('libonnxruntime.so: cannot open shared object file\n');
        return process.exit(7);
      case 'memory':
        process.stderr.write('FATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\n');
        return process.abort();
      case 'garbage':
        writeSync(CHANNEL, 'garbage{{{ that is no message at all');
        return setTimeout(10_000);
      case 'hang':
        for (;;) Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 1000);
      default:
        throw new Error(`unknown job ${what}`);
    }
  },
);
