/**
 * Typing in a large spec while two runs train, with a daemon as users have it. Alone, which takes two minutes:
 * `node scripts/measurement/typing.ts`.
 */
import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { getPriority, tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { quantile } from '../../bench/statistics.ts';
import { readDiscovery } from '../../daemon/client/read-discovery.ts';
import { runGet, runStop } from '../../protocol/rpc/run-methods.ts';
import { largeSpec } from '../../test/language/large-spec.ts';
import { startDaemonProcess } from '../../test/runs/daemon-process.ts';
import { openWindow, type } from '../../test/server/client-storm.ts';
import { beginRun } from './begin-run.ts';

/** Of the spec. */
export const TYPED_LINES = 2000;
const EDITS = 300;
/** Between two edits, milliseconds. */
const PAUSE = 250;

export interface Typing {
  /** From each edit to the completion behind it, milliseconds. */
  readonly times: readonly number[];
  /** Of the processes that train. */
  readonly niceness: number;
}

export async function measureTyping(): Promise<Typing> {
  const folder = await mkdtemp(join(tmpdir(), 'flowscope-typing-'));
  await mkdir(join(folder, 'state'), { mode: 0o700 });
  const daemon = await startDaemonProcess(join(folder, 'state'), ['--runs', '2']);
  try {
    const client = await daemon.connect();
    const runs = [
      await beginRun(client, 'two-moons', folder, 1e6),
      await beginRun(client, 'checkerboard', folder, 1e6),
    ];
    const pids = await Promise.all(runs.map(async (run) => (await client.request(runGet, { run })).run.pid!));
    const window = await openWindow((await readDiscovery(daemon.discovery))!, 1, largeSpec(TYPED_LINES));
    await delay(2000);
    const { times, wrong } = await type(window, 1, largeSpec(TYPED_LINES), EDITS, PAUSE);
    if (wrong > 0) throw new Error(`${wrong} completions were not what belongs there`);
    const niceness = Math.min(...pids.map((pid) => getPriority(pid)));
    await window.close();
    for (const run of runs) await client.request(runStop, { run });
    await client.close();
    return { times, niceness };
  } finally {
    daemon.child.kill('SIGKILL');
    await rm(folder, { recursive: true, force: true });
  }
}

if (import.meta.main) {
  const { times, niceness } = await measureTyping();
  const [median, p99] = [0.5, 0.99].map((share) => quantile(times, share).toFixed(1));
  console.log(`median ${median} ms, p99 ${p99} ms, beside runs of niceness ${niceness}`);
}
