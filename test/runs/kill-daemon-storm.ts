/** Kills a daemon with live runs at random moments, starts the next one, and counts what was lost. */
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { DaemonConnection } from '../../daemon/client/connect-daemon.ts';
import { randomStream } from '../../daemon/random/random-stream.ts';
import { isHeld } from '../../daemon/runs/directory/run-status.ts';
import { runEvents, runList, runResume, runStart, runSubscribe } from '../../protocol/rpc/run-methods.ts';
import { COMPETING, startDaemonProcess } from './daemon-process.ts';

export interface KillDaemonCounts {
  readonly kills: number;
  /** Runs that the next daemon did not find, or not as interrupted or finished. */
  readonly lost: number;
  /** Records that a client missed or got twice, over all daemons together. */
  readonly gaps: number;
  /** Acknowledged checkpoints that were gone afterwards. */
  readonly lostCheckpoints: number;
  /** Runs that ended in the weights of a run that nobody killed. */
  readonly exact: number;
  readonly runs: number;
}

/** More than a training takes between two kills, so that the last kill meets a live run. */
const STEPS_PER_KILL = 2000;
/** From the moment that each run has saved something to a kill, at most. Milliseconds. */
const WINDOW = 200;
const RUNS = 2;

/** @param folder empty; takes the state and the runs */
export async function killDaemonStorm(folder: string, kills: number, seed: number): Promise<KillDaemonCounts> {
  const random = randomStream(seed, 'kill-daemon');
  const state = join(folder, 'state');
  const work = join(folder, 'work');
  await mkdir(state, { mode: 0o700 });
  await mkdir(work);
  const path = join(work, 'moons.flow.json');
  const text = specText(STEPS_PER_KILL * (kills + 1));
  await writeFile(path, text);
  const followed = new Map<string, Followed>();
  let [lost, gaps, lostCheckpoints, exact] = [0, 0, 0, 0];

  let daemon = await startDaemonProcess(state, COMPETING);
  let connection = await daemon.connect({ folders: [work] });
  const reference = await undisturbed(connection, { text, path });
  for (let i = 0; i < RUNS; i++) {
    const { run } = await connection.request(runStart, { spec: { text, path } });
    followed.set(run.runDir, { next: 1, checkpoints: [], sha256: null });
  }
  for (let kill = 0; kill < kills; kill++) {
    gaps += await followUntil(connection, followed, moment(followed, WINDOW * random.uniform()));
    daemon.child.kill('SIGKILL');
    await connection.closed;
    daemon = await startDaemonProcess(state, COMPETING);
    connection = await daemon.connect({ folders: [work] });
    const runs = await atRest(connection);
    for (const [runDir, { checkpoints }] of followed) {
      const found = runs.find((run) => run.runDir === runDir);
      if (found === undefined || !['interrupted', 'finished'].includes(found.status)) lost++;
      // Of acknowledged checkpoints the newest must be there, or a newer one.
      const newest = Math.max(0, ...checkpoints);
      if (Math.max(0, ...(found?.checkpoints.map(({ step }) => step) ?? [])) < newest) lostCheckpoints++;
      if (found?.status === 'interrupted') await connection.request(runResume, { run: runDir });
    }
  }
  const ends = Promise.withResolvers<void>();
  const watch = setInterval(() => {
    if ([...followed.values()].every(({ sha256 }) => sha256 !== null)) ends.resolve();
  }, 50);
  gaps += await followUntil(connection, followed, Promise.race([ends.promise, sleep(60_000)]));
  clearInterval(watch);
  for (const { sha256 } of followed.values()) if (sha256 === reference) exact++;
  await connection.close();
  await daemon.stop();
  return { kills, lost, gaps, lostCheckpoints, exact, runs: RUNS };
}

interface Followed {
  /** Sequence number of the next record. */
  next: number;
  readonly checkpoints: number[];
  /** Of the final weights. */
  sha256: string | null;
}

async function followUntil(
  connection: DaemonConnection,
  followed: ReadonlyMap<string, Followed>,
  end: Promise<unknown>,
): Promise<number> {
  let gaps = 0;
  const own = new Map<number, Followed>();
  const early: { subscription: number; records: readonly { seq: number }[] }[] = [];
  const take = (run: Followed, records: readonly { seq: number; event?: string; step?: number }[]) => {
    for (const record of records as readonly Record<string, unknown>[]) {
      if (record.seq !== run.next) gaps++;
      run.next = Number(record.seq) + 1;
      if (record.event === 'checkpoint') run.checkpoints.push(Number(record.step));
      if (record.event === 'done') run.sha256 = String(record.parametersSha256);
    }
  };
  const off = connection.onNotification(runEvents, ({ subscription, records }) => {
    const run = own.get(subscription);
    if (run === undefined) early.push({ subscription, records });
    else take(run, records);
  });
  for (const [run, state] of followed) {
    const { subscription } = await connection.request(runSubscribe, { run, from: state.next });
    own.set(subscription, state);
    for (const one of early.splice(0)) {
      const run = own.get(one.subscription);
      if (run === undefined) early.push(one);
      else take(run, one.records);
    }
  }
  await end;
  off();
  return gaps;
}

/** Of a run that nobody disturbs: the digest of its weights. */
async function undisturbed(connection: DaemonConnection, spec: { text: string; path: string }) {
  const { run } = await connection.request(runStart, { spec });
  const state: Followed = { next: 1, checkpoints: [], sha256: null };
  const followed = new Map([[run.runDir, state]]);
  const end = (async () => {
    while (state.sha256 === null) await sleep(50);
  })();
  await followUntil(connection, followed, Promise.race([end, sleep(60_000)]));
  return state.sha256;
}

/** The workers of a killed daemon save before they end. */
async function atRest(connection: DaemonConnection) {
  for (const until = Date.now() + 60_000; ; ) {
    const { runs } = await connection.request(runList, {});
    if (!runs.some(isHeld) || Date.now() > until) return runs;
    await sleep(50);
  }
}

function specText(steps: number): string {
  return JSON.stringify({
    name: 'moons',
    data: { source: 'two-moons', samples: 1000, evaluationSamples: 200 },
    layers: [
      {
        type: 'repeat',
        times: 2,
        layers: [{ type: 'affine-coupling', mask: 'alternate', conditioner: { type: 'mlp', hidden: [16] } }],
      },
    ],
    training: { steps, batchSize: 128, seed: 3, checkpoint: { every: 200 } },
  });
}

/** Resolves a while after each run has saved something more, or is done. */
async function moment(followed: ReadonlyMap<string, Followed>, wait: number): Promise<void> {
  const before = new Map([...followed.values()].map((run) => [run, run.checkpoints.length]));
  const moved = ([run, count]: [Followed, number]) => run.checkpoints.length > count || run.sha256 !== null;
  for (const until = Date.now() + 60_000; ![...before].every(moved) && Date.now() < until; ) await sleep(5);
  await sleep(wait);
}

function sleep(milliseconds: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, milliseconds));
}
