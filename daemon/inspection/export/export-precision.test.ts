import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { randomStream } from '../../random/random-stream.ts';
import { cpuRuntime } from '../../runtime/onnxruntime/cpu-runtime.ts';
import type { OpenFacts } from '../opened/open-flow.ts';
import { randomFlow } from '../testing/random-flow.ts';
import { exportOnnx } from './export-onnx.ts';
import { checkExactness, EXPORT_TOLERANCE, roundingOf } from './export-precision.ts';

const runtime = cpuRuntime({ threads: 1 });
const FUNCTIONS = ['log_prob', 'encode', 'sample'] as const;

/** Seconds since 1970, a column of ordinary numbers, and a year as context; each may be shifted. */
async function table(offsets: { readonly time?: number; readonly stamp?: number }) {
  const folder = await mkdtemp(join(tmpdir(), 'flowscope-precision-'));
  const random = randomStream(3, 'table');
  const { time = 0, stamp = 0 } = offsets;
  const lines = Array.from({ length: 200 }, () => {
    const hour = random.normal();
    return `${time + 60 * hour},${hour + random.normal()},${stamp + random.normal()}`;
  });
  await writeFile(join(folder, 't.csv'), `time,y,stamp\n${lines.join('\n')}\n`);
  const spec = {
    data: { source: 'csv', path: 't.csv', columns: ['time', 'y'], context: [{ column: 'stamp', as: 'number' }] },
    layers: [
      { type: 'affine-coupling', mask: 'even', conditioner: { type: 'mlp', hidden: [8] } },
      { type: 'affine-coupling', mask: 'odd', conditioner: { type: 'mlp', hidden: [8] } },
    ],
  };
  return randomFlow(spec, folder);
}

async function refusal(work: Promise<unknown>): Promise<FlowscopeError> {
  const error = await work.then(
    () => null,
    (reason: unknown) => reason,
  );
  if (!(error instanceof FlowscopeError)) throw new Error(`not refused: ${error}`);
  expect(error).toMatchObject({ code: 'inexact-export', exitCode: 1 });
  return error;
}

test.each(FUNCTIONS)('%s: a column that float32 cannot hold is named, and what the hint says helps', async (name) => {
  const [time, stamp] = [1_700_000_123, -4_000_000_000];
  const { open, data } = await table({ time });
  const error = await refusal(exportOnnx(runtime, open, data, { function: name }));
  expect(error.message).toContain('column time.');
  expect(error.message).toContain('time has values such as 1700000000, where float32 numbers are 128 apart');
  const [, offset] = /\((\d+) from time\)/.exec(error.hint!)!;
  const moved = await table({ time: time - Number(offset) });
  const { maxError } = await exportOnnx(runtime, moved.open, moved.data, { function: name });
  expect(maxError).toBeLessThanOrEqual(EXPORT_TOLERANCE);
  // The same for a context.
  const other = await table({ stamp });
  const ofContext = await refusal(exportOnnx(runtime, other.open, other.data, { function: name }));
  expect(ofContext.message).toContain('column stamp.');
  const [, shift] = /\((-\d+) from stamp\)/.exec(ofContext.hint!)!;
  const fit = await table({ stamp: stamp - Number(shift) });
  expect((await exportOnnx(runtime, fit.open, fit.data, { function: name })).maxError).toBeLessThan(EXPORT_TOLERANCE);
});

test.each(FUNCTIONS)('%s: also where the data file is gone', async (name) => {
  const { open, data } = await table({ time: 1_700_000_123 });
  const { train: _, validation: __, test: ___, ...facts } = data.dataset;
  const away: OpenFacts = { dataset: facts, transform: data.transform };
  expect((await refusal(exportOnnx(runtime, open, away, { function: name }))).message).toContain('column time.');
});

const COLUMN = { column: 'a', mean: 3, std: 1, error: 1e-7, worst: 3.5, center: 3, spread: 1 };

test('without a column to blame the layers are, and a number that is none is refused', () => {
  checkExactness({ maxError: EXPORT_TOLERANCE, unavoidable: 1, columns: [COLUMN] });
  for (const maxError of [0.5, Number.NaN, Infinity]) {
    expect(() => checkExactness({ maxError, unavoidable: 1e-5, columns: [COLUMN] })).toThrow(
      /layers of this checkpoint/,
    );
  }
});

test('every column that takes part is named, the worst of them with its figures', () => {
  const column = (name: string, error: number) => ({
    ...{ column: name, mean: 2 ** 24, std: 0.5, error },
    ...{ worst: 2 ** 24 + 1.5, center: 2 ** 24, spread: 0.5 },
  });
  const columns = [COLUMN, column('b', 0.4), column('c', 1), column('d', 0.01)];
  expect(() => checkExactness({ maxError: 0.5, unavoidable: 0.4, columns })).toThrow(
    /columns b, c\. c has values such as 16800000, where float32 numbers are 2 apart; the standard deviation of the column is 0\.5/,
  );
});

test('values that are not standardized have their own figures, and the hint says to standardize them', () => {
  const [column] = roundingOf([-3e9 + 50, 5e9 + 90, 1e9 + 30, -2.5e9 + 70], [{ column: 'a', mean: 0, std: 1 }]);
  const { error, worst, spread } = column!;
  expect([worst, error]).toEqual([5e9 + 90, Math.abs(Math.fround(5e9 + 90) - (5e9 + 90))]);
  expect(spread).toBeGreaterThan(3e9);
  expect(() => checkExactness({ maxError: 0.5, unavoidable: 0.4, columns: [column!] })).toThrow(
    expect.objectContaining({
      message: expect.stringMatching(
        /a has values such as 5000000000, where float32 numbers are 512 apart; the standard deviation of the column is 3\d+\./,
      ),
      hint: expect.stringContaining('Set "standardize": true'),
    }),
  );
});
