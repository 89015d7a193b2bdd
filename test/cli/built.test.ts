/**
 * What only the built program can show: its exit statuses, its streams, what it loads. What commands compute is tested in the
 * test's own process, which is the same code; here one command of each kind says the same as there.
 */
import { readdir, rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { failureSchema } from '../../protocol/failure.ts';
import { reportResultSchema } from '../../protocol/report/report-result.ts';
import { flowscope } from './flowscope.ts';
import { flowscopeHere } from './in-process.ts';
import { loadedModules } from './loaded-modules.ts';
import { smallRun } from './small-run.ts';

let cwd: string;
beforeAll(async () => {
  cwd = await smallRun();
});
afterAll(() => rm(cwd, { recursive: true, force: true }));

test.each([
  ['text for people', ['describe', 'moons'], 0],
  ['JSON', ['check', 'moons.flow.json', '--json'], 0],
  ['a computation', ['evaluate', 'moons', '--json'], 0],
  ['a failure as JSON', ['sample', 'nothing', '-n', '1', '--json'], 2],
  ['a failure for people', ['sample', 'moons', '--jsom'], 2],
  ['no command', [], 2],
])('%s is that of the sources', async (_what, args, code) => {
  const [built, here] = [await flowscope(args, { cwd }), await flowscopeHere(args, { cwd })];
  expect(built.code).toBe(code);
  expect({ ...built, json: null, lines: null }).toEqual({ ...here, json: null, lines: null });
});

test('files with pictures and graphs are written', async () => {
  for (const args of [
    ['sample', 'moons', '-n', '20', '-o', 's.png'],
    ['export', 'moons', '--onnx', 'flow.onnx'],
  ]) {
    const { code, stderr } = await flowscope([...args, '--json'], { cwd });
    expect([args[0], code, stderr]).toEqual([args[0], 0, '']);
  }
  expect(await readdir(cwd)).toEqual(expect.arrayContaining(['s.png', 'flow.onnx']));
});

test('a report is written as one file, and its progress goes to stderr only', async () => {
  const { code, json } = await flowscope(['report', 'moons', '-o', 'moons.html', '--json'], { cwd });
  expect(code).toBe(0);
  const report = reportResultSchema.parse(json());
  const { size } = await stat(join(cwd, 'moons.html'));
  expect(report).toMatchObject({
    path: join(cwd, 'moons.html'),
    bytes: size,
    panels: expect.arrayContaining(['density']),
  });
  expect(await readdir(cwd)).not.toContainEqual(expect.stringContaining('.tmp'));
  const without = await flowscope(['report', 'moons', '--json'], { cwd });
  expect([without.code, failureSchema.parse(without.json()).error.code]).toEqual([2, 'usage']);
});

test('a reader that goes away does not crash a command', async () => {
  const outcome = await flowscope(['sample', 'moons', '-n', '1000', '--json'], {
    cwd,
    meanwhile: (child) => child.stdout.destroy(),
  });
  expect([outcome.code, outcome.stderr]).toEqual([0, '']);
});

test('a command that is interrupted answers 130 and leaves no half file', async () => {
  const before = new Set(process.listeners('SIGINT'));
  const outcome = flowscopeHere(['sample', 'moons', '-n', '50000000', '-o', 'huge.npy'], { cwd });
  // What Ctrl-C does once the command listens; the signal itself is sent by `built.full.test.ts` and the tests of training.
  const listening = () => process.listeners('SIGINT').filter((listener) => !before.has(listener));
  await expect.poll(listening, { timeout: 60_000 }).toHaveLength(1);
  listening()[0]!('SIGINT');
  const { code, stdout } = await outcome;
  expect([code, stdout]).toEqual([130, '']);
  expect((await readdir(cwd)).filter((name) => name.includes('huge'))).toEqual([]);
});

test('a command loads what it needs and no more', async () => {
  // The start takes as long as the code that is loaded; `built.full.test.ts` measures the time. Bounds: somewhat above today's.
  expect((await loadedModules(['--help'], cwd)).bytes).toBeLessThan(42_000);
  expect((await loadedModules(['runs'], cwd)).bytes).toBeLessThan(110_000);
  const { bytes, files } = await loadedModules(['check', 'moons.flow.json'], cwd);
  expect(bytes).toBeLessThan(700_000);
  // Only what computes loads a runtime.
  expect(files.filter((file) => file.includes('onnxruntime'))).toEqual([]);
  const computing = await loadedModules(['evaluate', 'moons'], cwd);
  expect(computing.files.some((file) => file.includes('onnxruntime'))).toBe(true);
});

test('the usage of a command that does not exist is an error as JSON', async () => {
  const { code, json } = await flowscope(['smaple', '--json'], { cwd });
  expect([code, failureSchema.parse(json()).error.code]).toEqual([2, 'usage']);
});
