/** Pictures of a run while it learns, at a cadence of the client's choice. */
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DaemonConnection } from '../../daemon/client/connect-daemon.ts';
import { inspectFollow, inspectUnfollow, inspectUpdate } from '../../protocol/rpc/follow-methods.ts';
import { inspectSamples } from '../../protocol/rpc/inspect-methods.ts';
import { runStart, runStop } from '../../protocol/rpc/run-methods.ts';
import { type DaemonProcess, startDaemonProcess } from './daemon-process.ts';

const folder = mkdtempSync(join(tmpdir(), 'flowscope-follow-'));
const spec = {
  path: join(folder, 'moons.flow.json'),
  text: JSON.stringify({
    name: 'moons',
    data: { source: 'two-moons', samples: 2000, evaluationSamples: 500 },
    layers: [{ type: 'repeat', times: 2, layers: [{ type: 'affine-coupling', mask: 'alternate' }] }],
    // No checkpoint would come by itself.
    training: { steps: 1_000_000, checkpoint: { every: 1_000_000, seconds: 3600 }, validation: { every: 1_000_000 } },
  }),
};
let daemon: DaemonProcess;
let client: DaemonConnection;

beforeAll(async () => {
  mkdirSync(join(folder, 'state'), { mode: 0o700 });
  daemon = await startDaemonProcess(join(folder, 'state'));
  client = await daemon.connect({ folders: [folder] });
});
afterAll(async () => {
  await client.close();
  await daemon.stop();
  rmSync(folder, { recursive: true, force: true });
});

const until = async (wanted: () => boolean) => {
  for (const end = Date.now() + 60_000; !wanted(); ) {
    if (Date.now() > end) throw new Error('it did not come');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
};

test('samples of newer and newer checkpoints arrive at the chosen pace, until nobody follows', async () => {
  const { run } = await client.request(runStart, { spec });
  const updates: { checkpoint: number; result: unknown; error: unknown }[] = [];
  client.onNotification(inspectUpdate, (update) => updates.push(update));
  const began = performance.now();
  const { follow } = await client.request(inspectFollow, {
    run: run.id,
    method: 'inspect/samples',
    params: { n: 8 },
    everySeconds: 0.5,
  });
  await until(() => updates.length >= 3);
  await client.request(inspectUnfollow, { follow });
  const count = updates.length;
  for (const { result, error, checkpoint } of updates) {
    expect(error).toBeNull();
    const { samples, n, checkpoint: shown } = inspectSamples.result.parse(result);
    expect([n, samples.shape]).toEqual([8, [8, 2]]);
    expect(shown).toBeGreaterThanOrEqual(checkpoint);
  }
  const steps = updates.map(({ checkpoint }) => checkpoint);
  expect(steps).toEqual([...new Set(steps)].sort((a, b) => a - b));
  // On a busy machine they come late and then close together, but never more of them: `follow.full.test.ts` measures the gaps.
  expect(count).toBeLessThanOrEqual((performance.now() - began) / 500 + 1);
  const last = updates.at(-1)!;
  const { samples } = inspectSamples.result.parse(last.result);
  expect((await client.fetchArray(samples)).every(Number.isFinite)).toBe(true);
  await new Promise((resolve) => setTimeout(resolve, 700));
  expect(updates.length).toBe(count);
  await client.request(runStop, { run: run.id });
});

test('parameters that do not fit are refused at once', async () => {
  const { run } = await client.request(runStart, { spec });
  await expect(
    client.request(inspectFollow, { run: run.id, method: 'inspect/samples', params: { n: 0 } }),
  ).rejects.toMatchObject({ code: 'wrong-value', message: expect.stringContaining('params.n') });
  await client.request(runStop, { run: run.id });
});
