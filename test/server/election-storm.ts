/** Several daemons started at once: how many lead? */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findDaemon } from '../../daemon/client/find-daemon.ts';
import { discoveryAt, type ServeProcess, serve } from './daemon-process.ts';

export interface ElectionStorm {
  /** Rounds that did not end with exactly one daemon that all four named. */
  readonly wrong: readonly string[];
  readonly rounds: number;
}

const STARTS = 4;
const STALE = {
  version: '0.0.1',
  protocol: '1.0',
  instance: 'dead',
  pid: 1,
  url: 'ws://127.0.0.1:9',
  token: 'x'.repeat(43),
};

/**
 * Every other round finds a stale discovery file, every third one of them the remains of a killed daemon.
 * @param first number of the first round, which decides what it finds
 */
export async function electionStorm(rounds: number, first = 0): Promise<ElectionStorm> {
  const wrong: string[] = [];
  for (let round = first; round < first + rounds; round++) {
    const folder = await mkdtemp(join(tmpdir(), 'flowscope-election-'));
    try {
      const failure = await oneRound(join(folder, 'daemon.json'), round);
      if (failure !== null) wrong.push(`round ${round}: ${failure}`);
    } finally {
      await rm(folder, { recursive: true, force: true });
    }
  }
  return { wrong, rounds };
}

async function oneRound(discovery: string, round: number): Promise<string | null> {
  if (round % 6 === 5) {
    const killed = serve(discovery);
    await killed.line;
    await killed.kill('SIGKILL');
  } else if (round % 2 === 1) await writeFile(discovery, JSON.stringify(STALE), { mode: 0o600 });
  const starts: ServeProcess[] = Array.from({ length: STARTS }, () => serve(discovery));
  try {
    const lines = await Promise.all(starts.map(({ line }) => line));
    const pids = new Set(lines.map(({ pid }) => pid));
    if (pids.size !== 1) return `${pids.size} daemons: ${[...pids].join(', ')}`;
    const leader = starts.find(({ child }) => child.pid === lines[0]!.pid);
    if (leader === undefined) return 'the lines name a process that was not started';
    const codes = await Promise.all(starts.filter((start) => start !== leader).map(({ exit }) => exit));
    if (codes.some(({ code }) => code !== 0)) return `followers ended with ${JSON.stringify(codes)}`;
    if (leader.child.exitCode !== null) return 'the leader has ended';
    const found = await findDaemon(discovery);
    const written = await discoveryAt(discovery);
    return found?.instance === written.instance && written.pid === leader.child.pid ? null : 'the file names another';
  } catch (error) {
    return String(error);
  } finally {
    await Promise.all(starts.map((start) => start.kill('SIGTERM')));
  }
}
