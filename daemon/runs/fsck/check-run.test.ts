import {
  appendFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { readCheckpoint } from '../checkpoints/checkpoint-reader.ts';
import { openCheckpointStore } from '../checkpoints/checkpoint-store.ts';
import type { Run } from '../directory/run-directory.ts';
import { runStatus } from '../directory/run-status.ts';
import { openLayersLog, readLayersInPieces } from '../logs/layers-log.ts';
import { openMetricsLog } from '../logs/metrics-log.ts';
import { openTensorBoardLog } from '../logs/tensorboard.ts';
import { makeRun } from '../testing/make-run.ts';
import { checkRun } from './check-run.ts';
import { isDamage } from './file-state.ts';
import { repairRun } from './repair-run.ts';

let root = '';
let run: Run;
beforeEach(async () => {
  root = mkdtempSync(join(tmpdir(), 'flowscope-fsck-'));
  run = await makeRun(root, {
    name: 'checked',
    specText: '{ "name": "µ" }',
    runDir: join(root, 'run'),
    seed: 1,
    steps: 20,
    dimension: 1,
  });
  const log = openMetricsLog(run.paths.metrics);
  const store = await openCheckpointStore(run.paths.checkpoints, { keep: 3 });
  for (const step of [10, 20]) {
    log.append('step', step, { loss: 1 });
    const best = step === 10;
    const tensors = new Map([['parameters/w', { shape: [2], data: Float32Array.of(step, 1) }]]);
    const { path, sha256 } = await store.write({ step, tensors, state: { step, best: { step: 10 } }, best });
    log.append('checkpoint', step, { path, sha256, best });
  }
  log.append('done', 20);
  log.close();
  await (await openLayersLog(run.paths.layers, { every: 1 })).add({ step: 1, layers: [1] });
  const board = openTensorBoardLog(run.directory);
  board.scalars(1, { loss: 1 });
  board.scalars(20, { loss: 1 });
  board.close();
  writeFileSync(join(run.directory, 'lease'), '');
});
afterEach(() => rmSync(root, { recursive: true }));

const at = (path: string) => join(run.directory, path);
const states = async () => {
  const { files } = await checkRun(run.directory);
  return Object.fromEntries(files.map(({ path, state }) => [path.replace(/tfevents.*/, 'tfevents'), state]));
};
const INTACT = {
  'run.json': 'ok',
  // Only training writes it.
  'data.json': 'missing',
  'spec.txt': 'ok',
  'metrics.jsonl': 'ok',
  'layers.jsonl': 'ok',
  'events.out.tfevents': 'ok',
  lease: 'ok',
  'checkpoints/step-10.json': 'ok',
  'checkpoints/step-10.safetensors': 'ok',
  'checkpoints/step-20.json': 'ok',
  'checkpoints/step-20.safetensors': 'ok',
};

test('names each file with its state, and what is not ours', async () => {
  expect(await states()).toEqual(INTACT);
  writeFileSync(at('notes.txt'), 'mine');
  writeFileSync(at('checkpoints/notes.txt'), 'mine');
  writeFileSync(at('checkpoints/step-30.safetensors'), 'never committed');
  expect(await states()).toEqual({
    ...INTACT,
    'notes.txt': 'unknown',
    'checkpoints/notes.txt': 'unknown',
    'checkpoints/step-30.safetensors': 'unverified',
  });
});

test('finds a flipped bit, a cut, zeros, a folder and the absence of every file', async () => {
  const names = Object.keys(INTACT).filter((name) => !['data.json', 'lease'].includes(name));
  for (const name of names) {
    const file =
      name === 'events.out.tfevents' ? readdirSync(run.directory).find((entry) => entry.startsWith(name))! : name;
    const path = at(file);
    const bytes = readFileSync(path);
    const flipped = Buffer.from(bytes);
    flipped[bytes.length >> 1]! ^= 4;
    for (const damaged of [flipped, bytes.subarray(0, bytes.length >> 1), Buffer.alloc(bytes.length), null]) {
      if (damaged === null) {
        mkdirSync(path);
      } else writeFileSync(path, damaged);
      const { files } = await checkRun(run.directory);
      // A log that was cut in a line looks as after a kill.
      const cut = damaged !== null && damaged.length < bytes.length && /jsonl|tfevents/.test(name);
      const found = files.find((entry) => entry.path === file)!;
      expect(isDamage(found) || (cut && found.reason !== null), `${name}: ${found.state} ${found.reason}`).toBe(true);
      rmSync(path, { recursive: true });
    }
    const listed = name.startsWith('events.out.tfevents.') ? 'events.out.tfevents.*' : name;
    expect((await states())[listed]).toBe('missing');
    writeFileSync(path, bytes);
  }
  expect(await states()).toEqual(INTACT);
});

test('rebuilds a manifest from its checkpoint and the log, and cuts a torn log', async () => {
  const best = at('checkpoints/step-10.json');
  writeFileSync(best, '{"v":1');
  rmSync(at('checkpoints/step-20.json'));
  const log = readFileSync(run.paths.metrics);
  writeFileSync(run.paths.metrics, Buffer.concat([log, Buffer.from('{"seq":9')]));
  await expect(readCheckpoint(run.paths.checkpoints, null)).rejects.toMatchObject({ file: best });
  const { files } = await repairRun(run.directory, () => []);
  expect(files.filter(({ state }) => state === 'rebuilt').map(({ path }) => path)).toEqual([
    'metrics.jsonl',
    'checkpoints/step-10.json',
    'checkpoints/step-20.json',
  ]);
  expect(readFileSync(run.paths.metrics)).toEqual(log);
  expect(await readCheckpoint(run.paths.checkpoints, null)).toMatchObject({ step: 10, best: true });
  expect(await readCheckpoint(run.paths.checkpoints, 'latest')).toMatchObject({ step: 20, best: false });
  const [aside] = readdirSync(at('set-aside'));
  expect(readFileSync(join(at('set-aside'), aside!, 'checkpoints', 'step-10.json'), 'utf8')).toBe('{"v":1');
});

test('a manifest is not rebuilt for tensors that the log does not name', async () => {
  const manifest = at('checkpoints/step-10.json');
  writeFileSync(manifest, '{');
  const tensors = at('checkpoints/step-10.safetensors');
  const bytes = readFileSync(tensors);
  bytes[bytes.length - 1]! ^= 1;
  writeFileSync(tensors, bytes);
  writeFileSync(at('notes.txt'), 'mine');
  const { files } = await repairRun(run.directory, () => []);
  const found = Object.fromEntries(files.map(({ path, state }) => [path, state]));
  expect(found['checkpoints/step-10.json']).toBe('damaged');
  // The log has another SHA-256.
  expect(found['checkpoints/step-10.safetensors']).toBe('damaged');
  expect(readFileSync(at('notes.txt'), 'utf8')).toBe('mine');
  expect(existsSync(at('set-aside'))).toBe(false);
});

test('curves for TensorBoard that end between two records, before the run does, are damaged', async () => {
  const path = at(readdirSync(run.directory).find((name) => name.startsWith('events.out'))!);
  const bytes = readFileSync(path);
  // The last record: a time, a step, and a summary with one value.
  const length = bytes.length - bytes.lastIndexOf(Buffer.from('loss')) + 29;
  const whole = [...Array(length).keys()].map((cut) => bytes.subarray(0, bytes.length - cut));
  const reasons = new Set<string | null>();
  for (const part of whole.slice(1)) {
    writeFileSync(path, part);
    const found = (await checkRun(run.directory)).files.find((file) => file.path.startsWith('events.out'))!;
    expect(found.state).toBe('damaged');
    reasons.add(found.reason);
  }
  expect([...reasons]).toEqual(['it ends at step 1, before step 20']);
});

test('a repair removes what a killed writer left, and nothing that a checkpoint may need', async () => {
  const left = ['.layers.jsonl.0123abcd.tmp', 'checkpoints/.step-30.safetensors.0123abcd.tmp'];
  // The manifest of a checkpoint that was being removed says that its tensors are not lost.
  renameSync(at('checkpoints/step-10.json'), at('checkpoints/.step-10.json.tmp'));
  for (const name of [...left, 'checkpoints/.notes.tmp']) writeFileSync(at(name), 'x');
  const reasons = (files: readonly { path: string; reason: string | null }[]) =>
    left.map((name) => files.find(({ path }) => path === name)?.reason);
  expect(reasons((await checkRun(run.directory)).files)).toEqual(
    left.map(() => 'a killed writer left it: --repair removes it'),
  );
  const { files } = await repairRun(run.directory, () => []);
  expect(reasons(files)).toEqual(left.map(() => 'a killed writer had left it: it was removed'));
  expect(left.filter((name) => existsSync(at(name)))).toEqual([]);
  expect(readdirSync(run.paths.checkpoints).filter((name) => name.startsWith('.'))).toEqual([
    '.notes.tmp',
    '.step-10.json.tmp',
  ]);
  expect(files.filter(isDamage).map(({ path }) => path)).toEqual(['data.json', 'checkpoints/step-10.json']);
});

test('the best checkpoint of which nothing is left is missing, and no other takes its place', async () => {
  for (const name of ['step-10.json', 'step-10.safetensors']) rmSync(join(run.paths.checkpoints, name));
  expect(await states()).toMatchObject({
    'checkpoints/step-10.json': 'missing',
    'checkpoints/step-10.safetensors': 'missing',
    'checkpoints/step-20.json': 'ok',
  });
  await expect(readCheckpoint(run.paths.checkpoints, null)).rejects.toThrow(/step-10\.json: it is missing/);
  expect((await runStatus(run)).integrity?.problems).toEqual([
    'checkpoints/step-10.json: it is missing, although the log says that it was written',
  ]);
  expect(await readCheckpoint(run.paths.checkpoints, 'latest')).toMatchObject({ step: 20 });
  for (const name of ['step-20.json', 'step-20.safetensors']) rmSync(join(run.paths.checkpoints, name));
  writeFileSync(join(run.paths.checkpoints, 'notes.txt'), '');
  await expect(readCheckpoint(run.paths.checkpoints, 'latest')).rejects.toThrow(/step-20\.json: it is missing/);
});

test('records that are missing, or there twice, are damage, and so is the log of another run', async () => {
  const lines = readFileSync(run.paths.metrics, 'utf8').trimEnd().split('\n');
  const reasonOf = async (changed: readonly string[]) => {
    writeFileSync(run.paths.metrics, `${changed.join('\n')}\n`);
    return (await checkRun(run.directory)).files.find(({ path }) => path === 'metrics.jsonl')!;
  };
  expect(await reasonOf(lines.toSpliced(2, 1))).toMatchObject({
    state: 'damaged',
    reason: 'record 4 follows record 2',
  });
  expect(await reasonOf([...lines, lines.at(-1)!])).toMatchObject({ reason: 'record 5 follows record 5' });
  expect(await reasonOf(lines.slice(1))).toMatchObject({ reason: 'it begins with record 2' });
  expect(await reasonOf(lines)).toMatchObject({ state: 'ok' });
  rmSync(run.paths.metrics);
  const log = openMetricsLog(run.paths.metrics);
  log.append('start', 0, { name: 'other', parameters: 7, seed: 3 });
  log.append('step', 20, { loss: 1 });
  log.close();
  expect((await checkRun(run.directory)).files.find(({ path }) => path === 'metrics.jsonl')).toMatchObject({
    state: 'damaged',
    reason: 'it belongs to another run (other, seed 3)',
  });
});

test('layers.jsonl is written again from its intact rows and the log', async () => {
  const log = openMetricsLog(run.paths.metrics);
  log.append('layers', 1, { base: 0, layers: [1] });
  log.append('layers', 20, { base: 0.5, layers: [2] });
  log.close();
  const before = await checkRun(run.directory);
  expect(before.files.find(({ path }) => path === 'layers.jsonl')).toMatchObject({ state: 'damaged' });
  for (const damage of [
    () => appendFileSync(run.paths.layers, '{"step":20,"base":0\n'),
    () => appendFileSync(run.paths.layers, '{"step":20,"ba'),
  ]) {
    damage();
    const { files } = await repairRun(run.directory, () => []);
    expect(files.find(({ path }) => path === 'layers.jsonl')).toMatchObject({ state: 'rebuilt' });
    expect((await readLayersInPieces(run.paths.layers)).map(({ step }) => step)).toEqual([1, 20]);
  }
  rmSync(run.paths.layers);
  await repairRun(run.directory, () => []);
  expect(await readLayersInPieces(run.paths.layers)).toEqual([
    { step: 1, base: 0, layers: [1] },
    { step: 20, base: 0.5, layers: [2] },
  ]);
});

test('a row that layers.jsonl lost with its torn last line comes back from the log', async () => {
  const log = openMetricsLog(run.paths.metrics);
  log.append('layers', 20, { base: 0.5, layers: [2] });
  log.close();
  appendFileSync(run.paths.layers, '{"step":20,"ba');
  const { files } = await repairRun(run.directory, () => []);
  expect(files.find(({ path }) => path === 'layers.jsonl')).toMatchObject({ state: 'rebuilt' });
  expect((await readLayersInPieces(run.paths.layers)).map(({ step }) => step)).toEqual([1, 20]);
  expect(await states()).toMatchObject({ 'layers.jsonl': 'ok' });
});

test('a run without a readable record is checked, too', async () => {
  renameSync(at('run.json'), at('gone.json'));
  expect(await states()).toMatchObject({ 'run.json': 'missing', 'spec.txt': 'unverified', 'gone.json': 'unknown' });
  rmSync(run.paths.checkpoints, { recursive: true });
  expect(await states()).toMatchObject({ checkpoints: 'missing' });
});
