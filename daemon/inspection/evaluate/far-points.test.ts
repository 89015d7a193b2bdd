import { expect, test } from 'vitest';
import { cpuRuntime } from '../../runtime/onnxruntime/cpu-runtime.ts';
import { encodeRows } from '../points/encode-rows.ts';
import { randomFlow } from '../testing/random-flow.ts';
import { logDensityOf } from './log-density.ts';
import { LARGEST, testFarPoints } from './testing/far-points.ts';
import { farTable } from './testing/far-table.ts';

testFarPoints('gate');

const runtime = cpuRuntime({ threads: 1 });
const table = farTable();

const AFFINE = {
  data: { source: 'csv', path: 't.csv', columns: ['n', 'x'], standardize: false },
  layers: [{ type: 'affine-coupling' }, { type: 'linear' }],
  training: { batchSize: 8 },
};

test('a row or a parameter that is not a number is no row far out: its log q stays NaN', async () => {
  const { open, data } = await randomFlow(AFFINE, table.folder);
  const values = Float32Array.of(LARGEST, LARGEST, Number.NaN, 0, 0.5, 0.5);
  const rows = { count: 3, values, context: null };
  const found = await logDensityOf(runtime, open, data, rows, { noiseSeed: 1 });
  expect((await encodeRows(runtime, open, data, rows, { noiseSeed: 1 })).logProb).toEqual(found);
  expect([found[0], found[1], Number.isFinite(found[2])]).toEqual([-Infinity, Number.NaN, true]);
  const [name, weights] = [...open.parameters].findLast(([, own]) => own.length > 1)!;
  const broken = new Map(open.parameters).set(
    name,
    weights.map(() => Number.NaN),
  );
  const lost = await logDensityOf(runtime, { ...open, parameters: broken }, data, rows, { noiseSeed: 1 });
  expect([...lost]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
});
