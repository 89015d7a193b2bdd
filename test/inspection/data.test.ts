/** Runs whose data lies elsewhere, is gone or has changed: what an untrusted client gets, and what works without rows. */
import { linkSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { InspectionService } from '../../daemon/server/inspection/inspection-service.ts';
import { densityFigure } from '../../protocol/figures/density.ts';
import { evaluateFigure } from '../../protocol/figures/evaluate.ts';
import { exportFigure } from '../../protocol/figures/export.ts';
import { samplesFigure } from '../../protocol/figures/samples.ts';
import { verifyFigure } from '../../protocol/figures/verify.ts';
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
