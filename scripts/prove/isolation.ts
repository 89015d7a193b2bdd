/** One window opens hostile documents and data files: what does another window notice, and what memory stays? */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { quantile } from '../../bench/statistics.ts';
import { ALLOCATOR_ENVIRONMENT } from '../../daemon/client/allocator-environment.ts';
import { discoveryAt, serve } from '../../test/server/daemon-process.ts';
import { hostileWindow } from '../../test/server/hostile-window.ts';
import { atLeast, atMost, type Proof } from '../measurement/proof.ts';

/** Of each text. */
const BYTES = 4_000_000;
const MiB = 2 ** 20;

export async function prove(): Promise<Proof> {
  const folder = await mkdtemp(join(tmpdir(), 'flowscope-isolation-'));
  const discovery = join(folder, 'state', 'daemon.json');
  await mkdir(join(folder, 'state'), { mode: 0o700 });
  await mkdir(join(folder, 'work'));
  // As every daemon is started.
  const daemon = serve(discovery, [], ALLOCATOR_ENVIRONMENT);
  try {
    await daemon.line;
    const storm = await hostileWindow(await discoveryAt(discovery), { folder: join(folder, 'work'), bytes: BYTES });
    const { times, memoryBefore, memoryMost, memoryAfter } = storm;
    const ms = (q: number) => quantile(times, q).toFixed(0);
    return {
      name: 'isolation',
      title: 'Hostile documents in one window',
      results: [
        atLeast('hostile documents and data files', storm.documents + storm.files, 50, ''),
        atMost('completion in the other window, p99', quantile(times, 0.99), 200, 'ms'),
        atMost('completions in the other window without what belongs there', storm.wrong, 0, ''),
        atMost('documents and files of which nothing was said', storm.silent.length, 0, ''),
        atMost('memory of the daemon afterwards, relative to before', memoryAfter / memoryBefore, 1.2, ''),
        atMost('daemons that ended', daemon.child.exitCode === null ? 0 : 1, 0, ''),
      ],
      notes: [
        `${storm.documents} texts of ${BYTES / 1e6} MB, of every kind that was found to cost time or memory, and ${storm.files} data files of up to 16 MiB, opened one after another in an untrusted window. Each is checked, its symbols, folding ranges and a hover are requested, and it is closed.`,
        `The other window types in a spec of 200 lines: ${times.length} edits with a completion behind each, median ${ms(0.5)} ms, p90 ${ms(0.9)} ms, worst ${ms(1)} ms.`,
        `For ${storm.stopped.length} texts, the hostile window’s thread used more than 2 s of CPU time without a pause, or its whole heap. The thread was stopped, and each of these texts has one diagnostic that says so. All others have their usual diagnostics.`,
        `Resident memory of the daemon: ${(memoryBefore / MiB).toFixed(0)} MiB before, with both windows open, ${(memoryMost / MiB).toFixed(0)} MiB at most, ${(memoryAfter / MiB).toFixed(0)} MiB ${storm.settle / 1000} s after the last document was closed.`,
      ],
    };
  } finally {
    await daemon.kill('SIGTERM');
    await rm(folder, { recursive: true, force: true });
  }
}
