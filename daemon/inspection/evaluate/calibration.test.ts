import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { randomStream } from '../../random/random-stream.ts';
import { cpuRuntime } from '../../runtime/onnxruntime/cpu-runtime.ts';
import { randomFlow } from '../testing/random-flow.ts';
import { calibrationOf } from './calibration.ts';
import { evaluateEachRow } from './evaluate-rows.ts';

const runtime = cpuRuntime({ threads: 1 });
const noiseSeed = 3;

/** Independent normal columns, the second one with outliers; a third one that is a label. The flow is the identity. */
async function calibrated(data: object, share: number) {
  const folder = await mkdtemp(join(tmpdir(), 'flowscope-calibration-'));
  const random = randomStream(5, 'table');
  const lines = Array.from({ length: 900 }, (_, i) => {
    const y = random.normal() * (i % 100 < 100 * share ? 4 : 1);
    return `${Math.round(5 * random.normal())},${y.toFixed(5)},${i % 2 === 0 ? 'a' : 'b'}`;
  });
  await writeFile(join(folder, 'table.csv'), `n,y,kind\n${lines.join('\n')}\n`);
  const spec = {
    data: { source: 'csv', path: 'table.csv', split: { validation: 0, test: 0.5 }, dequantize: true, ...data },
    layers: [{ type: 'actnorm' }],
  };
  const { open, data: opened } = await randomFlow(spec, folder, 0);
  const { logDensity } = await evaluateEachRow(runtime, open, opened, opened.dataset.test, { noiseSeed });
  return (await calibrationOf(runtime, open, opened, logDensity, { split: 'test', samples: 3000, noiseSeed }))!;
}

test('ranks and levels are uniform if the model is right', async () => {
  const { pit, coverage, latentPit } = await calibrated({}, 0);
  expect(pit).toMatchObject({ rows: 450, samples: 3000, bins: 20 });
  expect(pit.columns.map(({ name }) => name)).toEqual(['n', 'y']);
  for (const { counts, p, expected, observed } of pit.columns) {
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(450);
    expect(p).toBeGreaterThan(0.01);
    expect(counts.filter((count) => count < pit.low || count > pit.high).length).toBeLessThanOrEqual(3);
    // Medians in data units: 0, that of whole numbers half a unit higher with its noise.
    for (const values of [expected, observed]) {
      expect(Math.abs((values[29]! + values[30]!) / 2)).toBeLessThan(1.1);
      expect(values).toHaveLength(60);
    }
  }
  // The latents of the identity are the columns in its units.
  expect(latentPit!.columns.map(({ name }) => name)).toEqual(['z0', 'z1']);
  for (const { p, counts, expected } of latentPit!.columns) {
    expect(p).toBeGreaterThan(0.01);
    expect(counts.reduce((sum, count) => sum + count, 0)).toBe(450);
    expect(Math.abs(expected[0]! + 2.4)).toBeLessThan(0.3);
  }
  expect(coverage!.p).toBeGreaterThan(0.01);
  expect(coverage!.levels[49]).toBe(0.5);
  const outside = coverage!.observed.filter((share, i) => share < coverage!.low[i]! || share > coverage!.high[i]!);
  expect(outside.length).toBeLessThan(20);
});

test('angles are ranked from where the model cuts the circle', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'flowscope-calibration-'));
  const random = randomStream(6, 'angles');
  const rows = Array.from({ length: 600 }, () => [(180 + 30 * random.normal()) % 360, random.normal()] as const);
  const signed = rows.map(([angle, y]) => `${(angle >= 180 ? angle - 360 : angle).toFixed(2)},${y.toFixed(4)}`);
  await writeFile(join(folder, 'angles.csv'), `phi,y\n${signed.join('\n')}\n`);
  const columns = [{ name: 'phi', period: 360 }, 'y'];
  const data = { source: 'csv', path: 'angles.csv', columns, split: { validation: 0, test: 0.5 } };
  const { open, data: opened } = await randomFlow({ data, layers: [{ type: 'actnorm' }] }, folder, 0);
  const options = { split: 'test', samples: 1000, noiseSeed } as const;
  const { pit } = (await calibrationOf(runtime, open, opened, null, options))!;
  const [phi, y] = pit.columns;
  // No row is near 0, so the values are one heap around 180.
  expect(Math.abs(phi!.cut!)).toBeLessThan(30);
  expect(phi!.p).toBeGreaterThan(0.001);
  expect(phi!.observed.every((value) => value > 60 && value < 300)).toBe(true);
  expect(y!.cut).toBeUndefined();
});

test('outliers are seen in the column that has them, and as regions with too few rows', async () => {
  const { pit, coverage, latentPit } = await calibrated({ columns: ['n', 'y'] }, 0.1);
  expect(pit.columns[0]!.p).toBeGreaterThan(0.01);
  expect(pit.columns[1]!.p).toBeLessThan(1e-3);
  expect(latentPit!.columns[0]!.p).toBeGreaterThan(0.01);
  expect(latentPit!.columns[1]!.p).toBeLessThan(1e-3);
  // Standardization widens the model, so that most rows are too near its center.
  expect(coverage!.observed[49]).toBeGreaterThan(coverage!.high[49]!);
});

test('given a context, each row is ranked among samples drawn for it', async () => {
  const { pit, coverage, latentPit } = await calibrated({ context: ['kind'] }, 0);
  expect(pit).toMatchObject({ rows: 173, samples: 17, givenContext: true });
  const { classes } = coverage!;
  expect(classes!.map(({ name }) => name)).toEqual(['kind=a', 'kind=b']);
  expect(classes!.reduce((sum, { rows }) => sum + rows, 0)).toBe(173);
  for (const share of ['in50', 'in90'] as const) {
    const whole = classes!.reduce((sum, own) => sum + (own.rows / 173) * own[share], 0);
    expect(whole).toBeCloseTo(coverage!.observed[share === 'in50' ? 49 : 89]!, 10);
  }
  for (const { p } of classes!) expect(p).toBeGreaterThan(0.01);
  for (const { p } of [...pit.columns, ...latentPit!.columns, coverage!]) expect(p).toBeGreaterThan(0.01);
});
