/** `verify/spec` as a client of the daemon sees it: real sockets, the bundled worker, the numbers of the command line. */
import { existsSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { DaemonConnection } from '../../daemon/client/connect-daemon.ts';
import type { InspectionService } from '../../daemon/server/inspection/inspection-service.ts';
import { verifySpec } from '../../protocol/rpc/verify-methods.ts';
import { flowscopeHere } from '../cli/in-process.ts';
import { type TestDaemon, testDaemon } from '../server/in-process.ts';
import { initialize, rawRpc } from '../server/raw-rpc.ts';
import { killWorker } from './kill-worker.ts';
import { inspectionService, previewService } from './services.ts';
import { MOONS, UNHURRIED } from './trained-run.ts';

const folder = mkdtempSync(join(tmpdir(), 'flowscope-verify-'));
const elsewhere = mkdtempSync(join(tmpdir(), 'flowscope-elsewhere-'));
const table = join(elsewhere, 'table.csv');
const lines = Array.from({ length: 200 }, (_, i) => `${Math.sin(i) * 2},${Math.cos(7 * i) + Math.sin(i)}`);

let inspection: InspectionService;
let daemon: TestDaemon;
let client: DaemonConnection;

beforeAll(async () => {
  for (const path of [table, join(folder, 'table.csv')]) writeFileSync(path, `x,y\n${lines.join('\n')}\n`);
  inspection = inspectionService(UNHURRIED);
  const preview = previewService();
  daemon = await testDaemon({ services: () => [inspection, preview] });
  client = await daemon.connect({ trusted: true, folders: [folder] });
});
afterAll(async () => {
  await client.close();
  await daemon.stop();
  for (const each of [folder, elsewhere]) rmSync(each, { recursive: true, force: true });
});

const specOf = (spec: object, path = join(folder, 'spec.flow.json')) => ({ text: JSON.stringify(spec), path });
const csv = (path: string) => ({
  ...MOONS,
  data: { source: 'csv', path, columns: ['x', 'y'] },
  training: { ...MOONS.training, batchSize: 64 },
});
/** More work than a test may take, nearly all of it Jacobians: 4096 of 48 × 48. */
const columns = Array.from({ length: 48 }, (_, i) => `x${i}`);
const slow = {
  spec: specOf({
    name: 'wide',
    data: { source: 'csv', path: 'gone.csv', columns },
    layers: [{ type: 'repeat', times: 4, layers: [{ type: 'affine-coupling', mask: 'alternate' }] }],
  }),
  points: 4096,
};
const quick = { spec: specOf({ ...MOONS, layers: [{ type: 'actnorm' }] }), points: 3 };

/** The error of a request as it comes over the socket. */
async function errorOf(method: string, params: unknown, trusted = true) {
  const rpc = rawRpc(await daemon.open());
  rpc.send(initialize({ trusted, protocol: '1.0' }));
  await rpc.next();
  rpc.send({ jsonrpc: '2.0', id: 1, method, params });
  const { error } = await rpc.next();
  return error as { code: number; message: string; data: Record<string, unknown> };
}

test('a spec with mistakes fails as for a preview, before any worker is started', async () => {
  const text = '{\n  "data": {"source": "two-moons"},\n  "layers": [{"type": "afine-coupling"}]\n}';
  const spec = { text, path: join(folder, 'bad.flow.json') };
  const error = await errorOf('verify/spec', { spec });
  expect(error).toEqual(await errorOf('preview/train', { spec, panel: 'p' }));
  expect(error).toMatchObject({
    code: -32001,
    message: expect.stringMatching(/afine-coupling.*affine-coupling/),
    data: {
      code: 'unknown-type',
      exitCode: 2,
      file: spec.path,
      path: expect.stringMatching(/^layers\[0\]/),
      range: { start: { line: 2, character: 22 }, end: { line: 2, character: 38 } },
    },
  });
  expect(await errorOf('verify/spec', { spec: { ...spec, text: '{' } })).toMatchObject({ data: { code: 'syntax' } });
  expect(inspection.pid).toBeNull();
});

test('parameters out of their limits are named', async () => {
  const invalid: readonly [string, object][] = [
    ['points', { points: 0 }],
    ['points', { points: 4097 }],
    ['seed', { seed: -1 }],
    ['panel', { panel: '' }],
    ['spec.path', { spec: { text: '{}', path: '' } }],
  ];
  for (const [path, change] of invalid) {
    expect(await errorOf('verify/spec', { ...quick, ...change })).toMatchObject({ code: -32602, data: { path } });
  }
});

test('a spec that was never saved is verified with the numbers of the command line', async () => {
  const found = await client.request(verifySpec, { spec: specOf(MOONS), points: 4, seed: 5 });
  expect(inspection.pid).not.toBeNull();
  expect(existsSync(join(folder, 'spec.flow.json'))).toBe(false);
  writeFileSync(join(folder, 'saved.flow.json'), JSON.stringify(MOONS));
  const args = ['verify', 'saved.flow.json', '--points', '4', '--seed', '5', '--json'];
  const { v: _, ...expected } = (await flowscopeHere(args, { cwd: folder })).json() as Record<string, unknown>;
  expect(found).toEqual({ ...expected, at: 'rows', note: null });
  expect(found).toMatchObject({ ok: true, parameters: 'random', points: 4 });
  expect(verifySpec.result.parse(found)).toEqual(found);

  const another = await client.request(verifySpec, { spec: specOf(MOONS), points: 4, seed: 6 });
  expect(another.ok).toBe(true);
  expect(another.layers.map(({ conditionNumber }) => conditionNumber)).not.toEqual(
    found.layers.map(({ conditionNumber }) => conditionNumber),
  );
  expect((await client.request(verifySpec, { spec: specOf(MOONS) })).points).toBe(16);
});

test('a model that is not a flow is verified by checks, and its live preview is refused', async () => {
  const net = { type: 'mlp', hidden: [4] };
  const gan = { model: 'gan', data: { source: 'two-moons' }, latent: 2, generator: net, discriminator: net };
  const spec = specOf({ name: 'moons', ...gan });
  const found = await client.request(verifySpec, { spec, points: 3 });
  expect(found).toMatchObject({ ok: true, model: 'gan', points: 3, method: null, logDetError: null, layers: [] });
  expect(found.checks.map(({ ok }) => ok)).toEqual([true, true, true, true, true]);
  expect(await errorOf('preview/train', { spec, panel: 'p' })).toMatchObject({
    message: "the live preview shows the density of a flow; moons is of model 'gan', which has no layers",
    data: { code: 'not-a-flow', exitCode: 2, hint: expect.stringMatching(/^Train it instead/) },
  });
});

test('without the data it is verified at samples, and the note names the file; an unknown shape is an error', async () => {
  const found = await client.request(verifySpec, { spec: specOf(csv('gone.csv')), points: 4 });
  expect(found).toMatchObject({ ok: true, at: 'samples', points: 4 });
  expect(found.note).toMatch(/gone\.csv.*samples of the model/);
  const { columns: _, ...data } = csv('gone.csv').data;
  // The unused conditioner comes first in the text, but is not what it fails for.
  const unknown = { conditioners: { unused: { type: 'mlp', hidden: [3] } }, ...csv(''), data };
  expect(await errorOf('verify/spec', { spec: specOf(unknown) })).toMatchObject({
    code: -32001,
    data: { code: 'missing-data', path: 'data.path', exitCode: 2 },
  });
});

test('an untrusted client has data of the spec’s folder verified, and none from elsewhere', async () => {
  const needsTrust = { code: 'needs-trust', exitCode: 2 };
  symlinkSync(table, join(folder, 'link.csv'));
  const untrusted = await daemon.connect({ trusted: false, folders: [folder] });
  const inside = { spec: specOf(csv('table.csv')), points: 4 };
  expect(await untrusted.request(verifySpec, inside)).toMatchObject({ ok: true, at: 'rows', note: null });
  for (const path of [table, 'link.csv', '/nothing/here.csv', '../gone.csv']) {
    await expect(untrusted.request(verifySpec, { spec: specOf(csv(path)) }), path).rejects.toMatchObject(needsTrust);
  }
  const outside = specOf(MOONS, join(elsewhere, 'spec.flow.json'));
  await expect(untrusted.request(verifySpec, { spec: outside })).rejects.toMatchObject(needsTrust);
  const relative = specOf(MOONS, 'spec.flow.json');
  await expect(untrusted.request(verifySpec, { spec: relative })).rejects.toMatchObject({ code: 'wrong-value' });
  await untrusted.close();
  for (const path of [table, 'link.csv']) {
    expect(await client.request(verifySpec, { spec: specOf(csv(path)), points: 4 })).toMatchObject({ at: 'rows' });
  }
  expect(await client.request(verifySpec, { spec: outside, points: 4 })).toMatchObject({ ok: true });
});

test('a cancelled verification is answered at once, and the next one need not wait for it', async () => {
  const rpc = rawRpc(await daemon.open());
  rpc.send(initialize({ trusted: true, protocol: '1.0' }));
  await rpc.next();
  rpc.send({ jsonrpc: '2.0', id: 1, method: 'verify/spec', params: slow });
  await new Promise((resolve) => setTimeout(resolve, 500));
  const { pid } = inspection;
  rpc.send({ jsonrpc: '2.0', method: '$/cancelRequest', params: { id: 1 } });
  expect(await rpc.next()).toMatchObject({ id: 1, error: { code: -32800, data: { superseded: false } } });
  rpc.send({ jsonrpc: '2.0', id: 2, method: 'verify/spec', params: quick });
  expect(await rpc.next()).toMatchObject({ id: 2, result: { ok: true, points: 3 } });
  // It stopped by itself: the worker kept what it has loaded.
  expect(inspection.pid).toBe(pid);
});

test('a newer request of the same panel and session supersedes the older one, and no other', async () => {
  const second = await daemon.connect({ trusted: true, folders: [folder] });
  const older = client.request(verifySpec, { ...slow, panel: 'verify' });
  const outcome = expect(older).rejects.toMatchObject({ code: -32800, data: { superseded: true } });
  const others = [
    client.request(verifySpec, { ...quick, panel: 'another' }),
    client.request(verifySpec, quick),
    second.request(verifySpec, { ...quick, panel: 'verify' }),
  ];
  let over = false;
  void outcome.then(() => {
    over = true;
  });
  await new Promise((resolve) => setTimeout(resolve, 300));
  expect(over).toBe(false);
  const newest = client.request(verifySpec, { ...quick, points: 2, panel: 'verify' });
  await outcome;
  expect((await Promise.all([...others, newest])).map(({ points }) => points)).toEqual([3, 3, 3, 2]);
  await second.close();
});

test('the work is the worker’s: while it lasts the daemon answers, and only the request dies with the worker', async () => {
  const working = client.request(verifySpec, slow);
  const outcome = expect(working).rejects.toMatchObject({
    code: 'crashed',
    message: expect.stringMatching(/inspection process.*SIGKILL/),
  });
  await errorOf('verify/spec', { spec: { text: '{', path: join(folder, 'bad.flow.json') } });
  await killWorker(() => inspection.pid, outcome);
  expect((await client.request(verifySpec, quick)).points).toBe(3);
});
