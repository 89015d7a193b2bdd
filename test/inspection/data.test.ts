/** Runs whose data lies elsewhere, is gone or has changed: what an untrusted client gets, and what works without rows. */
import { linkSync, mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encode } from 'fast-png';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import type { InspectionService } from '../../daemon/server/inspection/inspection-service.ts';
import { densityFigure } from '../../protocol/figures/density.ts';
import { evaluateFigure } from '../../protocol/figures/evaluate.ts';
import { exportFigure } from '../../protocol/figures/export.ts';
import { samplesFigure } from '../../protocol/figures/samples.ts';
import { verifyFigure } from '../../protocol/figures/verify.ts';
import { writeSlowImages } from '../training/slow-images.ts';
import { asker } from './ask.ts';
import { inspectionService } from './services.ts';
import { MOONS, type TrainedRun, trainedRun } from './trained-run.ts';

const elsewhere = mkdtempSync(join(tmpdir(), 'flowscope-elsewhere-'));
const table = join(elsewhere, 'table.csv');
const lines = Array.from({ length: 400 }, (_, i) => `${Math.sin(i) * 2},${Math.cos(7 * i) + Math.sin(i)}`);
const write = (more: readonly string[] = []) => writeFileSync(table, `x,y\n${[...lines, ...more].join('\n')}\n`);

let run: TrainedRun;
let service: InspectionService;

beforeAll(async () => {
  write();
  run = await trainedRun({
    ...MOONS,
    data: { source: 'csv', path: table },
    training: { ...MOONS.training, batchSize: 64 },
  });
  service = inspectionService();
});
afterAll(async () => {
  await service.dispose();
  run.remove();
  rmSync(elsewhere, { recursive: true, force: true });
});

test('an untrusted client gets what needs no rows, also after a trusted one had them read', async () => {
  const trusted = asker(service, [run.folder]);
  const untrusted = asker(service, [run.folder], false);
  const needsTrust = { code: 'needs-trust' };
  await expect(untrusted.ask(evaluateFigure.method, { run: run.id })).rejects.toMatchObject(needsTrust);
  expect(await trusted.ask(evaluateFigure.method, { run: run.id })).toMatchObject({ checkpoint: 60 });
  // The answer is remembered, but not for those who may not have it.
  await expect(untrusted.ask(evaluateFigure.method, { run: run.id })).rejects.toMatchObject(needsTrust);
  await expect(untrusted.ask(samplesFigure.method, { run: run.id, rows: 10 })).rejects.toMatchObject(needsTrust);
  expect((await untrusted.ask(samplesFigure.method, { run: run.id, n: 10 })).n).toBe(10);
  const path = join(run.folder, 'flow.onnx');
  expect((await untrusted.ask(exportFigure.method, { run: run.id, path })).maxError).toBeLessThan(1e-4);
});

test('an export over the data is refused, under whatever name', async () => {
  const client = asker(service, [run.folder, elsewhere]);
  const path = join(elsewhere, 'table.onnx');
  linkSync(table, path);
  const asked = client.ask(exportFigure.method, { run: run.id, path, overwrite: true });
  await expect(asked).rejects.toMatchObject({ code: 'protected-file' });
  rmSync(path);
});

test('without the file samples, verification and exports go on; the rest says what is missing', async () => {
  rmSync(table);
  // A worker that never saw the file.
  process.kill(service.pid!, 'SIGKILL');
  const client = asker(service, [run.folder]);
  await expect(client.ask(densityFigure.method, { run: run.id })).rejects.toMatchObject({
    code: 'missing-data',
    file: table,
  });
  expect((await client.ask(samplesFigure.method, { run: run.id, n: 11 })).n).toBe(11);
  expect(await client.ask(verifyFigure.method, { run: run.id, points: 2 })).toMatchObject({ ok: true, at: 'samples' });
  const path = join(run.folder, 'again.onnx');
  expect(await client.ask(exportFigure.method, { run: run.id, path, function: 'sample' })).toMatchObject({ path });
  write(['1,2']);
  await expect(client.ask(densityFigure.method, { run: run.id })).rejects.toMatchObject({ code: 'data-changed' });
});

test('a client that waits for images which are decoded is told how many are, and when it no longer waits', async () => {
  const images = join(elsewhere, 'slow');
  mkdirSync(images);
  for (let i = 0; i < 8; i++) {
    writeFileSync(
      join(images, `${i}.png`),
      encode({ width: 4, height: 4, channels: 1, data: new Uint8Array(16).fill(i) }),
    );
  }
  const own = await trainedRun({
    data: { source: 'images', path: images, size: [4, 4], channels: 1, split: { validation: 0.25, test: 0 } },
    layers: [{ type: 'dequantize' }, { type: 'flatten' }, { type: 'actnorm' }],
    training: { steps: 2, batchSize: 2 },
  });
  // Other images in the same place: they are decoded before anything is found wrong.
  rmSync(images, { recursive: true });
  writeSlowImages(elsewhere);
  const client = asker(service, [own.folder, elsewhere]);
  const { notifications } = client.session;
  const leaving = new AbortController();
  const asked = client.ask(samplesFigure.method, { run: own.id, n: 1, rows: 1 }, leaving.signal);
  asked.catch(() => {});
  await vi.waitFor(() => expect(notifications).not.toEqual([]), { timeout: 30_000 });
  leaving.abort();
  await expect(asked).rejects.toBeDefined();
  const { runDir } = own;
  expect(notifications[0]).toEqual({
    method: 'inspect/reading',
    params: { runDir, progress: { what: 'decoding-images', done: expect.any(Number), total: 400 } },
  });
  expect(notifications.at(-1)).toEqual({ method: 'inspect/reading', params: { runDir, progress: null } });
  own.remove();
});
