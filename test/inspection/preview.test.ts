/** Live previews by the bundled worker: pictures that are true, in time, and replaced by the next edit. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type * as z from 'zod';
import type { PreviewService } from '../../daemon/server/preview/preview-service.ts';
import { previewTrain, type previewUpdate } from '../../protocol/rpc/preview-methods.ts';
import { type Asker, asker } from './ask.ts';
import { previewService } from './services.ts';
import { UNHURRIED } from './trained-run.ts';

type Update = z.output<typeof previewUpdate.params>;

const folder = mkdtempSync(join(tmpdir(), 'flowscope-preview-'));
let service: PreviewService;
let client: Asker;

beforeAll(() => {
  service = previewService(UNHURRIED);
  client = asker(service, [folder]);
});
afterAll(async () => {
  await service.dispose();
  rmSync(folder, { recursive: true, force: true });
});

const TRAINING = { batchSize: 256, seed: 3, optimizer: { type: 'adam', learningRate: 0.003 } };
/** More than a preview takes. */
const ENDLESS = 1_000_000;

const coupling = (hidden: number) => ({
  type: 'affine-coupling',
  mask: 'alternate',
  conditioner: { type: 'mlp', hidden: [hidden] },
});
/** Few steps: how many the two seconds of a preview hold depends on the machine. */
const moons = (steps: number, change: object = {}) => ({
  name: 'moons',
  data: { source: 'two-moons', samples: 2000, evaluationSamples: 500 },
  layers: [{ type: 'actnorm' }, { type: 'repeat', times: 4, layers: [coupling(32)] }],
  training: { ...TRAINING, steps },
  ...change,
});

function preview(
  spec: object,
  options: object = {},
  { signal, from = client }: { signal?: AbortSignal; from?: Asker } = {},
) {
  const text = JSON.stringify(spec);
  return from.ask(
    previewTrain,
    {
      spec: { text, path: join(folder, 'spec.flow.json') },
      panel: 'preview',
      density: { width: 40, height: 30 },
      ...options,
    },
    signal,
  );
}

const updates = (from = client) => from.session.notifications.map(({ params }) => params as Update);

test('pictures of a flow before, while and after it learns', async () => {
  const result = await preview(moons(40), { samples: 200, everyMilliseconds: 50 });
  expect(result).toMatchObject({ reason: 'steps', step: 40, warm: 0 });
  const all = updates();
  expect(all.length).toBeGreaterThanOrEqual(2);
  expect(all.map(({ step }) => step)).toEqual(all.map(({ step }) => step).toSorted((a, b) => a - b));
  expect(all[0]).toMatchObject({ step: 0, loss: null, warm: 0, panel: 'preview', columns: ['x1', 'x2'] });
  expect(all[0]!.rows!.shape).toEqual([2000, 2]);
  expect(all.at(-1)).toMatchObject({
    step: result.step,
    density: { shape: [30, 40] },
    samples: { shape: [200, 2] },
    rows: null,
  });
  expect(all.at(-1)!.validation!.nll!).toBeLessThan(all[0]!.validation!.nll!);
  // A density that integrates to about 1.
  const { density, extent } = all.at(-1)!;
  const cell = ((extent[1] - extent[0]) / 40) * ((extent[3] - extent[2]) / 30);
  expect(Array.from(client.values(density)).reduce((sum, value) => sum + Math.exp(value) * cell, 0)).toBeCloseTo(1, 0);
  expect(readdirSync(folder)).toEqual([]);
});

test('a flow with a discriminator is trained against it; its loss is the likelihood', async () => {
  const objective = { type: 'adversarial', discriminator: { type: 'mlp', hidden: [8] } };
  const result = await preview(moons(40, { training: { ...TRAINING, steps: 40, objective } }), { panel: 'game' });
  const { validation } = updates().findLast(({ panel }) => panel === 'game')!;
  // The loss of the game would be added to it, about .7.
  expect(Math.abs(result.loss! - validation!.nll!)).toBeLessThan(0.4);
  expect(result).toMatchObject({ reason: 'steps', step: 40, warm: 0 });
});

test('the next preview starts where the last one ended, as far as the shapes fit', async () => {
  const first = await preview(moons(80), { panel: 'warm' });
  const same = await preview(moons(10, { training: { ...TRAINING, steps: 10, seed: 9 } }), { panel: 'warm' });
  expect(same.warm).toBe(1);
  expect(same.loss).toBeLessThan(first.loss! + 0.2);
  // A turn more: those that were there stay, and the new one begins as the identity.
  const longer = [{ type: 'actnorm' }, { type: 'repeat', times: 6, layers: [coupling(32)] }];
  const grown = await preview(moons(10, { layers: longer }), { panel: 'warm' });
  expect(grown.warm).toBeGreaterThan(0.5);
  expect(grown.warm).toBeLessThan(0.8);
  expect(grown.loss).toBeLessThan(first.loss! + 0.2);
  // Wider networks share only what lies around them: fresh ones are the better start.
  const wider = [{ type: 'actnorm' }, { type: 'repeat', times: 6, layers: [coupling(48)] }];
  expect((await preview(moons(5, { layers: wider }), { panel: 'warm' })).warm).toBe(0);
  expect((await preview(moons(5), { panel: 'cold' })).warm).toBe(0);
});

test('a preview that is continued goes on as if it had not stopped, unless its spec is another one', async () => {
  const endless = moons(ENDLESS);
  const first = await preview(endless, { panel: 'keep', seconds: 0.1 });
  expect(first.reason).toBe('time');
  const before = updates().length;
  const second = await preview(endless, { panel: 'keep', seconds: 0.1, continue: true });
  const [begin, ...later] = updates().slice(before);
  expect(begin).toMatchObject({ step: first.step, loss: first.loss, warm: first.warm, rows: { shape: [2000, 2] } });
  expect(begin!.elapsed).toBeGreaterThanOrEqual(0.1);
  expect(second.step).toBeGreaterThan(first.step);
  expect(second.seconds).toBeGreaterThanOrEqual(0.2);
  // The same number of steps at once gives the same flow.
  await preview(moons(second.step), { panel: 'at once', seconds: 30 });
  expect(updates().at(-1)).toMatchObject({ step: second.step, validation: later.at(-1)!.validation });

  const other = updates().length;
  await preview(moons(5), { panel: 'keep', continue: true });
  expect(updates()[other]).toMatchObject({ step: 0 });
  const unknown = updates().length;
  await preview(moons(5), { panel: 'never seen', continue: true });
  expect(updates()[unknown]).toMatchObject({ step: 0, warm: 0 });
});

test('a superseded preview stops, and no picture of it comes after one of the next', async () => {
  const controller = new AbortController();
  const before = updates().length;
  const first = preview(moons(ENDLESS), { panel: 'edit' }, { signal: controller.signal });
  const outcome = expect(first).rejects.toMatchObject({ name: 'AbortError' });
  while (updates().length < before + 2) await new Promise((resolve) => setTimeout(resolve, 5));
  const { pid } = service;
  controller.abort();
  const second = preview(moons(20), { panel: 'edit' });
  const count = updates().length;
  while (updates().length === count) await new Promise((resolve) => setTimeout(resolve, 5));
  await outcome;
  expect((await second).warm).toBe(1);
  const requests = updates()
    .slice(before)
    .map(({ request }) => request);
  expect(requests).toEqual(requests.toSorted((a, b) => a - b));
  expect(service.pid).toBe(pid);
});

test('it ends at the last step', async () => {
  const short = moons(7);
  expect(await preview(short)).toMatchObject({ reason: 'steps', step: 7 });
});

test('a flow with labels as context shows the density over all of them', async () => {
  const lines = Array.from({ length: 300 }, (_, i) => `${Math.sin(i) + (i % 2) * 4},${Math.cos(3 * i)},${'AB'[i % 2]}`);
  writeFileSync(join(folder, 'table.csv'), `x,y,label\n${lines.join('\n')}\n`);
  const table = { source: 'csv', path: 'table.csv', columns: ['x', 'y'], context: ['label'] };
  await preview(moons(60, { data: table, training: { batchSize: 64, steps: 60 } }), { panel: 'labels' });
  const { density, extent } = updates().at(-1)!;
  const cell = ((extent[1] - extent[0]) / 40) * ((extent[3] - extent[2]) / 30);
  const mass = Array.from(client.values(density)).reduce((sum, value) => sum + Math.exp(value) * cell, 0);
  expect(mass).toBeGreaterThan(0.6);
  expect(mass).toBeLessThan(1.2);
  rmSync(join(folder, 'table.csv'));
});

test('specs with errors, of other dimensions, or that diverge say so', async () => {
  const bad = moons(5, { layers: [{ type: 'afine-coupling' }] });
  await expect(preview(bad)).rejects.toMatchObject({
    name: 'SpecError',
    exitCode: 2,
    path: expect.stringMatching(/layers\[0\]/),
  });
  await expect(
    client.ask(previewTrain, { spec: { text: '{', path: join(folder, 'x.flow.json') }, panel: 'p' }),
  ).rejects.toMatchObject({
    name: 'SpecError',
  });
  writeFileSync(join(folder, 'wide.csv'), 'a,b,c\n1,2,3\n4,5,6\n7,8,10\n1,5,2\n');
  const wide = moons(5, { data: { source: 'csv', path: 'wide.csv' }, training: { batchSize: 2 } });
  await expect(preview(wide)).rejects.toMatchObject({
    code: 'wrong-value',
    message: expect.stringMatching(/2-D data.*\[3\]/),
  });
  rmSync(join(folder, 'wide.csv'));
  const wild = moons(ENDLESS, { training: { ...TRAINING, steps: ENDLESS, lossLimit: 0.5 } });
  await expect(preview(wild, { panel: 'wild' })).rejects.toMatchObject({
    code: 'diverged',
    hint: expect.stringMatching(/learningRate/),
  });
});

test('an untrusted session reads no data outside of the folder', async () => {
  const outside = moons(5, { data: { source: 'csv', path: '/etc/passwd' } });
  const untrusted = asker(service, [folder], false);
  await expect(preview(outside, {}, { from: untrusted })).rejects.toMatchObject({ code: 'needs-trust' });
  await expect(
    untrusted.ask(previewTrain, { spec: { text: JSON.stringify(moons(5)), path: '/etc/x.flow.json' }, panel: 'p' }),
  ).rejects.toMatchObject({ code: 'needs-trust' });
});

test('a worker killed in the middle tells; the next preview has a new one', async () => {
  const before = updates().length;
  const dying = preview(moons(ENDLESS), { panel: 'dying' });
  const outcome = expect(dying).rejects.toMatchObject({
    code: 'crashed',
    message: expect.stringMatching(/preview process.*SIGKILL/),
  });
  while (updates().length === before) await new Promise((resolve) => setTimeout(resolve, 5));
  process.kill(service.pid!, 'SIGKILL');
  await outcome;
  expect(await preview(moons(ENDLESS), { seconds: 0.1 })).toMatchObject({ reason: 'time' });
});
