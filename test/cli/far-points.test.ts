/** Rows so far out that log q is −inf in float32: what files, JSON and texts say of them, from training to inspection. */
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { failureSchema } from '../../protocol/failure.ts';
import { evaluateResultSchema } from '../../protocol/figures/evaluate.ts';
import { encodeResultSchema } from '../../protocol/figures/latents.ts';
import { inspectResultSchema } from '../../protocol/figures/layers.ts';
import { runsResultSchema } from '../../protocol/runs-result.ts';
import { trainEventSchema } from '../../protocol/train-event-schema.ts';
import { csvOf, FAR_SPLIT, tableWithFarRow } from '../far-rows.ts';
import { flowscope, type Outcome } from './flowscope.ts';
import { flowscopeHere } from './in-process.ts';

const LARGEST = 2 ** 128 - 2 ** 104;
/** The base overflows at the first one, the layers at the next two; those at 1e4 and 1e8 have a finite log q. */
const FAR = [
  [1e30, 0],
  [LARGEST, -LARGEST],
  [-LARGEST, LARGEST],
  [1e8, 0],
  [0, -1e4],
] as const;
const NOT_FINITE = { count: 3, negativeInfinity: 3, positiveInfinity: 0, nan: 0 };
/** Of the validation split. */
const ONE = { count: 1, negativeInfinity: 1, positiveInfinity: 0, nan: 0 };
const NEAR = Array.from({ length: 20 }, (_, i) => [Math.sin(i), Math.cos(2 * i)] as const);
const ROWS = [...FAR, ...NEAR];

let cwd: string;
let trained: Outcome;

async function run(...args: string[]): Promise<Outcome> {
  const outcome = await flowscopeHere(args, { cwd });
  expect([args, outcome.code, outcome.stderr]).toEqual([args, 0, '']);
  return outcome;
}

async function failure(...args: string[]) {
  return failureSchema.parse((await flowscopeHere([...args, '--json'], { cwd })).json()).error;
}

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'flowscope-far-'));
  await writeFile(join(cwd, 't.csv'), tableWithFarRow());
  await writeFile(join(cwd, 'far.csv'), csvOf(ROWS));
  await writeFile(join(cwd, 'near.csv'), csvOf(ROWS.slice(3)));
  const spec = {
    data: { source: 'csv', path: 't.csv', testPath: 'far.csv', ...FAR_SPLIT },
    layers: [{ type: 'affine-coupling', conditioner: { type: 'mlp', hidden: [4] } }, { type: 'linear' }],
    training: { steps: 3, batchSize: 20 },
  };
  await writeFile(join(cwd, 't.flow.json'), JSON.stringify(spec));
  trained = await flowscope(['train', 't.flow.json', '--local', '--run-dir', 'r', '--json'], { cwd });
  // The far row of the table is an outlier, and nothing else is worth a note.
  expect([trained.code, trained.stderr]).toEqual([
    0,
    expect.stringMatching(/^t\.flow\.json:\S+ warning outlier\n.*1e\+30.*\n *fix: .*\n\n?$/),
  ]);
}, 60_000);
afterAll(() => rm(cwd, { recursive: true, force: true }));

test('evaluate: means over the finite rows, and how many the others are', async () => {
  const found = evaluateResultSchema.parse((await run('evaluate', 'r', '--data', 'far.csv', '--json')).json());
  const near = evaluateResultSchema.parse((await run('evaluate', 'r', '--data', 'near.csv', '--json')).json());
  expect(found).toMatchObject({ n: ROWS.length, logLikelihood: { notFinite: NOT_FINITE } });
  expect(found.leastLikely.slice(0, 4).map(({ row, logLikelihood }) => [row, logLikelihood === null])).toEqual([
    [0, true],
    [1, true],
    [2, true],
    [3, false],
  ]);
  expect(near.logLikelihood).not.toHaveProperty('notFinite');
  for (const key of ['mean', 'se', 'median'] as const) {
    const expected = near.logLikelihood![key]!;
    expect(Math.abs(found.logLikelihood![key]! - expected)).toBeLessThanOrEqual(1e-6 * Math.abs(expected));
  }
  const unlikely = found.leastLikely.map(({ notFinite }) => notFinite);
  expect(unlikely.slice(0, 4)).toEqual(['-inf', '-inf', '-inf', undefined]);
  const { stdout } = await run('evaluate', 'r', '--split', 'test');
  expect(stdout).toContain('3 of 25 rows have log q = −inf; the log-likelihood is over the other 22');
  expect(stdout).toMatch(/\n +3 +1 +−inf .*\n/);
});

test('a split without a finite row: no sign is made up, and a summary that is not finite exits with 1', async () => {
  await writeFile(join(cwd, 'lost.csv'), csvOf(ROWS.slice(0, 3)));
  const spec = {
    data: { source: 'csv', path: 't.csv', testPath: 'lost.csv', ...FAR_SPLIT },
    layers: [{ type: 'affine-coupling', conditioner: { type: 'mlp', hidden: [4] } }, { type: 'linear' }],
    training: { steps: 3, batchSize: 20 },
  };
  await writeFile(join(cwd, 'lost.flow.json'), JSON.stringify(spec));
  const { code, stdout } = await flowscope(['train', 'lost.flow.json', '--local', '--run-dir', 'lost'], { cwd });
  expect(code).toBe(0);
  expect(stdout).toMatch(/test +NLL n\/a nats, 3 rows\n +all 3 rows have log q = −inf, so there is no result/);
  for (const command of ['evaluate', 'inspect']) {
    const args = [command, 'lost', '--split', 'test'];
    const [text, json] = [await flowscopeHere(args, { cwd }), await flowscopeHere([...args, '--json'], { cwd })];
    expect([command, text.code, text.stderr, json.code]).toEqual([command, 1, '', 1]);
    expect(text.stdout).toContain('all 3 rows have log q = −inf');
    expect(text.stdout).not.toMatch(/(?<!= )−inf nats/);
  }
  // The latents are what encode was asked for.
  expect((await flowscopeHere(['encode', 'lost', '--split', 'test', '-o', 'lost.npy'], { cwd })).code).toBe(0);
});

test('encode: no field is empty, and infinities are spelled as numpy and pandas spell them', async () => {
  const found = encodeResultSchema.parse(
    (await run('encode', 'r', '--data', 'far.csv', '-o', 'z.csv', '--json')).json(),
  );
  expect(found.logLikelihood).toMatchObject({ mean: expect.any(Number), notFinite: NOT_FINITE });
  const [header, ...rows] = (await readFile(join(cwd, 'z.csv'), 'utf8')).trimEnd().split('\n');
  expect(header).toBe('z0,z1,logq');
  expect(rows.map((row) => row.split(',')[2]).slice(0, 3)).toEqual(['-inf', '-inf', '-inf']);
  for (const field of rows.flatMap((row) => row.split(','))) expect(field).toMatch(/^(-?inf|nan|-?\d[\d.e+-]*)$/);
  expect(rows.slice(3).every((row) => Number.isFinite(Number(row.split(',')[2])))).toBe(true);
  expect((await run('encode', 'r', '--split', 'test', '-o', 'z.npy')).stdout).toContain(
    '3 of 25 rows have log q = −inf; the mean is over the other 22',
  );
});

test('a file with infinities is refused by line and column', async () => {
  await writeFile(join(cwd, 'bad.csv'), 'x,y\n1,2\n3,-inf\n');
  expect(await failure('evaluate', 'r', '--data', 'bad.csv')).toMatchObject({
    code: 'data',
    message: 'bad.csv: line 3, column y: -Infinity is not finite',
  });
});

test('inspect: every summary is over the same rows, so that the terms add up', async () => {
  const found = inspectResultSchema.parse((await run('inspect', 'r', '--split', 'test', '--json')).json());
  const spreads = [found.base, ...found.layers, found.total];
  for (const { notFinite, mean, p90 } of spreads) {
    expect([notFinite, typeof mean, typeof p90]).toEqual([NOT_FINITE, 'number', 'number']);
  }
  expect([found.n, found.sumOk, typeof found.gaussianNll]).toEqual([25, true, 'number']);
  const sum = found.layers.reduce((total, { mean }) => total + mean!, found.base.mean!);
  expect(Math.abs(sum / found.total.mean! - 1)).toBeLessThan(1e-9);
  const { stdout } = await run('inspect', 'r', '--split', 'test');
  expect(stdout).toContain('3 of 25 rows have log q = −inf; everything below is over the other 22');
});

test('train: the figures of splits with such rows, in JSON and for people', async () => {
  const events = trained.lines().map((line) => trainEventSchema.parse(line));
  const done = events.at(-1)!;
  if (done.event !== 'done') throw new Error(trained.stdout);
  expect(done.test).toMatchObject({ nll: expect.any(Number), se: expect.any(Number), n: 25, notFinite: NOT_FINITE });
  expect(done.validation).toMatchObject({ nll: expect.any(Number), n: 12, notFinite: ONE });
  const validations = events.filter(({ event }) => event === 'validation');
  expect(validations.length).toBeGreaterThan(0);
  for (const event of validations) expect(event).toMatchObject({ nll: expect.any(Number), n: 12, notFinite: ONE });
  expect(validations).toContainEqual(expect.objectContaining({ best: true }));
  const { stdout } = await flowscope(['train', '--resume', 'r', '--local'], { cwd });
  expect(stdout).toContain('3 of 25 rows have log q = −inf; every mean is over the other 22');
  expect(stdout).toContain('1 of 12 rows has log q = −inf; every mean is over the other 11');
});

test('runs: the best validation says which rows it leaves out', async () => {
  const { runs } = runsResultSchema.parse((await run('runs', '--root', cwd, '--json')).json());
  expect(runs[0]).toMatchObject({ best: { n: 12, notFinite: ONE }, validation: { n: 12, notFinite: ONE } });
  const { stdout } = await run('runs', '--root', cwd);
  expect(stdout).toContain('1 of 12 rows has log q = −inf; the best NLL is over the other 11');
});
