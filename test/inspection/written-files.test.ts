/** Files that panels ask the bundled worker to write: reports and exported flows. */
import { existsSync, linkSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { InspectionService } from '../../daemon/server/inspection/inspection-service.ts';
import { exportFigure } from '../../protocol/figures/export.ts';
import { reportWrite } from '../../protocol/rpc/report-methods.ts';
import { type Asker, asker } from './ask.ts';
import { type ServedRun, servedMoons } from './served-run.ts';
import type { TrainedRun } from './trained-run.ts';

let served: ServedRun;
let run: TrainedRun;
let service: InspectionService;
let client: Asker;

beforeAll(async () => {
  served = await servedMoons();
  ({ run, service, client } = served);
});
afterAll(() => served?.close());

test('reports go to a new file; one that is cancelled writes nothing', async () => {
  const path = join(run.folder, 'report.html');
  const asked = new AbortController();
  const cancelled = client.ask(reportWrite, { run: run.id, path }, asked.signal);
  await expect.poll(() => service.pid).not.toBeNull();
  asked.abort(new Error('enough'));
  await expect(cancelled).rejects.toThrow();
  expect(readdirSync(run.folder).filter((name) => name.includes('report') || name.includes('.tmp'))).toEqual([]);

  const found = await client.ask(reportWrite, { run: run.id, path });
  expect(found).toMatchObject({ path, bytes: readFileSync(path).length, runDir: run.runDir, leftOutSteps: [] });
  expect(found.steps).toContain(60);
  await expect(client.ask(reportWrite, { run: run.id, path })).rejects.toMatchObject({ code: 'file-exists' });
  for (const [name, code] of [
    ['spec.flow.json', 'unwritable'],
    ['run.htm', 'unwritable'],
  ] as const) {
    const refused = client.ask(reportWrite, { run: run.id, path: join(run.folder, name), overwrite: true });
    await expect(refused).rejects.toMatchObject({ code });
  }
  linkSync(join(run.folder, 'spec.flow.json'), join(run.folder, 'spec.html'));
  await expect(
    client.ask(reportWrite, { run: run.id, path: join(run.folder, 'spec.html'), overwrite: true }),
  ).rejects.toMatchObject({ code: 'protected-file' });
  const untrusted = asker(service, [run.folder], false);
  await expect(untrusted.ask(reportWrite, { run: run.id, path: '/tmp/flowscope-outside.html' })).rejects.toMatchObject({
    code: 'needs-trust',
  });
});

test('exports go to a new file, never through a link, and over another only when asked', async () => {
  const path = join(run.folder, 'flow.onnx');
  const found = await client.ask(exportFigure.method, { run: run.id, path });
  expect(found).toMatchObject({ path, function: 'log_prob', checkpoint: 60 });
  expect(found.maxError).toBeLessThan(1e-5);
  const size = readFileSync(path).length;
  await expect(client.ask(exportFigure.method, { run: run.id, path })).rejects.toMatchObject({ code: 'file-exists' });
  writeFileSync(path, 'old');
  await client.ask(exportFigure.method, { run: run.id, path, overwrite: true });
  expect(readFileSync(path)).toHaveLength(size);
  const victim = join(run.folder, 'victim.txt');
  writeFileSync(victim, 'precious');
  const link = join(run.folder, 'link.onnx');
  symlinkSync(victim, link);
  await expect(client.ask(exportFigure.method, { run: run.id, path: link, overwrite: true })).rejects.toMatchObject({
    code: 'unwritable',
    message: expect.stringMatching(/symbolic link/),
  });
  expect(readFileSync(victim, 'utf8')).toBe('precious');
  const spec = join(run.folder, 'spec.onnx');
  linkSync(join(run.folder, 'spec.flow.json'), spec);
  for (const precious of [spec, join(run.runDir, 'new.onnx')]) {
    const asked = client.ask(exportFigure.method, { run: run.id, path: precious, overwrite: true });
    await expect(asked).rejects.toMatchObject({ code: 'protected-file' });
  }
  expect(existsSync(join(run.runDir, 'new.onnx'))).toBe(false);
  await expect(client.ask(exportFigure.method, { run: run.id, path: 'relative.onnx' })).rejects.toMatchObject({
    code: 'wrong-value',
  });
  await expect(
    client.ask(exportFigure.method, { run: run.id, path: join(run.folder, 'run.sh') }),
  ).rejects.toMatchObject({
    code: 'unwritable',
  });
  const untrusted = asker(service, [run.folder], false);
  const outside = join(run.folder, '..', `flowscope-${process.pid}.onnx`);
  await expect(untrusted.ask(exportFigure.method, { run: run.id, path: outside })).rejects.toMatchObject({
    code: 'needs-trust',
  });
  expect(existsSync(outside)).toBe(false);
});
