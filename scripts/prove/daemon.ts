/** The daemon's sockets and processes: elections, hostile frames and bytes, many clients, start-up and memory. */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { quantile } from '../../bench/statistics.ts';
import { connectDaemon } from '../../daemon/client/connect-daemon.ts';
import type { Discovery } from '../../protocol/discovery.ts';
import { clientStorm } from '../../test/server/client-storm.ts';
import { discoveryAt, residentMemory, serve } from '../../test/server/daemon-process.ts';
import { electionStorm } from '../../test/server/election-storm.ts';
import { frameStorm } from '../../test/server/frame-storm.ts';
import { garbageStorm } from '../../test/server/garbage-storm.ts';
import { atMost, type Proof } from '../measurement/proof.ts';

const MiB = 1024 * 1024;
/** Of the frames, for looks at the memory. */
const PARTS = 5;
const [ELECTIONS, FRAMES, GARBAGE, CLIENTS, LINES, STARTS] = [50, 100_000, 2000, 50, 200, 9] as const;

export async function prove(): Promise<Proof> {
  const starts = await withFolder(measureStarts);
  const elections = await electionStorm(ELECTIONS);
  for (const failure of elections.wrong) console.error(failure);
  const frames = await withDaemon(measureFrames);
  const garbage = await withDaemon((discovery) => garbageStorm(discovery, GARBAGE, 2));
  const clients = await withDaemon((discovery) =>
    clientStorm(discovery, { clients: CLIENTS, lines: LINES, edits: 20, pause: 1000 }),
  );
  const p99 = quantile(clients.times, 0.99);
  const heap = (clients.memoryMost - clients.memoryBefore) / MiB;
  return {
    name: 'daemon',
    title: 'The daemon: clients, attacks, elections',
    results: [
      atMost('from serve to the first answered initialize, median', 1000 * quantile(starts.seconds, 0.5), 300, 'ms'),
      atMost('idle memory after a client has come and gone', Math.max(...starts.memory) / MiB, 100, 'MiB'),
      atMost(`wrong outcomes of 4 simultaneous starts × ${ELECTIONS}`, elections.wrong.length, 0, ''),
      atMost(`crashes by ${frames.frames} malformed frames`, frames.crashes, 0, ''),
      atMost('honest clients not served in between', frames.unserved, 0, ''),
      atMost('growth of memory over the second half of them', frames.growth / MiB, 30, 'MiB'),
      atMost(`crashes by ${garbage.result.connections} connections of raw garbage`, garbage.crashes, 0, ''),
      atMost('such connections left open', garbage.result.open, 0, ''),
      atMost('honest clients not served in between', garbage.result.unserved, 0, ''),
      atMost(`p99 of a completion, ${CLIENTS} clients, one of them stalled`, p99, 100, 'ms'),
      atMost('wrong completions', clients.wrong, 0, ''),
      atMost('memory that the stalled client adds, with the typing of the others', heap, 200, 'MiB'),
    ],
    notes: [
      `Start: ${STARTS} fresh processes on a warm disk, from spawn until a client has read the discovery file, upgraded and got its answer; memory is the resident set, of which about 42 MiB are pages of the Node binary itself.`,
      'Elections: every other round finds a stale discovery file, every sixth the remains of a killed daemon; a round is right if all four print the same line, one of them leads and three end with status 0.',
      `Frames: generated messages (methods, ids and parameters of every JSON type, nesting up to 20 000, truncated JSON) over ${frames.connections} connections, requests to /data beside them. Memory: ${frames.memory.map((bytes) => (bytes / MiB).toFixed(0)).join(', ')} MiB in equal distances.`,
      'Garbage: random bytes and lines, half of them after an honest upgrade.',
      `Completions: ${clients.times.length}, each right behind an edit of a spec of ${LINES} lines, one a second and client, all clients in one other process on the same machine; median ${quantile(clients.times, 0.5).toFixed(1)} ms. The stalled client asks for symbols all the time and reads nothing.`,
    ],
  };
}

async function withFolder<T>(work: (discovery: string) => Promise<T>): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), 'flowscope-prove-'));
  try {
    return await work(join(folder, 'daemon.json'));
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** `crashes`: 1 if the daemon had ended by itself when the work was done. */
async function withDaemon<T>(work: (discovery: Discovery) => Promise<T>): Promise<T & { crashes: number; result: T }> {
  return withFolder(async (file) => {
    const daemon = serve(file);
    await daemon.line;
    try {
      const result = await work(await discoveryAt(file));
      const { exitCode, signalCode } = daemon.child;
      return { ...result, result, crashes: exitCode === null && signalCode === null ? 0 : 1 };
    } finally {
      await daemon.kill('SIGTERM');
    }
  });
}

async function measureFrames(discovery: Discovery) {
  const memory: number[] = [];
  let [frames, connections, unserved] = [0, 0, 0];
  // As many again after the count that is asked for: the collector and the allocator need the first to settle.
  for (let part = 0; part < 2 * PARTS; part++) {
    const storm = await frameStorm(discovery, FRAMES / PARTS, 100 + part);
    frames += storm.frames;
    connections += storm.connections;
    unserved += storm.unserved;
    memory.push(await residentMemory(discovery.pid));
  }
  return { frames, connections, unserved, memory, growth: memory.at(-1)! - memory[PARTS - 1]! };
}

async function measureStarts(file: string): Promise<{ seconds: number[]; memory: number[] }> {
  const seconds: number[] = [];
  const memory: number[] = [];
  for (let i = 0; i <= STARTS; i++) {
    const began = performance.now();
    const daemon = serve(file);
    await daemon.line;
    const client = await connectDaemon({ discovery: file });
    const taken = (performance.now() - began) / 1000;
    await client.close();
    await delay(1000);
    // The first warms the disk.
    if (i > 0) {
      seconds.push(taken);
      memory.push(await residentMemory(daemon.child.pid!));
    }
    await daemon.kill('SIGTERM');
  }
  return { seconds, memory };
}
