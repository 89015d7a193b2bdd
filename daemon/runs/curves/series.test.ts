import { appendFileSync, mkdtempSync, rmSync, statSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { countTurns } from '../../testing/count-turns.ts';
import { propertyRuns } from '../../testing/property-runs.ts';
import { readLayersInPieces } from '../logs/layers-log.ts';
import { scanLog } from '../logs/log-scan.ts';
import { openMetricsLog } from '../logs/metrics-log.ts';
import { bucketed } from './bucketed.ts';
import { recordReader } from './record-reader.ts';
import { createSeriesTable } from './series-table.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'flowscope-series-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

test('buckets hold minimum, maximum and last of their points: against a plain count', () => {
  const value = fc.oneof(fc.double({ noNaN: true, noDefaultInfinity: true }), fc.constant(Number.NaN));
  fc.assert(
    fc.property(
      fc.uniqueArray(fc.nat(500), { maxLength: 80 }),
      fc.infiniteStream(value),
      fc.nat(300),
      fc.nat(300),
      fc.integer({ min: 1, max: 40 }),
      (some, stream, from, length, buckets) => {
        const steps = Float64Array.from(some).sort();
        const values = Float64Array.from(steps, () => stream.next().value!);
        const to = from + length;
        const { points, values: out } = bucketed({ steps, values }, from, to, buckets);
        expect(points).toBe(steps.filter((step) => step >= from && step <= to).length);
        for (let b = 0; b < buckets; b++) {
          const low = from + (b * (length + 1)) / buckets;
          const high = from + ((b + 1) * (length + 1)) / buckets;
          const own = [...steps.keys()].filter((i) => {
            const at = Math.min(buckets - 1, Math.floor((steps[i]! - from) / ((length + 1) / buckets)));
            return steps[i]! >= from && steps[i]! <= to && at === b;
          });
          const [step, minimum, maximum, last] = out.subarray(4 * b, 4 * b + 4);
          if (own.length === 0) {
            expect([step, minimum, maximum, last]).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN]);
            continue;
          }
          expect(steps[own[0]!]!).toBeGreaterThanOrEqual(low - 1e-9);
          expect(steps[own.at(-1)!]!).toBeLessThanOrEqual(high + 1e-9);
          const numbers = own.map((i) => values[i]!).filter((v) => !Number.isNaN(v));
          expect(step).toBe(steps[own.at(-1)!]);
          // Both zeros are the same extreme.
          expect(minimum! + 0).toBe(numbers.length === 0 ? Number.NaN : Math.min(...numbers) + 0);
          expect(maximum! + 0).toBe(numbers.length === 0 ? Number.NaN : Math.max(...numbers) + 0);
          expect(last).toBe(values[own.at(-1)!]);
        }
      },
    ),
    propertyRuns(100, 3),
  );
});

test('a table follows the log, and a resume takes back the steps after its point', async () => {
  const path = join(folder, 'metrics.jsonl');
  const log = openMetricsLog(path);
  for (let step = 1; step <= 10; step++) log.append('step', step, { loss: 10 - step, gradientNorm: null });
  log.append('validation', 10, { nll: 1.5, gap: { mean: 0.25, se: 0.1 } });
  log.flush();
  const table = createSeriesTable(path);
  await table.update();
  expect([...table.column('loss').values]).toEqual([9, 8, 7, 6, 5, 4, 3, 2, 1, 0]);
  expect([...table.column('validation.nll').steps]).toEqual([10]);
  expect([...table.column('validation.gap').values]).toEqual([0.25]);
  expect(table.column('gradientNorm').values[3]).toBeNaN();
  expect(table.column('nothing').steps).toHaveLength(0);
  expect(table.columns(['validation.*', 'terms.*']).map(({ key }) => key)).toEqual([
    'validation.nll',
    'validation.gap',
  ]);
  expect(table.seq).toBe(11);
  log.resume(6);
  log.append('step', 7, { loss: 33 });
  log.close();
  await table.update();
  expect([...table.column('loss').steps]).toEqual([1, 2, 3, 4, 5, 6, 7]);
  expect(table.column('loss').values.at(-1)).toBe(33);
  expect(table.column('validation.nll').steps).toHaveLength(0);
});

test('marks: what happened beside the steps, without what a resume took back', async () => {
  const path = join(folder, 'marks.jsonl');
  const log = openMetricsLog(path);
  const rows = { train: 8, validation: 1, test: 1 };
  log.append('start', 0, {
    floor: { nll: 0.25, unit: 'nats' },
    lowerBound: true,
    likelihood: 'bound',
    dimension: 2,
    rows,
  });
  log.append('step', 1, { loss: 1, skipped: 0 });
  log.append('step', 2, { loss: 1, skipped: 2 });
  log.append('warning', 2, { code: 'samples-collapsed', message: 'the samples have collapsed' });
  log.append('paused', 3, { reason: 'user', message: 'paused by a user' });
  log.append('interrupted', 8, {});
  log.resume(4);
  const open = [{ code: 'samples-collapsed', message: 'the samples have collapsed' }];
  log.append('done', 9, { reason: 'completed', warnings: open });
  log.close();
  const table = createSeriesTable(path);
  await table.update();
  expect(table.marks.list.map(({ warned }) => warned === true)).toEqual([false, false, false, false, true]);
  expect(table.marks.start).toEqual({ floor: 0.25, lowerBound: true, likelihood: 'bound', dimension: 2, rows });
  expect(table.marks.list.map(({ event, step, text }) => [event, step, text])).toEqual([
    ['skipped', 2, '2 steps were skipped'],
    ['warning', 2, 'the samples have collapsed'],
    ['paused', 3, 'paused by a user'],
    ['resumed', 4, ''],
    ['done', 9, 'completed: the samples have collapsed'],
  ]);
});

test('a log of gigabytes without a line: every look reads a bounded piece', () => {
  const path = join(folder, 'sparse.jsonl');
  const log = openMetricsLog(path);
  for (let step = 1; step <= 5; step++) log.append('step', step, { loss: 1 });
  log.close();
  const before = statSync(path).size;
  truncateSync(path, 40 * 2 ** 30);
  let from = 0;
  const seen: string[] = [];
  for (let calls = 0; calls < 20; calls++) {
    const { next } = scanLog(path, from, (json) => seen.push(json), 2 ** 20);
    expect(next - from).toBeLessThanOrEqual(2 ** 20);
    from = next;
  }
  expect(seen).toHaveLength(5);
  expect(from).toBeGreaterThan(before);
});

test('a reader gets every record once, in pieces, from any number on, past a torn tail', async () => {
  const path = join(folder, 'long.jsonl');
  const log = openMetricsLog(path);
  for (let step = 1; step <= 9000; step++) log.append('step', step, { loss: Math.sin(step), note: 'x'.repeat(40) });
  log.close();
  appendFileSync(path, '{"seq":9001,"event":"st');
  for (const from of [1, 2, 4500, 9000, 9001]) {
    const reader = recordReader(path, from);
    const seen: number[] = [];
    let pieces = 0;
    for (let records = await reader.next(); records.length > 0; records = await reader.next()) {
      pieces++;
      seen.push(...records.map(({ seq }) => seq));
    }
    expect(seen).toEqual(Array.from({ length: 9001 - from }, (_, i) => from + i));
    if (from === 1) expect(pieces).toBeGreaterThan(1);
  }
});

test('others are answered while a reader looks through megabytes of nothing', async () => {
  const size = 32;
  const path = join(folder, 'hollow.jsonl');
  const log = openMetricsLog(path);
  log.append('step', 1, { loss: 1 });
  log.close();
  truncateSync(path, size * 2 ** 20);
  const layers = join(folder, 'hollow-layers.jsonl');
  writeFileSync(layers, '');
  truncateSync(layers, size * 2 ** 20);
  const reader = recordReader(path, 1);
  expect(await reader.next()).toHaveLength(1);
  const records = await countTurns(() => reader.next());
  expect(records.result).toEqual([]);
  const rows = await countTurns(() => readLayersInPieces(layers));
  expect(rows.result).toEqual([]);
  // Other work gets a turn for every MiB.
  for (const { turns } of [records, rows]) expect(turns).toBeGreaterThanOrEqual(size - 2);
});

test('another log in the place of the old one is read from its beginning', async () => {
  const path = join(folder, 'again.jsonl');
  const write = (steps: number, loss: number, time: string) => {
    rmSync(path, { force: true });
    const log = openMetricsLog(path, { now: () => new Date(time) });
    for (let step = 1; step <= steps; step++) log.append('step', step, { loss });
    log.close();
  };
  write(20, 1, '2026-01-01T00:00:00Z');
  const table = createSeriesTable(path);
  const reader = recordReader(path, 1);
  await table.update();
  expect(await reader.next()).toHaveLength(20);
  // Shorter than, as long as, and longer than what was read.
  for (const [index, steps] of [5, 5, 60].entries()) {
    write(steps, index + 2, `2026-01-02T00:00:0${index}Z`);
    expect((await reader.next()).map(({ seq }) => seq)).toEqual(Array.from({ length: steps }, (_, i) => i + 1));
    await table.update();
    expect(table.seq).toBe(steps);
    expect([...table.column('loss').values]).toEqual(Array.from({ length: steps }, () => index + 2));
  }
});
