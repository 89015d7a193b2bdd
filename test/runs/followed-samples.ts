/** A daemon with a run that never ends, whose samples are followed: the part that the tests of following share. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, beforeAll, expect } from 'vitest';
import type { DaemonConnection } from '../../daemon/client/connect-daemon.ts';
import { samplesFigure } from '../../protocol/figures/samples.ts';
import { inspectFollow, inspectUnfollow, inspectUpdate } from '../../protocol/rpc/follow-methods.ts';
import { runStart, runStop } from '../../protocol/rpc/run-methods.ts';
import { COMPETING, type DaemonProcess, startDaemonProcess } from './daemon-process.ts';

export interface FollowedClient {
  readonly client: DaemonConnection;
  /** Of a run without checkpoints of its own accord. */
  readonly spec: { readonly path: string; readonly text: string };
}

/** How often samples are asked for, seconds. */
export const EVERY = 0.5;

/** @param opened gets the client before the first test */
export function followedClient(opened: (followed: FollowedClient) => void): void {
  const folder = mkdtempSync(join(tmpdir(), 'flowscope-follow-'));
  let daemon: DaemonProcess;
  let client: DaemonConnection;
  beforeAll(async () => {
    mkdirSync(join(folder, 'state'), { mode: 0o700 });
    daemon = await startDaemonProcess(join(folder, 'state'), COMPETING);
    client = await daemon.connect({ folders: [folder] });
    const text = JSON.stringify({
      name: 'moons',
      data: { source: 'two-moons', samples: 2000, evaluationSamples: 500 },
      layers: [{ type: 'repeat', times: 2, layers: [{ type: 'affine-coupling', mask: 'alternate' }] }],
      training: { steps: 1_000_000, checkpoint: { every: 1_000_000, seconds: 3600 }, validation: { every: 1_000_000 } },
    });
    opened({ client, spec: { path: join(folder, 'moons.flow.json'), text } });
  });
  afterAll(async () => {
    await client.close();
    await daemon.stop();
    rmSync(folder, { recursive: true, force: true });
  });
}

/**
 * Starts a run, follows its samples until `wanted` updates have come, and expects them to be in order, of newer and newer
 * checkpoints, and none for `quiet` milliseconds after nobody follows.
 * @returns when each came, of the clock that began with following, milliseconds
 */
export async function followSamples(
  { client, spec }: FollowedClient,
  wanted: number,
  quiet: number,
): Promise<{ readonly times: readonly number[]; readonly duration: number }> {
  const { run } = await client.request(runStart, { spec });
  const updates: { at: number; checkpoint: number; result: unknown; error: unknown }[] = [];
  client.onNotification(inspectUpdate, (update) => updates.push({ ...update, at: performance.now() }));
  const began = performance.now();
  const { follow } = await client.request(inspectFollow, {
    run: run.id,
    method: 'inspect/samples',
    params: { n: 8 },
    everySeconds: EVERY,
  });
  await expect.poll(() => updates.length).toBeGreaterThanOrEqual(wanted);
  await client.request(inspectUnfollow, { follow });
  const duration = performance.now() - began;
  const count = updates.length;
  for (const { result, error, checkpoint } of updates) {
    expect(error).toBeNull();
    const { samples, n, checkpoint: shown } = samplesFigure.method.result.parse(result);
    expect([n, samples.shape]).toEqual([8, [8, 2]]);
    expect(shown).toBeGreaterThanOrEqual(checkpoint);
  }
  const steps = updates.map(({ checkpoint }) => checkpoint);
  expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b));
  const { samples } = samplesFigure.method.result.parse(updates.at(-1)!.result);
  expect((await client.fetchArray(samples)).every(Number.isFinite)).toBe(true);
  await delay(quiet);
  expect(updates.length).toBe(count);
  await client.request(runStop, { run: run.id });
  return { times: updates.map(({ at }) => at - began), duration };
}
