import { mkdtempSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { openCheckpointStore } from '../checkpoints/checkpoint-store.ts';
import { acquireLease } from '../lease/lease.ts';
import { openLayersLog } from '../logs/layers-log.ts';
import { openMetricsLog } from '../logs/metrics-log.ts';
import { makeRun } from '../testing/make-run.ts';
import { writeDataRecord } from './data-record.ts';
import type { Run } from './run-directory.ts';
import { runStatus } from './run-status.ts';

let root = '';
let run: Run;
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'flowscope-integrity-'));
  run = await makeRun(root, { name: 'checked', specText: '{}', steps: 40, dimension: 1 });
  await writeDataRecord(run.directory, {
    summary: {
      shape: [1],
      context: null,
      range: { low: Number.NEGATIVE_INFINITY, high: Number.POSITIVE_INFINITY, closed: false },
      integerColumns: [],
      bits: null,
    },
    columns: ['a'],
    standardization: null,
    dequantizedColumns: [],
    density: null,
    fingerprint: run.record.dataFingerprint,
  });
  const log = openMetricsLog(run.paths.metrics);
  const store = await openCheckpointStore(run.paths.checkpoints, { keep: 3 });
  const layers = await openLayersLog(run.paths.layers, { every: 10 });
  for (const step of [10, 20, 30, 40]) {
    await layers.add({ step, base: 0, layers: [1, 2] });
    log.append('step', step, { loss: 1 });
    log.append('layers', step);
    const tensors = new Map([['parameters/w', { shape: [1], data: Float32Array.of(step) }]]);
    const { path, sha256 } = await store.write({ step, tensors, state: { step }, best: false });
    log.append('checkpoint', step, { path, sha256, best: false });
  }
  log.append('done', 40);
  log.close();
});
afterEach(() => rmSync(root, { recursive: true }));

const problems = async () => (await runStatus(run)).integrity!.problems;

test('nothing is said of an intact run, nor of the tail that a killed writer leaves', async () => {
  expect(await problems()).toEqual([]);
  writeFileSync(run.paths.metrics, Buffer.concat([readFileSync(run.paths.metrics), Buffer.from('{"seq":99,"ev')]));
  writeFileSync(run.paths.layers, Buffer.concat([readFileSync(run.paths.layers), Buffer.from('{"step":50')]));
  expect(await problems()).toEqual([]);
});

test('a flipped bit at any place of the last line, also of its line feed, is no torn tail', async () => {
  const intact = readFileSync(run.paths.metrics);
  const start = intact.lastIndexOf('\n', intact.length - 2) + 1;
  for (let at = start; at < intact.length; at++) {
    const bytes = Buffer.from(intact);
    bytes[at]! ^= 1 << (at % 8);
    writeFileSync(run.paths.metrics, bytes);
    expect(await problems(), `byte ${at - start}`).toEqual([
      expect.stringMatching(/^metrics\.jsonl: it has a(| d).*damaged/),
    ]);
  }
  writeFileSync(run.paths.metrics, Buffer.alloc(intact.length));
  expect(await problems()).toContain('metrics.jsonl: it has a damaged line');
  // Its end may be a line that is being written.
  writeFileSync(run.paths.metrics, Buffer.concat([intact, Buffer.from('{}\n')]));
  const lease = await acquireLease(run.directory);
  expect(await problems()).toEqual([]);
  lease.release();
});

test('damaged lines at the end of a piece of a long log are counted', async () => {
  const intact = readFileSync(run.paths.metrics);
  const filler = `${'x'.repeat(1000)}\n`.repeat(1500);
  writeFileSync(run.paths.metrics, Buffer.concat([intact, Buffer.from(filler), intact]));
  expect(await problems()).toEqual(['metrics.jsonl: it has 1500 damaged lines']);
});

test('statistics that the log tells of and layers.jsonl has not', async () => {
  const lines = readFileSync(run.paths.layers, 'utf8').trimEnd().split('\n');
  writeFileSync(run.paths.layers, `${lines.slice(0, 3).join('\n')}\n`);
  expect(await problems()).toEqual(['layers.jsonl: it ends at step 30, although there were statistics of step 40']);
  const none = 'layers.jsonl: it has no rows, although there were statistics of step 40';
  writeFileSync(run.paths.layers, '');
  expect(await problems()).toEqual([none]);
  rmSync(run.paths.layers);
  expect(await problems()).toEqual([none]);
  // A resume drops the later ones from both.
  const log = openMetricsLog(run.paths.metrics);
  log.resume(5);
  log.close();
  expect((await problems()).filter((problem) => problem.startsWith('layers'))).toEqual([]);
});

test('a spec that is not what was trained, and checkpoints that are gone as a whole', async () => {
  renameSync(run.paths.checkpoints, join(root, 'away'));
  writeFileSync(run.paths.spec, '{ }');
  expect(await problems()).toEqual([
    'spec.txt: its SHA-256 does not match run.json',
    'checkpoints: there are none, but the log lists some',
  ]);
  rmSync(run.paths.spec);
  expect(await problems()).toContain('spec.txt: it is missing');
});
