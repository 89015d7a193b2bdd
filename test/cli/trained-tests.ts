/** What a user does with a flow from its first line to its export. */
import { lstat, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readNpy } from '../../daemon/data/formats/npy.ts';
import { readNpz } from '../../daemon/data/formats/npz.ts';
import { letterTable } from '../../daemon/inspection/testing/letter-table.ts';
import { checkResultSchema } from '../../protocol/check-result.ts';
import { describeResultSchema } from '../../protocol/describe-result.ts';
import { failureSchema } from '../../protocol/failure.ts';
import { densityResultSchema } from '../../protocol/figures/density.ts';
import { evaluateResultSchema } from '../../protocol/figures/evaluate.ts';
import { exportResultSchema } from '../../protocol/figures/export.ts';
import { interpolateResultSchema } from '../../protocol/figures/interpolate.ts';
import { decodeResultSchema, encodeResultSchema } from '../../protocol/figures/latents.ts';
import { inspectResultSchema } from '../../protocol/figures/layers.ts';
import { probeResultSchema } from '../../protocol/figures/probe.ts';
import { sampleResultSchema } from '../../protocol/figures/samples.ts';
import { traverseResultSchema } from '../../protocol/figures/traversal.ts';
import { verifyResultSchema } from '../../protocol/figures/verify.ts';
import { runsResultSchema } from '../../protocol/runs-result.ts';
import { trainEventSchema } from '../../protocol/train-event-schema.ts';
import { flowscope, type Outcome, type Program } from './flowscope.ts';

/** The template with less of everything: what a test asks does not depend on it. */
const SMALLER = [
  ['"samples": 20000', '"samples": 2000, "evaluationSamples": 1000'],
  ['"hidden": [64, 64]', '"hidden": [16]'],
  ['"batchSize": 512', '"batchSize": 128'],
] as const;

/** @param program runs every command but training, which needs the program itself */
export function trainedTests(program: Program): void {
  /** A folder with a trained plane and a trained table. */
  let cwd: string;
  let trained: Outcome;

  async function json(...args: string[]): Promise<unknown> {
    const outcome = await program([...args, '--json'], { cwd });
    expect([args[0], outcome.code, outcome.stderr]).toEqual([args[0], 0, '']);
    return outcome.json();
  }

  async function failure(...args: string[]) {
    const outcome = await program([...args, '--json'], { cwd });
    return { ...failureSchema.parse(outcome.json()).error, exit: outcome.code };
  }

  beforeAll(async () => {
    cwd = await letterTable.folder();
    await json('init', 'moons');
    const spec = join(cwd, 'moons.flow.json');
    let text = await readFile(spec, 'utf8');
    for (const [before, after] of SMALLER) {
      expect(text).toContain(before);
      text = text.replace(before, after);
    }
    await writeFile(spec, text);
    trained = await flowscope(['train', 'moons.flow.json', '--steps', '60', '--run-dir', 'moons', '--json'], { cwd });
    const training = { steps: 30, batchSize: 64 };
    await writeFile(join(cwd, 'table.flow.json'), JSON.stringify({ ...letterTable.spec, training }));
    const table = await flowscope(['train', 'table.flow.json', '--json'], { cwd });
    expect([table.code, table.stderr]).toEqual([0, '']);
  }, 120_000);
  afterAll(() => rm(cwd, { recursive: true, force: true }));

  test('check and describe', async () => {
    expect(checkResultSchema.parse(await json('check', 'moons.flow.json'))).toMatchObject({
      ok: true,
      diagnostics: [],
    });
    const spec = describeResultSchema.parse(await json('describe', 'moons.flow.json'));
    expect(spec).toMatchObject({ name: 'moons', dimension: 2, inputShape: [2], context: null });
    expect(spec.layers.map(({ index }) => index)).toEqual(Array.from({ length: 16 }, (_, i) => i));
    expect(spec.parameters).toBe(spec.layers.reduce((sum, { parameters }) => sum + parameters, spec.base!.parameters));
    const run = describeResultSchema.parse(await json('describe', 'moons'));
    expect({ ...run, training: null }).toEqual({ ...spec, training: null });
    const table = describeResultSchema.parse(await json('describe', 'table.flow.json'));
    expect(table.context).toEqual({ size: 3, names: ['letter=A', 'letter=B', 'size'] });
  });

  test('train ends with its result, and nothing but JSON lines', () => {
    expect([trained.code, trained.stderr]).toEqual([0, '']);
    const lines = trained.lines();
    expect(lines[0]).toMatchObject({ event: 'start', v: 1, steps: 60 });
    expect(lines.at(-1)).toMatchObject({ event: 'done', v: 1, step: 60, reason: 'completed' });
    for (const line of lines) trainEventSchema.parse(line);
    expect(new Set(lines.map(({ event }) => event))).toEqual(
      new Set(['start', 'step', 'layers', 'validation', 'checkpoint', 'done']),
    );
  });

  test('runs', async () => {
    const { runs } = runsResultSchema.parse(await json('runs'));
    expect(runs).toHaveLength(1);
    expect(runs[0]).toMatchObject({ name: 'table', status: 'finished', step: 30, steps: 30, pid: null });
    const all = runsResultSchema.parse(await json('runs', '--root', cwd));
    expect(all.runs.map(({ name }) => name)).toEqual(['table']);
  });

  test('evaluate: the figures of the run, of files, and of other checkpoints', async () => {
    const done = trained.lines().at(-1)! as {
      bestStep: number;
      validation: { nll: number };
      test: { nll: number };
    };
    const validation = evaluateResultSchema.parse(await json('evaluate', 'moons'));
    expect(validation).toMatchObject({
      split: 'validation',
      n: 1000,
      checkpoint: done.bestStep,
      weights: 'raw',
      bitsPerDim: null,
    });
    expect(-validation.logLikelihood!.mean!).toBeCloseTo(done.validation.nll, 6);
    expect(validation.leastLikely).toHaveLength(20);
    expect(validation.gap!.mean!).toBeGreaterThan(0);
    expect(validation.floor!.nll).toBeCloseTo(1.0076, 4);
    const other = evaluateResultSchema.parse(await json('evaluate', 'moons', '--split', 'test'));
    expect(-other.logLikelihood!.mean!).toBeCloseTo(done.test.nll, 6);
    const latest = evaluateResultSchema.parse(await json('evaluate', 'moons', '--checkpoint', 'latest'));
    expect(latest.checkpoint).toBe(60);
    const table = evaluateResultSchema.parse(await json('evaluate', 'latest', '--data', 'table.csv'));
    expect(table).toMatchObject({ data: join(cwd, 'table.csv'), n: 300 });
    expect(table.split).toBeUndefined();
    expect(await failure('evaluate', 'moons', '--checkpoint', '7')).toMatchObject({ code: 'checkpoint', exit: 1 });
    expect(await failure('evaluate', 'moons', '--data', 'nothing.csv')).toMatchObject({
      code: 'missing-data',
      exit: 2,
    });
  });

  test('inspect: the terms add up', async () => {
    const result = inspectResultSchema.parse(await json('inspect', 'moons', '-n', '1000'));
    expect([result.n, result.layers.length]).toEqual([1000, 16]);
    const sum = result.layers.reduce((total, { mean }) => total + mean!, result.base.mean!);
    expect(sum).toBeCloseTo(result.total.mean!, 9);
    expect(result.sumError!).toBeLessThan(1e-4);
    const table = inspectResultSchema.parse(await json('inspect', 'latest'));
    expect(table.layers[0]).toMatchObject({ index: -1, path: 'data.standardize', kind: 'data' });
  });

  test('sample: printed, as files, with context', async () => {
    const printed = sampleResultSchema.parse(
      await json('sample', 'moons', '-n', '5', '--seed', '3', '--temperature', '0.5'),
    );
    expect(printed).toMatchObject({ n: 5, shape: [5, 2], temperature: 0.5, seed: 3, path: null, format: 'json' });
    const npy = sampleResultSchema.parse(
      await json('sample', 'moons', '-n', '5', '--seed', '3', '--temperature', '0.5', '-o', 's.npy'),
    );
    expect(npy.samples).toBeUndefined();
    const array = readNpy(await readFile(join(cwd, 's.npy')), 's.npy');
    expect(array.shape).toEqual([5, 2]);
    expect([...array.values]).toEqual(printed.samples!.flat());
    await json('sample', 'moons', '-n', '2000', '-o', 's.png');
    expect((await readFile(join(cwd, 's.png'))).subarray(1, 4).toString()).toBe('PNG');
    const table = sampleResultSchema.parse(
      await json('sample', 'latest', '-n', '4', '--context', 'letter=B,size=0.5', '-o', 's.csv'),
    );
    expect(table.context).toEqual({ letter: 'B', size: '0.5' });
    const lines = (await readFile(join(cwd, 's.csv'), 'utf8')).trimEnd().split('\n');
    expect(lines[0]).toBe('count,weight,letter,size');
    // A dequantized column is whole again.
    for (const line of lines.slice(1)) expect(line).toMatch(/^-?\d+,-?\d/);
  });

  test('sample refuses', async () => {
    const refused = async (...args: string[]) => (await failure('sample', ...args)).exit;
    expect(await refused('moons')).toBe(2);
    expect(await refused('moons', '-n', '1001')).toBe(2);
    expect(await refused('moons', '-n', '3', '--temperature', '-1')).toBe(2);
    expect(await refused('moons', '-n', '3', '--context', 'a=b')).toBe(2);
    expect(await refused('latest', '-n', '3', '--context', 'letter=Z,size=1')).toBe(2);
    for (const [args, message] of [
      [['--by', 'size'], "'size' is not a context column with labels"],
      [['--by', 'letter', '--context', 'letter=A,size=1'], '--context gives it one'],
    ] as const) {
      expect((await failure('sample', 'latest', '-n', '3', ...args)).message).toContain(message);
    }
    expect(await refused('moons', '-n', '3', '-o', 'a.txt')).toBe(2);
    await symlink(join(cwd, 'target.csv'), join(cwd, 'link.csv'));
    expect(await refused('moons', '-n', '3', '-o', 'link.csv')).toBe(2);
    await expect(lstat(join(cwd, 'target.csv'))).rejects.toThrow();
  });

  test('encode and decode are inverse to each other', async () => {
    const encoded = encodeResultSchema.parse(await json('encode', 'moons', '--split', 'test', '-o', 'z.npz'));
    expect(encoded).toMatchObject({ n: 1000, shape: [1000, 2], format: 'npz' });
    const logq = readNpz(await readFile(join(cwd, 'z.npz')), 'logq', 'z.npz').values;
    expect(Array.from(logq).reduce((sum, value) => sum + value / 1000, 0)).toBeCloseTo(encoded.logLikelihood!.mean!, 9);
    decodeResultSchema.parse(await json('decode', 'moons', '--data', 'z.npz', '-o', 'x.csv'));
    await json('encode', 'moons', '--data', 'x.csv', '-o', 'again.npy');
    const [z, again] = [
      readNpz(await readFile(join(cwd, 'z.npz')), 'z', 'z.npz').values,
      readNpy(await readFile(join(cwd, 'again.npy')), 'again.npy').values,
    ];
    for (let i = 0; i < z.length; i++) expect(Math.abs(z[i]! - again[i]!)).toBeLessThan(1e-3);
    expect(await failure('encode', 'moons')).toMatchObject({ code: 'usage', exit: 2 });
  });

  test('rows with context: encoded, and decoded with the contexts of their split', async () => {
    await json('encode', 'latest', '--split', 'train', '-o', 'table-z.csv');
    expect((await readFile(join(cwd, 'table-z.csv'), 'utf8')).split('\n')[0]).toBe('z0,z1,logq');
    const decoded = decodeResultSchema.parse(
      await json('decode', 'latest', '--data', 'table-z.csv', '--split', 'train', '-o', 'table-x.npy'),
    );
    expect(decoded.shape).toEqual([240, 2]);
    expect(await failure('decode', 'latest', '--data', 'table-z.csv', '-o', 'x.npy')).toMatchObject({
      code: 'usage',
      exit: 2,
    });
  });

  test('density, traverse and interpolate', async () => {
    const density = densityResultSchema.parse(await json('density', 'moons', '--size', '80'));
    // After so few steps a percent or two of the mass lies outside the grid.
    expect(Math.abs(density.integral! - 1)).toBeLessThan(0.05);
    expect([density.logProb!.length, density.trueLogProb!.length]).toEqual([80, 80]);
    await json('density', 'moons', '-o', 'd.png');
    expect((await failure('density', 'latest')).code).toBe('context');
    const traversal = traverseResultSchema.parse(await json('traverse', 'moons', '--columns', '5', '--start', '3'));
    expect(traversal.shape).toEqual([4, 5, 2]);
    expect(traversal.values!.map((row) => row.length)).toEqual([5, 5, 5, 5]);
    const classes = traverseResultSchema.parse(
      await json('traverse', 'latest', '--directions', 'classes', '-o', 'traversal.csv'),
    );
    expect(classes.directions.map(({ label }) => label)).toEqual(['letter=A', 'letter=B']);
    expect((await readFile(join(cwd, 'traversal.csv'), 'utf8')).split('\n')[0]).toBe('direction,sigma,count,weight');
    expect(await failure('traverse', 'moons', '--directions', 'classes')).toMatchObject({ exit: 2 });
    const path = interpolateResultSchema.parse(
      await json('interpolate', 'moons', '--from', '2', '--to', '4', '--columns', '3'),
    );
    expect(path.values).toHaveLength(3);
  });

  test('probe', async () => {
    const row = probeResultSchema.parse(await json('probe', 'moons', '--row', '2'));
    expect(row).toMatchObject({ row: 2, shape: [2], split: 'validation' });
    const same = probeResultSchema.parse(await json('probe', 'moons', `--x=${row.x.join(',')}`));
    expect(same.logq).toBeCloseTo(row.logq!, 4);
    // Of a flow with context, the first row's.
    const table = probeResultSchema.parse(await json('probe', 'latest', '--z', '0,0'));
    const other = probeResultSchema.parse(
      await json('probe', 'latest', '--z', '0,0', '--context', 'letter=B,size=0.5'),
    );
    expect(other.x).not.toEqual(table.x);
    expect(table.logp).toBeNull();
    expect(await failure('probe', 'moons')).toMatchObject({ code: 'usage', exit: 2 });
    expect(await failure('probe', 'moons', '--row', '1', '--z', '0,0')).toMatchObject({ code: 'usage', exit: 2 });
    expect(await failure('probe', 'moons', '--z', '0,x')).toMatchObject({ code: 'usage', exit: 2 });
  });

  test('verify and export', async () => {
    const run = verifyResultSchema.parse(await json('verify', 'moons'));
    expect(run).toMatchObject({ ok: true, parameters: 'checkpoint', method: 'full', points: 16 });
    expect(run.logDetError!).toBeLessThanOrEqual(1e-8);
    const spec = verifyResultSchema.parse(await json('verify', 'moons.flow.json', '--points', '4'));
    expect(spec).toMatchObject({ ok: true, parameters: 'random', points: 4 });
    for (const name of ['log_prob', 'encode', 'sample']) {
      const exported = exportResultSchema.parse(
        await json('export', 'moons', '--onnx', `${name}.onnx`, '--function', name),
      );
      expect(exported).toMatchObject({ path: join(cwd, `${name}.onnx`), function: name });
      expect(exported.maxError!).toBeLessThanOrEqual(1e-5);
      expect((await lstat(exported.path)).size).toBeGreaterThan(1000);
    }
  });

  test('tables for people go to stdout', async () => {
    for (const [command, text] of [
      ['evaluate', 'log-likelihood'],
      ['inspect', 'log q(x)'],
      ['traverse', 'PC 1'],
      ['describe', 'affine-coupling'],
    ] as const) {
      const { code, stdout } = await program([command, 'moons'], { cwd });
      expect([command, code]).toEqual([command, 0]);
      expect(stdout).toContain(text);
      // No colors where nobody looks.
      expect(stdout).not.toContain('\u001b');
    }
  });
}
