/** Which checkpoint a choice means if some are damaged, or gone. */
import { readdirSync, readFileSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import type { FlowscopeError } from '../../errors/flowscope-error.ts';
import { openMetricsLog } from '../logs/metrics-log.ts';
import { content, useCheckpointFolder } from '../testing/checkpoint-folder.ts';
import { readManifests } from './checkpoint-manifest.ts';
import { readCheckpoint, readNewest } from './checkpoint-reader.ts';
import { openCheckpointStore } from './checkpoint-store.ts';
import { findCheckpoint } from './find-checkpoint.ts';
import { listCheckpoints } from './list-checkpoints.ts';

const at = useCheckpointFolder();

test('damaged newer checkpoints are skipped, with the reason; best and numbers never fall back', async () => {
  const store = await openCheckpointStore(at.folder, { keep: 5 });
  for (const step of [1, 2, 3, 4]) await store.write(content(step, step === 3));
  at.damage(4);
  truncateSync(at.file(3), 100);
  const { checkpoint, skipped } = await readNewest(at.folder);
  expect(checkpoint?.step).toBe(2);
  expect(skipped.map(({ step }) => step)).toEqual([4, 3]);
  expect(skipped[0]!.reason).toContain('SHA-256');
  expect(skipped[1]!.reason).toContain('header');
  await expect(readCheckpoint(at.folder, 'best')).rejects.toMatchObject({ code: 'checkpoint', file: at.file(3) });
  await expect(readCheckpoint(at.folder, 4)).rejects.toMatchObject({ code: 'checkpoint', file: at.file(4) });
  await expect(readCheckpoint(at.folder, 9)).rejects.toMatchObject({
    code: 'checkpoint',
    hint: expect.stringContaining('1, 2, 3, 4'),
  });
  expect((await readCheckpoint(at.folder, 1)).step).toBe(1);
});

test('a resume moves the later, damaged ones aside', async () => {
  const store = await openCheckpointStore(at.folder, { keep: 5 });
  for (const step of [1, 2, 3]) await store.write(content(step, step === 3));
  writeFileSync(join(at.folder, 'step-2.json'), '{');
  at.damage(3);
  expect((await readNewest(at.folder)).skipped.map(({ step }) => step)).toEqual([3, 2]);
  const aside = await store.setAsideAfter(1);
  expect(await readNewest(at.folder)).toMatchObject({ checkpoint: { step: 1 }, skipped: [] });
  expect(readdirSync(at.folder).sort()).toEqual(['step-1.json', 'step-1.safetensors']);
  expect(readdirSync(join(aside!, 'checkpoints')).sort()).toEqual([
    'step-2.json',
    'step-2.safetensors',
    'step-3.json',
    'step-3.safetensors',
  ]);
  expect(await store.setAsideAfter(1)).toBeNull();
});

test('a damaged best is never replaced by an older one, or by the newest', async () => {
  const store = await openCheckpointStore(at.folder, { keep: 5 });
  for (const step of [1, 2, 3, 4]) await store.write(content(step, step === 1 || step === 3));
  const manifest = join(at.folder, 'step-3.json');
  const intact = readFileSync(manifest, 'utf8');
  for (const [text, reason] of [
    [intact.replace('"best":true', '"best":false'), 'checksum'],
    [intact.replace('"v":1', '"v":2'), 'its version is 2'],
    [intact.slice(0, -9), 'not valid JSON'],
  ] as const) {
    writeFileSync(manifest, text);
    for (const choice of [null, 'best', 3] as const) {
      const error: unknown = await readCheckpoint(at.folder, choice).catch((caught: unknown) => caught);
      expect(error).toMatchObject({ code: 'checkpoint', file: manifest, message: expect.stringContaining(reason) });
      expect(error).toMatchObject({ hint: expect.stringContaining(`flowscope fsck ${at.root} --repair`) });
    }
    expect((await readCheckpoint(at.folder, 'latest')).step).toBe(4);
    expect((await listCheckpoints(at.folder)).filter(({ best }) => best)).toEqual([]);
  }
  writeFileSync(manifest, intact);
  rmSync(at.file(3));
  for (const choice of [null, 'best'] as const) {
    // Nothing can rebuild tensors.
    const hint = expect.not.stringContaining('--repair');
    await expect(readCheckpoint(at.folder, choice)).rejects.toMatchObject({ file: at.file(3), hint });
  }
});

test('an error advises what helps: a repair, or a checkpoint that is there', async () => {
  const store = await openCheckpointStore(at.folder, { keep: 5 });
  for (const step of [1, 2]) await store.write(content(step, step === 2));
  const hintOf = async () => {
    const error: unknown = await readCheckpoint(at.folder, 'latest').catch((caught: unknown) => caught);
    return (error as FlowscopeError).hint;
  };
  at.damage(2);
  expect(await hintOf()).toMatch(/Nothing can rebuild it: .* --checkpoint: 1\.$/);
  rmSync(join(at.folder, 'step-2.json'));
  const log = openMetricsLog(join(at.root, 'metrics.jsonl'));
  log.append('checkpoint', 2, { path: at.file(2), sha256: '', best: true });
  log.close();
  expect(await hintOf()).toMatch(/--repair` writes a manifest again .* --checkpoint: 1\.$/);
  remove(1);
  expect(await hintOf()).toMatch(/The run has no other checkpoint\.$/);
});

test('a damaged checkpoint that was not the best is in the way of nothing else', async () => {
  const store = await openCheckpointStore(at.folder, { keep: 5 });
  for (const step of [1, 2]) {
    await store.write({ ...content(step, step === 1), state: { step, best: { step: 1, nll: 0, notFinite: 0 } } });
  }
  writeFileSync(join(at.folder, 'step-2.json'), '{');
  expect((await readCheckpoint(at.folder, null)).step).toBe(1);
  await expect(readCheckpoint(at.folder, 'latest')).rejects.toMatchObject({ file: join(at.folder, 'step-2.json') });
});

test('tensors without a manifest are damage only if the log says that they were committed', async () => {
  const store = await openCheckpointStore(at.folder, { keep: 5 });
  const { sha256, path } = await store.write(content(1));
  await store.write(content(2, true));
  rmSync(join(at.folder, 'step-2.json'));
  expect((await readCheckpoint(at.folder, null)).step).toBe(1);
  const log = openMetricsLog(join(at.root, 'metrics.jsonl'));
  log.append('checkpoint', 1, { path, sha256, best: false });
  log.append('checkpoint', 2, { path: at.file(2), sha256, best: true });
  const lost = { code: 'checkpoint', file: join(at.folder, 'step-2.json') };
  for (const choice of [null, 'best', 'latest', 2] as const) {
    await expect(readCheckpoint(at.folder, choice)).rejects.toMatchObject(lost);
  }
  // A writer keeps it, since it may be repaired.
  await openCheckpointStore(at.folder, { keep: 5 });
  expect(readdirSync(at.folder)).toContain('step-2.safetensors');
  log.resume(1);
  log.close();
  expect((await readCheckpoint(at.folder, null)).step).toBe(1);
});

/** The state names the best one, as that of training does. */
const contentWith = (step: number, bestStep: number, best = false) => {
  return { ...content(step, best), state: { step, best: { step: bestStep } } };
};

function remove(...steps: number[]): void {
  for (const step of steps) for (const type of ['json', 'safetensors']) rmSync(join(at.folder, `step-${step}.${type}`));
}

test('no older best takes the place of one of which nothing is left', async () => {
  const store = await openCheckpointStore(at.folder, { keep: 5 });
  for (const [step, bestStep] of [
    [1, 1],
    [2, 2],
    [3, 2],
  ] as const) {
    await store.write(contentWith(step, bestStep, step === bestStep));
  }
  remove(2);
  for (const choice of [null, 'best'] as const) {
    const error: unknown = await readCheckpoint(at.folder, choice).catch((caught: unknown) => caught);
    expect(error).toMatchObject({
      code: 'checkpoint',
      message: expect.stringContaining('the newest checkpoint names'),
    });
    expect(error).toMatchObject({ hint: expect.stringContaining('time slider or --checkpoint: 1, 3') });
  }
  expect((await readCheckpoint(at.folder, 'latest')).step).toBe(3);
  // Training went on without it.
  await store.write(contentWith(4, 1));
  expect((await readCheckpoint(at.folder, 'best')).step).toBe(1);
});

test('the best one that was also the newest is missed because of the log', async () => {
  const store = await openCheckpointStore(at.folder, { keep: 5 });
  const log = openMetricsLog(join(at.root, 'metrics.jsonl'));
  for (const step of [1, 2]) {
    const { path, sha256 } = await store.write(contentWith(step, step, true));
    log.append('checkpoint', step, { path, sha256, best: true });
  }
  log.sync();
  remove(2);
  for (const choice of [null, 'best', 'latest'] as const) {
    await expect(readCheckpoint(at.folder, choice)).rejects.toThrow(/step-2\.json: it is missing, although the log/);
  }
  log.resume(1, 1);
  log.close();
  for (const choice of [null, 'best', 'latest'] as const)
    expect((await readCheckpoint(at.folder, choice)).step).toBe(1);
});

test('readers beside a writer that removes what it replaced find a best one each time', async () => {
  const store = await openCheckpointStore(at.folder, { keep: 1 });
  const log = openMetricsLog(join(at.root, 'metrics.jsonl'));
  let isWriting = true;
  const write = async () => {
    for (let step = 1; step <= 24; step++) {
      const { path, sha256 } = await store.write(contentWith(step, step, true));
      log.append('checkpoint', step, { path, sha256, best: true });
      log.sync();
    }
    isWriting = false;
  };
  const read = async () => {
    const steps: number[] = [];
    while (isWriting) {
      const checkpoint = await findCheckpoint(at.folder, 'best').catch((error: unknown) => error);
      if (steps.length > 0) expect(checkpoint).toMatchObject({ best: true });
      if (checkpoint instanceof Error) continue;
      steps.push((checkpoint as { readonly step: number }).step);
    }
    return steps;
  };
  const [, ...readers] = await Promise.all([write(), read(), read(), read()]);
  log.close();
  for (const steps of readers) {
    expect(steps.length).toBeGreaterThan(5);
    expect(steps).toEqual(steps.toSorted((a, b) => a - b));
  }
});

test('manifests of older versions, without a checksum, are read', async () => {
  const store = await openCheckpointStore(at.folder, { keep: 5 });
  await store.write(content(1, true));
  const manifest = join(at.folder, 'step-1.json');
  const { checksum: _, ...older } = JSON.parse(readFileSync(manifest, 'utf8')) as Record<string, unknown>;
  writeFileSync(manifest, JSON.stringify(older));
  expect((await readManifests(at.folder)).manifests).toMatchObject([{ step: 1, verified: false }]);
  expect((await readCheckpoint(at.folder, 'best')).step).toBe(1);
});

test('a folder that cannot be read is not an empty one', async () => {
  writeFileSync(at.folder, '');
  for (const read of [readNewest, listCheckpoints, (path: string) => readCheckpoint(path, null)]) {
    await expect(read(at.folder)).rejects.toMatchObject({ code: 'checkpoint', file: at.folder });
  }
});
