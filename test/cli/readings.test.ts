/** What is modeled of a table or an array, and what is left out: check, describe, train and evaluate say it. */
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { normal } from '../../daemon/data/doubts/example-numbers.ts';
import { writeNpy } from '../../daemon/encoding/write-npy.ts';
import { checkResultSchema } from '../../protocol/check-result.ts';
import { describeResultSchema } from '../../protocol/describe-result.ts';
import { evaluateResultSchema } from '../../protocol/figures/evaluate.ts';
import { initDataResultSchema } from '../../protocol/init-result.ts';
import { trainEventSchema } from '../../protocol/train-event-schema.ts';
import { flowscope, type Outcome } from './flowscope.ts';
import { flowscopeHere } from './in-process.ts';

const ROWS = Array.from({ length: 60 }, (_, i) => [
  Math.sin(i + 1),
  i % 5 === 0 ? '' : Math.cos(2 * i + 1),
  `name${i}`,
]);
const READING = {
  columns: ['a', 'b'],
  leftOut: [
    {
      name: 'c',
      why: 'text in 60 of 60 rows, first \'name0\' on line 2 (can be modeled "as": "category", or be context)',
    },
  ],
  read: 60,
  dropped: 12,
  header: true,
};
const TEXT = [
  /columns +a, b$/m,
  /left out +c: text in 60 of 60 rows, first 'name0' on line 2 \(can be modeled "as": "category", or be context\)$/m,
  /rows read +60, 12 dropped \(no value\)$/m,
];

let cwd: string;
let trained: Outcome;
const here = (...args: string[]) => flowscopeHere(args, { cwd });

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'flowscope-readings-'));
  await writeFile(join(cwd, 't.csv'), `a,b,c\n${ROWS.map((row) => row.join(',')).join('\n')}\n`);
  await writeFile(join(cwd, 'new.csv'), 'b,d,a\n0.5,1,0.25\n0.25,2,0.125\n');
  const spec = {
    data: { source: 'csv', path: 't.csv', missing: 'drop' },
    layers: [{ type: 'linear' }],
    training: { steps: 3, batchSize: 20 },
  };
  await writeFile(join(cwd, 't.flow.json'), JSON.stringify(spec));
  trained = await flowscope(['train', 't.flow.json', '--local', '--run-dir', 'r'], { cwd });
  expect([trained.code, trained.stdout]).toEqual([0, expect.stringContaining('Done after 3 steps')]);
}, 120_000);
afterAll(() => rm(cwd, { recursive: true, force: true }));

test('check and describe of the spec', async () => {
  expect(checkResultSchema.parse((await here('check', 't.flow.json', '--json')).json()).data).toEqual(READING);
  expect(describeResultSchema.parse((await here('describe', 't.flow.json', '--json')).json()).data).toEqual(READING);
  for (const command of ['check', 'describe']) {
    const { stdout } = await here(command, 't.flow.json');
    for (const line of TEXT) expect(stdout).toMatch(line);
  }
});

test('train, and what is read from the run later', async () => {
  for (const line of TEXT) expect(trained.stdout).toMatch(line);
  expect(describeResultSchema.parse((await here('describe', 'r', '--json')).json()).data).toEqual(READING);
  const found = evaluateResultSchema.parse((await here('evaluate', 'r', '--json')).json());
  expect(found.table).toEqual(READING);
  const { stdout } = await here('evaluate', 'r');
  for (const line of TEXT) expect(stdout).toMatch(line);
  const json = await flowscope(['train', 't.flow.json', '--local', '--run-dir', 'r2', '--json'], { cwd });
  const start = trainEventSchema.parse(json.lines()[0]);
  expect(start).toMatchObject({ event: 'start', data: READING });
});

test('evaluate of a file says what it leaves out of that file', async () => {
  const found = evaluateResultSchema.parse((await here('evaluate', 'r', '--data', 'new.csv', '--json')).json());
  expect(found.table).toEqual({
    columns: ['a', 'b'],
    leftOut: [{ name: 'd', why: 'not a column of the flow' }],
    read: 2,
    dropped: 0,
    header: true,
  });
});

test('an array: check, describe, train and evaluate say what they say of a table', async () => {
  const rows = Array.from({ length: 60 }, (_, i) => [normal(i), i % 5, (i % 3) + 1, normal(i, 1)]);
  const labels = Uint8Array.from(rows, (_, i) => i % 2);
  await writeFile(join(cwd, 'x.npy'), writeNpy(Float64Array.from(rows.flat()), [60, 4]));
  await writeFile(join(cwd, 'labels.npy'), writeNpy(labels, [60]));
  const data = { source: 'npy', path: 'x.npy', columns: [{ name: 0, transform: 'asinh' }, 1], weight: 2 };
  const spec = {
    data: { ...data, contextPath: 'labels.npy', dequantize: [1] },
    layers: [{ type: 'affine-coupling', conditioner: { type: 'mlp', hidden: [2] } }, { type: 'linear' }],
    training: { steps: 3, batchSize: 20 },
  };
  await writeFile(join(cwd, 'array.flow.json'), JSON.stringify(spec));
  const reading = {
    columns: ['x0', 'x1'],
    leftOut: [{ name: 'x3', why: 'not in "columns"' }],
    read: 60,
    dropped: 0,
    header: false,
    numbered: true,
    weight: { column: 'x2', effectiveSampleSize: expect.closeTo(120 ** 2 / (20 * 14), 9) },
    context: [{ column: 'label', kind: 'category', values: ['0', '1'] }],
    noise: [{ columns: ['x1'], step: 1 }],
    steps: [{ name: 'x0', steps: [expect.stringContaining('asinh'), expect.any(String)] }],
  };
  const text = [
    /columns +x0, x1 \(numbered from 0\)$/m,
    /context +label: 0, 1$/m,
    /weight +x2, effective sample size 51$/m,
    /left out +x3: not in "columns"$/m,
    /noise +x1: uniform in \[0, 1\)$/m,
    /transform +x0: asinh/m,
    /rows read +60$/m,
  ];
  const trained = await flowscope(['train', 'array.flow.json', '--local', '--run-dir', 'ra'], { cwd });
  const shown = [
    trained,
    ...(await Promise.all(
      [
        ['check', 'array.flow.json'],
        ['describe', 'ra'],
        ['evaluate', 'ra'],
      ].map((args) => here(...args)),
    )),
  ];
  for (const { stdout } of shown) for (const line of text) expect(stdout).toMatch(line);
  expect(trained.stdout).toMatch(/validation +NLL .* ± .*\n.*\n? +± is two standard errors$/m);
  expect(checkResultSchema.parse((await here('check', 'array.flow.json', '--json')).json()).data).toEqual(reading);
  expect(describeResultSchema.parse((await here('describe', 'ra', '--json')).json()).data).toEqual(reading);
  expect(evaluateResultSchema.parse((await here('evaluate', 'ra', '--json')).json()).table).toEqual(reading);
  expect((await here('evaluate', 'ra')).stdout).toMatch(/± +two standard errors$/m);
}, 60_000);

test('init with the table beside it writes a spec that trains as it is, without the column that counts the rows', async () => {
  const rows = Array.from({ length: 150 }, (_, i) => `${i},${normal(i)},${normal(i, 1)},${i % 3}`);
  await writeFile(join(cwd, 'iris.csv'), `,width,length,target\n${rows.join('\n')}\n`);
  const { code, stdout } = await here('init', 'iris', '--template', 'table');
  expect([code, stdout]).toEqual([0, expect.stringMatching(/columns +width, length, target$/m)]);
  expect(stdout).toMatch(/left out +column1: in "exclude" \(a row index: 0, 1, 2, …\)$/m);
  expect(stdout).toMatch(/^Train it: flowscope train iris\.flow\.json$/m);
  const checked = checkResultSchema.parse((await here('check', 'iris.flow.json', '--json')).json());
  expect([checked.ok, checked.diagnostics, checked.data?.columns]).toEqual([true, [], ['width', 'length', 'target']]);
});

test.each([
  ['gaps', (i: number) => (i === 5 ? '' : `${Math.sin(i)}`), /line 7 has no value in column a \(set "missing": "drop"/],
  ['cell', (i: number) => (i === 5 ? '3.12*' : `${Math.sin(i)}`), /line 7, column a: '3\.12\*' is not a number/],
])('init says what check finds in a table that cannot be trained: %s', async (name, cell, found) => {
  const rows = Array.from({ length: 300 }, (_, i) => `${i},${cell(i)},${Math.cos(3 * i)},${Math.sin(5 * i)}`);
  await writeFile(join(cwd, `${name}.csv`), `n,a,b,c\n${rows.join('\n')}\n`);
  const { code, stdout } = await here('init', name, '--template', 'table');
  expect([code, stdout]).toEqual([0, expect.stringMatching(found)]);
  expect(stdout).toContain(`Check it again: flowscope check ${name}.flow.json`);
  expect(stdout).not.toContain('Train it');
  expect((await here('check', `${name}.flow.json`)).code).toBe(2);
});

test('init --data writes a spec that trains as it is', async () => {
  const rows = Array.from({ length: 150 }, (_, i) => `${i},${Math.sin(i)},${Math.cos(3 * i)},${i % 7},${i % 3}`);
  await writeFile(join(cwd, 'flowers.csv'), `,width,length,leaves,target\n${rows.join('\n')}\n`);
  const { code, stdout } = await here('init', 'flowers', '--data', 'flowers.csv');
  expect([code, stdout]).toEqual([0, expect.stringMatching(/columns +width, length, leaves$/m)]);
  expect(stdout).toMatch(/left out +column1: a row index: 0, 1, 2, …$/m);
  expect(stdout).toMatch(/context +target: 0, 1, 2$/m);
  expect(stdout).toMatch(/^Train it: flowscope train flowers\.flow\.json$/m);
  const checked = checkResultSchema.parse((await here('check', 'flowers.flow.json', '--json')).json());
  expect([checked.ok, checked.diagnostics]).toEqual([true, []]);
  const trained = await flowscope(['train', 'flowers.flow.json', '--local', '--steps', '40', '--json'], { cwd });
  expect(trainEventSchema.parse(trained.lines().at(-1))).toMatchObject({ event: 'done', reason: 'completed' });
  const again = initDataResultSchema.parse((await here('init', 'again', '--data', 'flowers.csv', '--json')).json());
  expect(again).toEqual({
    v: 1,
    path: join(cwd, 'again.flow.json'),
    rows: 150,
    columns: [
      { name: 'width', type: 'number', proposal: 'model' },
      { name: 'length', type: 'number', proposal: 'model' },
      { name: 'leaves', type: 'integer', proposal: 'model' },
      { name: 'target', type: 'category', proposal: 'context' },
    ],
    leftOut: [{ name: 'column1', why: 'a row index: 0, 1, 2, …' }],
    warnings: [],
  });
});

test('without a name, init --data takes that of the file, and says how to train from the current folder', async () => {
  const rows = Array.from({ length: 80 }, (_, i) => `${Math.sin(i)},${Math.cos(3 * i)}`);
  await mkdir(join(cwd, 'größe und mehr'), { recursive: true });
  await writeFile(join(cwd, 'größe und mehr', 'my table (1).csv'), `a,b\n${rows.join('\n')}\n`);
  const { code, stdout } = await here('init', '--data', 'größe und mehr/my table (1).csv');
  expect([code, stdout]).toEqual([0, expect.stringMatching(/^Train it: flowscope train my-table-1\.flow\.json$/m)]);
  const text = await readFile(join(cwd, 'my-table-1.flow.json'), 'utf8');
  expect(text).toContain('"path": "größe und mehr/my table (1).csv"');
  const inside = await here('init', 'größe und mehr/x', '--data', 'größe und mehr/my table (1).csv');
  expect(inside.stdout).toMatch(/^Train it: flowscope train 'größe und mehr\/x\.flow\.json'$/m);
  const again = await here('init', '--data', 'größe und mehr/my table (1).csv');
  expect([again.code, again.stderr]).toEqual([2, expect.stringContaining('Choose another name')]);
  const refused = await here('init', 'my table', '--data', 'größe und mehr/my table (1).csv');
  expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('For example: my-table')]);
  const none = await here('init');
  expect([none.code, none.stderr]).toEqual([2, expect.stringContaining('init needs NAME')]);
});

test('init --data numbers the columns of an array, which have no names', async () => {
  const values = Float64Array.from({ length: 180 }, (_, i) => Math.sin(i * i + 1));
  await writeFile(join(cwd, 'points.npy'), writeNpy(values, [60, 3]));
  const { stdout } = await here('init', 'points', '--data', 'points.npy');
  expect(stdout).toMatch(/^Wrote .*\ncolumns +x0, x1, x2 \(numbered from 0\)\nrows read +60\nTrain it: /);
  const rows = Array.from({ length: 60 }, (_, i) => [i, normal(i), i % 7 === 0 ? -999 : normal(i, 1)]);
  await writeFile(join(cwd, 'codes.npy'), writeNpy(Float64Array.from(rows.flat()), [60, 3]));
  const { stdout: codes } = await here('init', 'codes', '--data', 'codes.npy');
  expect(codes).toMatch(/left out +x0: a row index: 0, 1, 2, …\n/);
  expect(codes).toMatch(/warning repeated-value\n +column x2 has the value -999 in 15 % of the rows/);
});

test('init --data refuses what it cannot read, and a template beside it', async () => {
  for (const [args, message] of [
    [['--data', 'gone.csv'], /file 'gone\.csv' not found/],
    [['--data', 't.flow.json'], /its name must end in \.csv, \.tsv, .*, \.npy, or \.npz/],
    [['--data', 't.csv', '--template', 'table'], /--data and --template exclude each other/],
  ] as const) {
    const { code, stderr } = await here('init', 'refused', ...args);
    expect([args, code === 0, stderr]).toEqual([args, false, expect.stringMatching(message)]);
  }
  await expect(readFile(join(cwd, 'refused.flow.json'))).rejects.toThrow('ENOENT');
});

test('init names a file that is not there yet', async () => {
  const { code, stdout } = await here('init', 'later', '--template', 'table');
  expect([code, stdout]).toEqual([0, expect.stringContaining("file 'later.csv' not found")]);
  expect(stdout).not.toContain('Train it');
  expect((await here('init', 'moons')).stdout).toMatch(/^Train it: flowscope train moons\.flow\.json$/m);
});

test('describe says that it cannot tell the columns of a run whose log is damaged', async () => {
  const log = join(cwd, 'r', 'metrics.jsonl');
  const intact = await readFile(log);
  const flipped = Buffer.from(intact);
  flipped[20]! ^= 1;
  for (const [content, why] of [
    [flipped, 'metrics.jsonl: it has a damaged line'],
    [Buffer.alloc(intact.length), 'metrics.jsonl: it has a damaged line'],
    [Buffer.alloc(0), 'metrics.jsonl: it ends at step 0, before the checkpoint of step 3'],
  ] as const) {
    await writeFile(log, content);
    const outcome = await here('describe', 'r', '--json');
    expect(describeResultSchema.parse(outcome.json()).data).toBeUndefined();
    expect(outcome.stderr).toContain(`is damaged, so the columns of its data are not known: ${why}`);
  }
  await writeFile(log, intact);
  expect((await here('describe', 'r')).stderr).toBe('');
});
