import { afterAll, beforeAll, expect, test } from 'vitest';
import type { InspectionService } from '../../daemon/server/inspection/inspection-service.ts';
import { couplingFigure } from '../../protocol/figures/coupling.ts';
import { densityFigure } from '../../protocol/figures/density.ts';
import { evaluateFigure } from '../../protocol/figures/evaluate.ts';
import { interpolateFigure } from '../../protocol/figures/interpolate.ts';
import { latentsFigure } from '../../protocol/figures/latents.ts';
import { layersFigure } from '../../protocol/figures/layers.ts';
import { probeFigure } from '../../protocol/figures/probe.ts';
import { samplesFigure } from '../../protocol/figures/samples.ts';
import { traversalFigure } from '../../protocol/figures/traversal.ts';
import { verifyFigure } from '../../protocol/figures/verify.ts';
import { type Asker, asker, rowsOf } from './ask.ts';
import { killWorker } from './kill-worker.ts';
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

const latest = ['--checkpoint', 'latest'];

test('layers are those of flowscope inspect', async () => {
  const { v: _, verdict, ...expected } = await run.cli('inspect', latest);
  const { terms, selected, ...found } = await client.ask(layersFigure.method, { run: run.id, worth: true });
  expect(found).toEqual(expected);
  // The panel knows more: the state of the run, and that the training rows are still being compared.
  expect(verdict).toMatchObject({ text: expect.any(String), checks: 14 });
  expect((await client.ask(layersFigure.method, { run: run.id })).worth).toBeUndefined();
  expect([terms, selected]).toEqual([null, null]);
});

test('terms of each row add up to log q', async () => {
  const found = await client.ask(layersFigure.method, { run: run.runDir, terms: true, n: 100 });
  const { base, layers, total } = found.terms!;
  expect(layers.shape).toEqual([found.layers.length, 100]);
  const rows = rowsOf(client.values(layers), 100);
  const sums = Array.from(client.values(base), (value, i) => rows.reduce((sum, row) => sum + row[i]!, value));
  for (const [i, sum] of sums.entries()) expect(sum).toBeCloseTo(client.values(total)[i]!, 9);
});

test('a selected layer shows what comes in and out, and its scale and shift', async () => {
  const layers = (await client.ask(layersFigure.method, { run: run.id })).layers;
  let behind: ArrayLike<number> | null = null;
  for (const { index, type, mean } of layers.filter((layer) => layer.index >= 0)) {
    const { selected } = await client.ask(layersFigure.method, { run: run.id, layer: index });
    const { input, output, affine, rows } = selected!;
    if (input.distribution.kind !== 'points' || output.distribution.kind !== 'points') throw new Error('no points');
    const [before, after] = [client.values(input.distribution.values), client.values(output.distribution.values)];
    expect(before).toHaveLength(2 * rows);
    // What leaves one layer enters the next.
    if (behind !== null) expect(before).toEqual(behind);
    behind = after;
    expect(affine, type).not.toBeNull();
    // Σ over elements of the mean log-scale is the layer's mean log-det.
    const scales = Array.from(client.values(affine!.logScale.mean)).filter(Number.isFinite);
    expect(scales).toHaveLength(type.includes('coupling') ? 1 : 2);
    expect(scales.reduce((sum, value) => sum + value, 0)).toBeCloseTo(mean!, 3);
  }
  await expect(client.ask(layersFigure.method, { run: run.id, layer: 99 })).rejects.toMatchObject({
    code: 'wrong-value',
    message: expect.stringMatching(/no layer 99.*0 … 6/),
  });
});

test('a coupling is that of flowscope coupling', async () => {
  const { v: _, ...expected } = await run.cli('coupling', [...latest, '--layer', '2', '--row', '5']);
  const found = await client.ask(couplingFigure.method, { run: run.id, layer: 2, row: 5 });
  expect(found).toEqual(expected);
  expect(found.logDet).toBeCloseTo(found.sumLogDiagonal!, 12);
  // The log-det is that of this row, which the layers' terms have in float32.
  const { terms, layers } = await client.ask(layersFigure.method, { run: run.id, terms: true, n: 100 });
  const rows = rowsOf(client.values(terms!.layers), 100);
  expect(rows[layers.findIndex(({ index }) => index === 2)]![5]).toBeCloseTo(found.logDet!, 4);
  await expect(client.ask(couplingFigure.method, { run: run.id, layer: 0 })).rejects.toMatchObject({
    code: 'wrong-value',
    hint: 'The couplings of this flow are the layers 1, 2, 3, 4.',
  });
});

test('traversals, paths, samples and densities are those of the command line', async () => {
  const traversal = await run.cli('traverse', [...latest, '--rows', '2', '--columns', '5']);
  const found = await client.ask(traversalFigure.method, { run: run.id, rows: 2, columns: 5 });
  expect(found).toMatchObject({
    directions: traversal.directions,
    sigmas: traversal.sigmas,
    influence: traversal.influence,
    shape: traversal.shape,
  });
  expect(rowsOf(client.values(found.values), 2)).toEqual((traversal.values as number[][][]).flat());
  // `center` is the newer spelling of a request; answers keep the older one.
  const centered = await client.ask(traversalFigure.method, { run: run.id, rows: 2, columns: 5, start: 'center' });
  expect([traversal.start, found.start, centered.start]).toEqual(['centre', 'centre', 'centre']);
  expect(client.values(centered.values)).toEqual(client.values(found.values));

  const fromRow = await run.cli('traverse', [...latest, '--start', '7', '--directions', 'principal']);
  const second = await client.ask(traversalFigure.method, { run: run.id, start: 7, directions: ['principal'] });
  expect(rowsOf(client.values(second.values), 2)).toEqual((fromRow.values as number[][][]).flat());

  const path = await run.cli('interpolate', [...latest, '--from', '3', '--to', '5']);
  const between = await client.ask(interpolateFigure.method, { run: run.id, from: 3, to: 5 });
  expect(rowsOf(client.values(between.values), 2)).toEqual(path.values);

  const samples = await run.cli('sample', [...latest, '-n', '50', '--temperature', '0.7', '--seed', '4']);
  const drawn = await client.ask(samplesFigure.method, { run: run.id, n: 50, temperature: 0.7, seed: 4, rows: 30 });
  expect(rowsOf(client.values(drawn.samples), 2)).toEqual(samples.samples);
  expect(drawn.rows!.shape).toEqual([30, 2]);

  const density = await run.cli('density', [...latest, '--size', '20']);
  const grid = await client.ask(densityFigure.method, { run: run.id, width: 20, height: 20 });
  expect(grid).toMatchObject({ extent: density.extent, integral: density.integral });
  expect(rowsOf(client.values(grid.logProb), 20)).toEqual(density.logProb);
  expect(rowsOf(client.values(grid.trueLogProb!), 20)).toEqual(density.trueLogProb);
  expect(grid.divergence).toBeGreaterThan(0);
  expect([grid.latents, grid.regions]).toEqual([null, null]);
});

test('a zoomed density has the levels of all of it, and the latents of its cells', async () => {
  const ask = (more: object) =>
    client.ask(densityFigure.method, { run: run.id, width: 8, height: 8, regions: true, latents: true, ...more });
  const [whole, part] = [await ask({}), await ask({ extent: [0, 0.5, 0, 0.5] })];
  expect(part.regions).toEqual(whole.regions);
  const levels = whole.regions!.map(({ level }) => level!);
  expect(levels).toEqual(levels.toSorted((a, b) => b - a));
  expect(whole.regions!.every(({ trueLevel }) => trueLevel !== null)).toBe(true);
  // At the center of the first cell.
  const x = [0.5 / 16, 0.5 / 16];
  const probed = await client.ask(probeFigure.method, { run: run.id, x });
  expect(part.latents!.shape).toEqual([8, 8, 2]);
  for (const [i, value] of probed.z.entries()) expect(client.values(part.latents!)[i]).toBeCloseTo(value!, 4);
  expect(client.values(part.logProb)[0]).toBeCloseTo(probed.logq!, 4);
});

test('a probe is that of the command line, wherever it is given', async () => {
  const { v: _, ...printed } = await run.cli('probe', [...latest, '--row', '3']);
  const row = await client.ask(probeFigure.method, { run: run.id, row: 3 });
  expect(row).toEqual(printed);
  // The standardization is no layer of the flow.
  expect(row.layers.map(({ index }) => index)).toEqual([-1, ...row.layers.slice(1).map((__, i) => i)]);
  expect(row.states).toHaveLength(row.layers.length);
  expect(row.states!.at(-1)).toEqual(row.z);
  expect(row.layers.at(-1)!.running! + row.base!).toBeCloseTo(row.logq!, 4);
  expect(row.layers[1]!.running! - row.layers[0]!.running!).toBeCloseTo(row.layers[1]!.logDet!, 6);

  const x = row.x.map((value) => value!);
  const fromX = await client.ask(probeFigure.method, { run: run.id, x });
  for (const [i, value] of fromX.z.entries()) expect(value).toBeCloseTo(row.z[i]!, 5);
  const z = row.z.map((value) => value!);
  const fromZ = await client.ask(probeFigure.method, { run: run.id, z });
  expect(fromZ.z).toEqual(z);
  for (const [i, value] of fromZ.x.entries()) expect(value).toBeCloseTo(x[i]!, 3);
  expect(fromZ.logq).toBeCloseTo(row.logq!, 3);
  expect([fromX.row, fromZ.row, row.row]).toEqual([null, null, 3]);

  for (const [params, message] of [
    [{}, 'a probe needs exactly one of x, z and row'],
    [{ x, row: 1 }, 'a probe needs exactly one of x, z and row'],
    [{ x: [1, 2, 3] }, 'x must have 2 numbers, got 3'],
    [{ z: [1] }, 'z must have 2 numbers, got 1'],
    [{ row: 1e6 }, 'there is no row 1000000'],
  ] as const) {
    const asked = client.ask(probeFigure.method, { run: run.id, ...params } as { run: string });
    await expect(asked).rejects.toMatchObject({ code: 'wrong-value', message: expect.stringContaining(message) });
  }
});

test('evaluation and verification are those of the command line', async () => {
  const { v: _, ...evaluation } = await run.cli('evaluate', [...latest, '--split', 'test', '--samples', '0']);
  const params = { run: run.id, split: 'test', baselines: 'all', calibration: 10_000 } as const;
  expect(await client.ask(evaluateFigure.method, params)).toEqual(evaluation);
  const { v: __, ...verification } = await run.cli('verify', [...latest, '--points', '4']);
  expect(await client.ask(verifyFigure.method, { run: run.id, points: 4 })).toMatchObject(verification);
});

test('latents with their statistics against the base, and the grid bending', async () => {
  const found = await client.ask(latentsFigure.method, {
    run: run.id,
    n: 200,
    grid: { lines: 5, points: 9, rows: 100 },
  });
  expect(found).toMatchObject({ n: 200, shape: [200, 2], base: 'normal' });
  const z = client.values(found.z);
  const { coordinates, squaredNorm, mean } = found.scores!;
  expect(coordinates.observed).toEqual([...coordinates.observed].sort((a, b) => a! - b!));
  expect(coordinates.expected[100]).toBeCloseTo(0.0063, 3);
  expect(squaredNorm.degrees).toBe(2);
  // The median of χ² with two degrees of freedom is 2 ln 2.
  expect(squaredNorm.expected[100]! - squaredNorm.expected[99]!).toBeGreaterThan(0);
  expect((squaredNorm.expected[100]! + squaredNorm.expected[99]!) / 2).toBeCloseTo(2 * Math.LN2, 3);
  expect(client.values(mean)[0]).toBeCloseTo(
    Array.from(z)
      .filter((_, i) => i % 2 === 0)
      .reduce((a, b) => a + b, 0) / 200,
    5,
  );
  expect(found.rows).toBeNull();
  const { positions, rows, dataRows, layers } = found.grid!;
  expect(layers!.map(({ index }) => index)).toEqual([0, 1, 2, 3, 4, 5, 6]);
  expect(dataRows!.shape).toEqual([100, 2]);
  expect(positions.shape).toEqual([8, 90, 2]);
  expect(rows.shape).toEqual([8, 100, 2]);
  // Behind the last layer the rows are their latents.
  const last = client.values(rows).subarray(7 * 200);
  expect(last).toHaveLength(200);
  for (const [i, value] of last.entries()) expect(value).toBeCloseTo(z[i]!, 5);
});

test('rows beside their latents, and log q of decoded points', async () => {
  const { rows } = await client.ask(latentsFigure.method, { run: run.id, n: 10, rows: 7 });
  expect(rows!.shape).toEqual([7, 2]);
  const probed = await client.ask(probeFigure.method, { run: run.id, row: 6 });
  expect(Array.from(client.values(rows!).subarray(12))).toEqual(probed.x);

  const plain = await client.ask(traversalFigure.method, { run: run.id, rows: 1, columns: 3 });
  expect(plain.logq).toBeNull();
  const traversal = await client.ask(traversalFigure.method, { run: run.id, rows: 1, columns: 3, logq: true });
  expect(traversal.logq!.shape).toEqual(traversal.shape.slice(0, 2));
  const between = await client.ask(interpolateFigure.method, { run: run.id, from: 3, to: 5, columns: 3, logq: true });
  expect(between.logq!.shape).toEqual([3]);
  for (const { values, logq } of [traversal, between]) {
    for (const [i, x] of rowsOf(client.values(values), 2).entries()) {
      const { logq: expected } = await client.ask(probeFigure.method, { run: run.id, x });
      expect(client.values(logq!)[i]).toBeCloseTo(expected!, 3);
    }
  }
});

test('checkpoints are named; the best, a step, and one that is not there', async () => {
  expect(await client.ask(evaluateFigure.method, { run: run.id, checkpoint: 40 })).toMatchObject({ checkpoint: 40 });
  expect(await client.ask(evaluateFigure.method, { run: run.id, checkpoint: 'latest' })).toMatchObject({
    checkpoint: 60,
  });
  await expect(client.ask(evaluateFigure.method, { run: run.id, checkpoint: 41 })).rejects.toMatchObject({
    code: 'checkpoint',
  });
  await expect(client.ask(evaluateFigure.method, { run: 'nothing' })).rejects.toMatchObject({ code: 'run-not-found' });
});

test('the same question is answered from memory, also for another session', async () => {
  const question = { run: run.id, n: 3000, seed: 9 };
  const first = await client.ask(samplesFigure.method, question);
  process.kill(service.pid!, 'SIGKILL');
  await expect.poll(() => service.pid, { timeout: 60_000 }).toBeNull();
  const other = asker(service, [run.folder]);
  const second = await other.ask(samplesFigure.method, { ...question, panel: 'another' });
  expect(service.pid).toBeNull();
  expect(other.values(second.samples)).toEqual(client.values(first.samples));
});

test('a request that is cancelled ends by itself, and the next one is answered', async () => {
  await client.ask(samplesFigure.method, { run: run.id, n: 1 });
  const controller = new AbortController();
  const slow = client.ask(samplesFigure.method, { run: run.id, n: 1_000_000, seed: 1 }, controller.signal);
  await new Promise((resolve) => setTimeout(resolve, 100));
  const { pid } = service;
  controller.abort(new DOMException('superseded', 'AbortError'));
  await expect(slow).rejects.toMatchObject({ name: 'AbortError' });
  await client.ask(samplesFigure.method, { run: run.id, n: 2 });
  expect(service.pid).toBe(pid);
});

test('a process killed in the middle of a request fails that request only', async () => {
  await client.ask(samplesFigure.method, { run: run.id, n: 3 });
  const slow = client.ask(samplesFigure.method, { run: run.id, n: 1_000_000, seed: 2 });
  const waiting = client.ask(samplesFigure.method, { run: run.id, n: 4 });
  const outcome = expect(slow).rejects.toMatchObject({ code: 'crashed', message: expect.stringMatching(/SIGKILL/) });
  await killWorker(() => service.pid, outcome);
  expect((await waiting).n).toBe(4);
});
