import { appendFileSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Fault, fullDisk } from '../../../test/durability/faulty-file-system.ts';
import { openLayersLog, readIntactLayers, readLayersInPieces } from './layers-log.ts';
import { lastLayersRow } from './layers-row.ts';

let root = '';
let path = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'flowscope-layers-'));
  path = join(root, 'layers.jsonl');
});
afterEach(() => rmSync(root, { recursive: true }));

const row = (step: number) => ({ step, base: -step, layers: [step / 3, null] });

test('a long run keeps at most 1000 evenly spaced rows', async () => {
  const log = await openLayersLog(path, { every: 10 });
  for (let step = 10; step <= 100_000; step += 10) await log.add(row(step));
  const rows = readIntactLayers(path);
  expect(rows.length).toBeGreaterThan(500);
  expect(rows.length).toBeLessThanOrEqual(1000);
  expect(log.cadence).toBe(160);
  expect(new Set(rows.slice(1).map(({ step }, index) => step - rows[index]!.step))).toEqual(new Set([160]));
  expect(rows[0]).toEqual(row(10));
}, 60_000);

test('a resume drops later rows, a torn one too, and goes on with the cadence', async () => {
  const first = await openLayersLog(path, { every: 1, maximumRows: 4 });
  for (let step = 1; step <= 6; step++) await first.add(row(step));
  expect(readIntactLayers(path).map(({ step }) => step)).toEqual([1, 3, 5]);
  appendFileSync(path, '{"step":7,"ba');
  const second = await openLayersLog(path, { every: 1, fromStep: 3, maximumRows: 4 });
  expect(second.cadence).toBe(2);
  expect(await second.add(row(4))).toBe(false);
  expect(await second.add(row(5))).toBe(true);
  expect(readIntactLayers(path).map(({ step }) => step)).toEqual([1, 3, 5]);
  expect(readFileSync(path, 'utf8')).not.toContain('"ba\n');
});

test('a full disk while the log is rewritten leaves it as it was', async () => {
  const fault: Fault = { bytesLeft: Infinity, code: 'ENOSPC' };
  const log = await openLayersLog(path, { every: 1, maximumRows: 4, files: fullDisk(fault) });
  for (let step = 1; step <= 4; step++) await log.add(row(step));
  const before = readFileSync(path);
  fault.bytesLeft = 20;
  await expect(log.add(row(5))).rejects.toMatchObject({ code: 'disk-full' });
  expect(readFileSync(path).equals(before)).toBe(true);
  fault.bytesLeft = Infinity;
  await log.add(row(5));
  expect(readIntactLayers(path).map(({ step }) => step)).toEqual([1, 3, 5]);
});

test('a damaged line is an error for readers, except for what a killed writer leaves at the end', async () => {
  const log = await openLayersLog(path, { every: 1 });
  for (let step = 1; step <= 4; step++) await log.add(row(step));
  const intact = readFileSync(path);
  appendFileSync(path, '{"step":7,"ba');
  expect((await readLayersInPieces(path)).map(({ step }) => step)).toEqual([1, 2, 3, 4]);
  expect(lastLayersRow(path)).toEqual({ step: 4, every: 1 });
  for (const at of [3, intact.length >> 1, intact.length - 1]) {
    const bytes = Buffer.from(intact);
    bytes[at]! ^= 1;
    writeFileSync(path, bytes);
    await expect(readLayersInPieces(path)).rejects.toMatchObject({ code: 'run-damaged', file: path });
  }
  rmSync(path);
  expect(lastLayersRow(path)).toBeNull();
});
