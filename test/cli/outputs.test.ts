/** No command writes over what a run was made from or is made of, and help says what the files hold. */
import { cp, link, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { decode } from 'fast-png';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { readNpyHeader } from '../../daemon/data/formats/npy-header.ts';
import { failureSchema } from '../../protocol/failure.ts';
import { conditionalResultSchema } from '../../protocol/figures/conditional.ts';
import { sampleResultSchema } from '../../protocol/figures/samples.ts';
import { flowscope } from './flowscope.ts';
import { flowscopeHere } from './in-process.ts';

let cwd: string;

/** Commands that write: the name of their file comes last. */
const WRITERS: readonly (readonly [string, readonly string[], readonly string[]])[] = [
  ['sample', ['r', '-n', '5', '-o'], ['csv', 'npy', 'png', 'svg']],
  ['encode', ['r', '-o'], ['csv', 'npy', 'npz']],
  ['decode', ['r', '--data', 'z.npy', '--split', 'validation', '-o'], ['csv', 'npy', 'png', 'svg']],
  ['density', ['r', '--size', '4', '--context', 'city=Rome,size=0.3', '-o'], ['png', 'svg', 'npy', 'npz']],
  ['conditional', ['r', '--cells', '4', '-o'], ['png', 'svg', 'csv', 'npy', 'npz']],
  ['traverse', ['r', '-o'], ['png', 'svg', 'npy', 'csv']],
  ['interpolate', ['r', '-o'], ['png', 'svg', 'npy', 'csv']],
  ['export', ['r', '--onnx'], ['onnx']],
  ['report', ['r', '-o'], ['html']],
];

async function ok(...args: string[]): Promise<string> {
  const { code, stdout, stderr } = await flowscopeHere(args, { cwd });
  expect([args, stderr, code]).toEqual([args, '', 0]);
  return stdout;
}

async function failure(...args: string[]) {
  const outcome = await flowscopeHere([...args, '--json'], { cwd });
  return { ...failureSchema.parse(outcome.json()).error, exit: outcome.code };
}

/** Labels that no careless writer survives. */
const CITIES = ['Rome', 'a,b', 'São Paulo', 'x;y;z;w', 'say "hi"', ' two  blanks ', 'two\nlines'];

beforeAll(async () => {
  cwd = await mkdtemp(join(tmpdir(), 'flowscope-outputs-'));
  const rows = Array.from({ length: 140 }, (_, i) => {
    const city = `"${CITIES[i % CITIES.length]!.replaceAll('"', '""')}"`;
    return `${Math.sin(i)},${(Math.cos(3 * i) * i).toFixed(3)},${city},${(0.1 * (i % 9)).toFixed(1)}`;
  });
  await writeFile(join(cwd, 't.csv'), `x,y,city,size\n${rows.join('\n')}\n`);
  const spec = {
    data: { source: 'csv', path: 't.csv', columns: ['x', 'y'], context: ['city', 'size'] },
    layers: [{ type: 'affine-coupling', conditioner: { type: 'mlp', hidden: [4] } }, { type: 'linear' }],
    training: { steps: 3, batchSize: 20 },
  };
  await writeFile(join(cwd, 't.flow.json'), JSON.stringify(spec));
  const { code, stderr } = await flowscope(['train', 't.flow.json', '--local', '--run-dir', 'r'], { cwd });
  expect([code, code === 0 ? '' : stderr]).toEqual([0, '']);
  await ok('encode', 'r', '-o', 'z.npy');
}, 180_000);
afterAll(() => rm(cwd, { recursive: true, force: true }));

async function contents(): Promise<unknown> {
  const files = (await readdir(cwd, { recursive: true, withFileTypes: true })).filter((entry) => entry.isFile());
  const paths = files.map(({ parentPath, name }) => join(parentPath, name)).sort();
  return Promise.all(paths.map(async (path) => [path, (await readFile(path)).toString('base64')]));
}

test.each(WRITERS)(
  '%s refuses the data, the spec, the files of the run and what it reads',
  async (name, args, formats) => {
    const targets: string[] = [];
    for (const format of formats) {
      // Under names with the ending that the command wants.
      for (const [own, file] of [
        ['data', 't.csv'],
        ['spec', 't.flow.json'],
        ['record', 'r/run.json'],
      ] as const) {
        await link(join(cwd, file), join(cwd, `${name}-${own}.${format}`));
        targets.push(`${name}-${own}.${format}`);
      }
      targets.push(`r/new.${format}`, `r/checkpoints/new.${format}`);
    }
    if (name === 'decode') targets.push('z.npy');
    if (formats.includes('csv')) targets.push('t.csv');
    const before = await contents();
    for (const target of targets) {
      expect(await failure(name, ...args, target), target).toMatchObject({
        exit: 2,
        code: 'protected-file',
        file: join(cwd, target),
        hint: `Choose another file with ${name === 'export' ? '--onnx' : '-o'}.`,
      });
    }
    expect(await contents()).toEqual(before);
  },
);

test('init makes nothing inside a run', async () => {
  expect(await failure('init', 'r/moons')).toMatchObject({ exit: 2, code: 'protected-file' });
  expect(await readdir(join(cwd, 'r'))).not.toContain('moons.flow.json');
});

test('a copy of the data may be replaced, and the run still finds its own', async () => {
  await cp(join(cwd, 't.csv'), join(cwd, 'copy.csv'));
  await ok('encode', 'r', '-o', 'copy.csv');
  expect((await readFile(join(cwd, 'copy.csv'), 'utf8')).split('\n')[0]).toBe('z0,z1,logq');
  await ok('evaluate', 'r');
});

test.each(WRITERS.filter(([, , formats]) => formats.includes('npy')))(
  'the numbers of %s in .npy are those that its help names',
  async (name, args) => {
    const help = (await ok(name, '--help')).replace(/\s+/g, ' ');
    const named = [...help.matchAll(/\.npy \([^)]*?\b(float32|float64)\b/g)].map(([, dtype]) => dtype);
    await ok(name, ...args, 'numbers.npy');
    const { kind, itemSize } = readNpyHeader(await readFile(join(cwd, 'numbers.npy')), 'numbers.npy');
    expect(named).toEqual([kind === 'f' ? `float${8 * itemSize}` : kind]);
  },
);

test('pictures are written in the format that the ending names, dark or light', async () => {
  for (const [name, args, formats] of WRITERS.filter(([, , known]) => known.includes('svg'))) {
    for (const format of formats.filter((known) => known === 'png' || known === 'svg')) {
      const isLight = format === 'svg';
      await ok(name, ...args, `${name}-picture.${format}`, ...(isLight ? ['--theme', 'light'] : []));
      const file = await readFile(join(cwd, `${name}-picture.${format}`));
      expect(file.subarray(0, 4).toString('latin1'), `${name} ${format}`).toBe(isLight ? '<svg' : '\x89PNG');
      if (!isLight) expect([...decode(file).data.subarray(0, 3)], name).toEqual([24, 25, 29]);
      else expect(/<rect [^>]*fill="([^"]*)"/.exec(file.toString())![1], name).toBe('#ffffff');
    }
  }
  expect(await failure('sample', 'r', '-n', '5', '-o', 's.csv', '--theme', 'light')).toMatchObject({
    code: 'usage',
    message: '--theme chooses the colors of a picture',
  });
});

test('a conditional density as JSON, as a table and as arrays', async () => {
  const asked = [
    'conditional',
    'r',
    '--columns',
    'y',
    '--at',
    'x=0.25',
    '--context',
    'city=Rome,size=0.3',
    '--cells',
    '6',
  ];
  const found = conditionalResultSchema.parse(JSON.parse(await ok(...asked, '--json')));
  expect(found).toMatchObject({ context: { city: 'Rome', size: 0.3 }, cells: 6, row: null, format: 'json' });
  expect(found.held[0]).toEqual({ name: 'x', value: 0.25 });
  const [{ low, high }] = found.axes as [(typeof found.axes)[number]];
  const density = (found.logProb as number[]).reduce((sum, log) => sum + Math.exp(log) * ((high - low) / 6), 0);
  expect(density).toBeCloseTo(1, 9);
  await ok(...asked, '-o', 'conditional.csv');
  const [heading, first] = (await readFile(join(cwd, 'conditional.csv'), 'utf8')).split('\n');
  expect(heading).toBe('y,log q');
  expect(first!.split(',').map(Number)).toEqual([low + (high - low) / 12, (found.logProb as number[])[0]]);
  const told = await ok(...asked, '--extent=0,0.001');
  expect(told).toContain('part of it lies outside');
  expect(await failure('conditional', 'r', '--at', 'x=far')).toMatchObject({ exit: 2, code: 'wrong-value' });
  expect(await failure('conditional', 'r', '--at', 'x=1')).toMatchObject({ exit: 2, code: 'usage' });
  expect(await failure('conditional', 'r', '--columns', 'x,')).toMatchObject({ exit: 2, code: 'usage' });
});

test('a corner plot of some columns over the rows of a split', async () => {
  const args = ['sample', 'r', '-n', '50', '--split', 'train', '--columns', 'y,x'];
  const printed = sampleResultSchema.parse(JSON.parse(await ok(...args, '-o', 'corner.svg', '--json')));
  expect(printed).toMatchObject({ format: 'svg', corner: { columns: ['y', 'x'], split: 'train' } });
  const svg = await readFile(join(cwd, 'corner.svg'), 'utf8');
  const texts = [...svg.matchAll(/<text [^>]*>([^<]*)<\/text>/g)].map(([, text]) => text);
  const { rows } = printed.corner!;
  expect(texts).toEqual(expect.arrayContaining(['x', 'y', '50 samples (outlined)', `${rows} training rows (filled)`]));
  expect(await ok(...args, '-o', 'corner.png')).toContain(`Wrote 50 samples over ${rows} training rows to `);
  expect((await readFile(join(cwd, 'corner.png'))).subarray(1, 4).toString()).toBe('PNG');
  const single = await ok('sample', 'r', '-n', '50', '--split', 'train', '--columns', 'y', '-o', 'single.svg');
  expect(single).toContain(`over ${rows} training rows (1 of 2 columns) to `);
  const marginal = await readFile(join(cwd, 'single.svg'), 'utf8');
  expect(marginal).toContain('1 of 2 columns.');
  expect(marginal).not.toContain('Contours');
  const wrong = ['sample', 'r', '-n', '5', '--columns', 'price'];
  expect(await failure(...wrong, '-o', 'c.png')).toMatchObject({
    code: 'usage',
    exit: 2,
    hint: 'The modeled columns are x, y.',
  });
  expect(await failure(...wrong, '-o', 'c.csv')).toMatchObject({ code: 'usage', exit: 2 });
});

test('samples carry what they are conditioned on, and can be evaluated', async () => {
  await ok('sample', 'r', '-n', '60', '-o', 's.csv');
  expect((await readFile(join(cwd, 's.csv'), 'utf8')).split('\n')[0]).toBe('x,y,city,size');
  expect(JSON.parse(await ok('evaluate', 'r', '--data', 's.csv', '--json'))).toMatchObject({ n: 60 });
  // The same samples, their contexts as JSON: the cells of the table are these values.
  const printed = sampleResultSchema.parse(JSON.parse(await ok('sample', 'r', '-n', '60', '--json')));
  expect(printed.contexts!.map((own) => Object.keys(own))).toEqual(Array(60).fill(['city', 'size']));
  expect(new Set(printed.contexts!.map(({ city }) => city))).toEqual(new Set(CITIES));
  const sizes = new Set(Array.from({ length: 9 }, (_, i) => Number((0.1 * i).toFixed(1))));
  for (const { size } of printed.contexts!) expect(sizes).toContain(size);
  // Encoded with the contexts of the file, they are what they were made of.
  await ok('encode', 'r', '--data', 's.csv', '-o', 'again.csv');
  await ok('sample', 'r', '-n', '3', '--context', 'city=say "hi",size=0.25', '-o', 'given.csv');
  const [, first] = (await readFile(join(cwd, 'given.csv'), 'utf8')).split('\n');
  expect(first).toMatch(/,"say ""hi""",0\.25$/);
});

test('decoded points carry their contexts too: encoding them again gives the same latents', async () => {
  await ok('encode', 'r', '--split', 'train', '-o', 'z.csv');
  await ok('decode', 'r', '--data', 'z.csv', '--split', 'train', '-o', 'x.csv');
  await ok('encode', 'r', '--data', 'x.csv', '-o', 'z-again.csv');
  const numbers = async (file: string) =>
    (await readFile(join(cwd, file), 'utf8')).trim().split(/[\n,]/).slice(3).map(Number);
  const [before, after] = [await numbers('z.csv'), await numbers('z-again.csv')];
  expect(after.length).toBe(before.length);
  for (const [i, value] of before.entries()) expect(Math.abs(after[i]! - value)).toBeLessThan(1e-4);
});
