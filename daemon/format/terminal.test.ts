import { Writable } from 'node:stream';
import { expect, test } from 'vitest';
import { createProgressLine, progressText, type TrainingProgress } from '../cli/training/progress-line.ts';
import { barScale, signedBar } from './bar.ts';
import { createStyle, displayWidth, wantsColor } from './style.ts';
import { cut, formatTable } from './table.ts';
import { formatWaterfall } from './waterfall.ts';

test('colors only on a terminal and without NO_COLOR', () => {
  expect(wantsColor(true, {})).toBe(true);
  expect(wantsColor(false, {})).toBe(false);
  expect(wantsColor(true, { NO_COLOR: '1' })).toBe(false);
  expect(wantsColor(true, { NO_COLOR: '' })).toBe(true);
  expect(wantsColor(true, { TERM: 'dumb' })).toBe(false);
  expect(createStyle(false).red('x')).toBe('x');
  expect(displayWidth(createStyle(true).red('ab語'))).toBe(4);
});

test('a table aligns numbers right and text left', () => {
  const table = formatTable(
    [{ title: 'layer' }, { title: 'mean', align: 'right' }],
    [['actnorm', '0.81'], ['coupling', '−12.5'], ['total']],
    { rulesBefore: [2] },
  );
  expect(table.split('\n')).toEqual([
    'layer      mean',
    '───────────────',
    'actnorm    0.81',
    'coupling  −12.5',
    '───────────────',
    'total',
  ]);
});

test('a table that is too wide cuts text, not numbers', () => {
  const lines = formatTable(
    [{ title: 'path' }, { title: 'n', align: 'right' }],
    [['a-very-long-path-name', '123456']],
    {
      maxWidth: 20,
    },
  ).split('\n');
  expect(lines[2]).toBe('a-very-long…  123456');
  for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(20);
  expect(cut(createStyle(true).red('abcdef'), 4)).toBe('abc…');
});

test('a column that wraps goes on below, broken behind commas where it can be', () => {
  const columns = [
    { title: 'n', align: 'right' },
    { title: 'values', wraps: true },
  ] as const;
  const rows = [
    ['1', 'kind lu'],
    ['20', 'scale tanh, scaleBound 3, conditioner convnet (channels 48)'],
  ];
  const table = formatTable(columns, rows, { maxWidth: 24 });
  expect(table.split('\n')).toEqual([
    ' n  values',
    '────────────────────────',
    ' 1  kind lu',
    '20  scale tanh,',
    '    scaleBound 3,',
    '    conditioner convnet',
    '    (channels 48)',
  ]);
});

test('bars stand left or right of one zero line and keep their width', () => {
  const scale = barScale([-1, 3], 8);
  expect(signedBar(3, scale)).toBe('  │██████');
  expect(signedBar(1.5, scale)).toBe('  │███   ');
  expect(signedBar(-1, scale)).toBe('██│      ');
  expect(signedBar(-0.75, scale)).toBe('▐█│      ');
  expect(signedBar(0, scale)).toBe('  │      ');
  expect(signedBar(Number.NaN, scale)).toBe('  │      ');
  expect(signedBar(1e-9, scale)).toBe('  │▏     ');
  for (const value of [-1, -0.4, 0, 0.1, 2.9, 3]) expect(signedBar(value, scale)).toHaveLength(9);
});

test('a side with values keeps a cell', () => {
  expect(signedBar(-0.001, barScale([-0.001, 1000], 10))).toBe('█│         ');
  expect(signedBar(-5, barScale([-5, -1], 4))).toBe('████│');
  expect(signedBar(0, barScale([0, 0], 4))).toBe('│    ');
  expect(signedBar(0, barScale([], 4))).toBe('│    ');
});

test('a waterfall lists base, rows and total, and fits the terminal', () => {
  const text = formatWaterfall(
    {
      base: { mean: -2.8, std: 0.9 },
      rows: [
        { label: '0  affine-coupling', mean: -0.04, std: 0.6, cutNll: 1.9, gain: 0.037 },
        { label: '1  actnorm', mean: 0.81, std: 0, cutNll: 1.9, gain: 0 },
      ],
      total: { mean: -2.03, std: 0.8 },
    },
    { maxWidth: 80 },
  );
  const lines = text.split('\n');
  expect(lines).toHaveLength(8);
  expect(lines[2]).toMatch(/^log π\(z\) +−2\.8000 +0\.9000$/);
  expect(lines[4]).toContain('−0.0400');
  expect(lines[4]).toContain('█│');
  expect(lines[5]).toMatch(/│█+/);
  expect(lines[7]).toMatch(/^log q\(x\)/);
  for (const line of lines) expect(displayWidth(line)).toBeLessThanOrEqual(80);
});

test('a waterfall has a column for the gains of training rows where there are any', () => {
  const end = { mean: -2, std: 1 };
  const row = { label: '0  affine-coupling', mean: 0.5, std: 0.6, cutNll: 1.9, gain: -0.25, trainingGain: 0.75 };
  const lines = formatWaterfall({ base: end, rows: [row], total: end }, { maxWidth: 80 }).split('\n');
  expect(lines[0]).toMatch(/gain {2}train gain$/);
  expect(lines[4]).toMatch(/−0\.2500 +0\.7500 {2}│█/);
});

test('what a layer is worth comes first', () => {
  const end = { mean: -2, std: 1 };
  const row = { mean: 0.5, std: 0.6, cutNll: 1.9, gain: -0.25 };
  const rows = [
    { ...row, label: '   standardize' },
    { ...row, label: '0  affine-coupling', worth: 0.125 },
    { ...row, label: '1  actnorm', worth: null },
  ];
  const lines = formatWaterfall({ base: end, rows, total: end }, { maxWidth: 80 }).split('\n');
  expect(lines[0]).toMatch(/^term +worth +mean/);
  expect(lines[4]).toMatch(/standardize +0\.5000/);
  expect(lines[5]).toMatch(/affine-coupling +0\.1250 +0\.5000/);
  expect(lines[6]).toMatch(/actnorm +affine map +0\.5000/);
});

const progress: TrainingProgress = {
  step: 720,
  steps: 4000,
  loss: 1.03123,
  unit: 'nats',
  gap: 0.0214,
  samplesPerSecond: 1.2e6,
  timeLeft: 12.3,
};

test('the progress line says loss, gap or floor, throughput and time left', () => {
  const text = progressText(progress, 120);
  expect(text).toContain('18 %  step 720/4000  loss 1.0312 nats  gap 0.0214  1.2M samples/s  12.3 s left');
  const { gap: _gap, ...withoutGap } = progress;
  expect(progressText({ ...progress, gapBitsPerDim: 0.0312 }, 120)).toMatch(/gap \S+ \(0\.0312 bits\/dim\)/);
  expect(progressText({ ...withoutGap, floor: 1.0076, timeLeft: null }, 120)).toMatch(
    /floor 1\.0076 {2}1\.2M samples\/s$/,
  );
});

test('a narrow terminal keeps the step and the time left', () => {
  for (const width of [20, 40, 60, 80, 100])
    expect(displayWidth(progressText(progress, width))).toBeLessThanOrEqual(width);
  expect(progressText(progress, 50)).toMatch(/^step 720\/4000 .* 12\.3 s left$/);
});

function recorder(): { readonly stream: Writable & { readonly columns?: number }; text(): string } {
  let written = '';
  const stream = new Writable({
    write(chunk, _encoding, done) {
      written += String(chunk);
      done();
    },
  });
  return { stream, text: () => written };
}

test('on a terminal the line is rewritten, ten times a second at most', () => {
  const { stream, text } = recorder();
  let time = 0;
  const line = createProgressLine({ stream, interactive: true, now: () => time });
  line.update(progress);
  time = 50;
  line.update({ ...progress, step: 800 });
  expect(text()).not.toContain('800/4000');
  time = 120;
  line.update({ ...progress, step: 900 });
  expect(text()).toContain('\r\u001b[2K');
  expect(text()).toContain('900/4000');
  time = 130;
  line.update({ ...progress, step: 4000 });
  line.finish();
  expect(text()).toMatch(/4000\/4000.*\n$/);
});

test('elsewhere whole lines appear now and then, and the last one', () => {
  const { stream, text } = recorder();
  let time = 0;
  const line = createProgressLine({ stream, interactive: false, now: () => time });
  for (time = 0; time <= 12_000; time += 100) line.update({ ...progress, step: time });
  line.note('checkpoint');
  line.finish();
  line.finish();
  const lines = text().trimEnd().split('\n');
  expect(lines).toHaveLength(5);
  expect(text()).not.toContain('\r');
  expect(lines[3]).toBe('checkpoint');
  expect(lines[4]).toContain('12\u202f000');
});
