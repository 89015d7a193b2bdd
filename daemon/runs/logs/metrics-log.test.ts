import {
  appendFileSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import fc from 'fast-check';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemError } from '../../../test/durability/faulty-file-system.ts';
import { propertyRuns } from '../../testing/property-runs.ts';
import { openAppendFile } from './append-file.ts';
import { type MetricsLog, openMetricsLog } from './metrics-log.ts';
import { readMetrics } from './metrics-reader.ts';

let root = '';
let path = '';
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'flowscope-metrics-'));
  path = join(root, 'metrics.jsonl');
});
afterEach(() => rmSync(root, { recursive: true }));

function withLog(use: (log: MetricsLog) => void): void {
  const log = openMetricsLog(path, { now: () => new Date(0) });
  use(log);
  log.close();
}

const seqs = () => readMetrics(path).records.map(({ seq }) => seq);

test('a line is JSON with seq, event, step, time and the CRC-32 of the rest', () => {
  withLog((log) => log.append('step', 3, { loss: 0.1 + 0.2, gradientNorm: Number.NaN }));
  const line = readFileSync(path, 'utf8');
  const without =
    '{"seq":1,"event":"step","step":3,"time":"1970-01-01T00:00:00.000Z","loss":0.30000000000000004,"gradientNorm":null}';
  expect(JSON.parse(line)).toEqual({ ...JSON.parse(without), crc: crc32(without).toString(16).padStart(8, '0') });
  expect(line.endsWith('\n')).toBe(true);
});

test('seq goes on over openings, and a resume hides later steps of earlier attempts', () => {
  withLog((log) => {
    log.append('start', 0);
    for (let step = 1; step <= 5; step++) log.append('step', step, { loss: step });
  });
  withLog((log) => {
    expect([log.nextSeq, log.attempt]).toEqual([7, 1]);
    expect(log.resume(2)).toEqual({ seq: 7, attempt: 2 });
    for (let step = 3; step <= 4; step++) log.append('step', step, { loss: 10 * step });
  });
  withLog((log) => {
    expect(log.resume(3)).toEqual({ seq: 10, attempt: 3 });
    log.append('step', 4, { loss: 100 });
  });
  const { records, next } = readMetrics(path);
  expect(records.map(({ seq, event, step, loss }) => [seq, event, step, loss])).toEqual([
    [1, 'start', 0, undefined],
    [2, 'step', 1, 1],
    [3, 'step', 2, 2],
    [7, 'resumed', 2, undefined],
    [8, 'step', 3, 30],
    [10, 'resumed', 3, undefined],
    [11, 'step', 4, 100],
  ]);
  expect(records[5]).toMatchObject({ attempt: 3, fromStep: 3 });
  expect(next).toEqual({ seq: 12, offset: statSync(path).size });
});

test('reading from a cursor gives each record once while the log grows', () => {
  let cursor = { seq: 1, offset: 0 };
  const seen: number[] = [];
  const follow = () => {
    const page = readMetrics(path, cursor);
    seen.push(...page.records.map(({ seq }) => seq));
    cursor = page.next;
  };
  follow();
  withLog((log) => {
    for (let step = 1; step <= 30; step++) {
      log.append('validation', step);
      if (step % 7 === 0) follow();
      if (step % 11 === 0) appendFileSync(path, '');
    }
  });
  appendFileSync(path, '{"seq":31,"event":"st');
  follow();
  expect(seen).toEqual(Array.from({ length: 30 }, (_, index) => index + 1));
  expect(readMetrics(path, { seq: 29, offset: 0 }).records.map(({ seq }) => seq)).toEqual([29, 30]);
});

test('a tail torn at any byte is cut on open, and whole lines are never lost', () => {
  withLog((log) => {
    for (let step = 1; step <= 4; step++) log.append('validation', step, { note: 'ü"}' });
  });
  const bytes = readFileSync(path);
  const lineEnds = [...bytes.entries()].filter(([, byte]) => byte === 10).map(([at]) => at + 1);
  for (let length = 0; length <= bytes.length; length++) {
    writeFileSync(path, bytes.subarray(0, length));
    const whole = lineEnds.filter((end) => end <= length).length;
    withLog((log) => expect(log.nextSeq).toBe(whole + 1));
    expect(statSync(path).size).toBe(whole === 0 ? 0 : lineEnds[whole - 1]);
  }
});

test('damaged lines in the middle are passed over and counted; the rest stays', () => {
  withLog((log) => {
    for (let step = 1; step <= 5; step++) log.append('validation', step);
  });
  const lines = readFileSync(path, 'utf8').split('\n');
  lines[1] = lines[1]!.replace('"step":2', '"step":9');
  lines[2] = '\u0000'.repeat(100);
  writeFileSync(path, lines.join('\n'));
  expect(readMetrics(path)).toMatchObject({ damaged: 2 });
  expect(seqs()).toEqual([1, 4, 5]);
  withLog((log) => log.append('validation', 6));
  expect(seqs()).toEqual([1, 4, 5, 6]);
});

test('any bytes in place of the log: opening and reading do not throw, and the log can be written', () => {
  withLog((log) => {
    for (let step = 1; step <= 3; step++) log.append('validation', step);
  });
  const good = readFileSync(path);
  const property = fc.property(fc.array(fc.tuple(fc.nat(good.length), fc.uint8Array({ maxLength: 8 }))), (edits) => {
    let bytes: Buffer = Buffer.from(good);
    for (const [at, insert] of edits) bytes = Buffer.concat([bytes.subarray(0, at), insert, bytes.subarray(at + 2)]);
    writeFileSync(path, bytes);
    withLog((log) => expect(log.append('validation', 4)).toBeGreaterThan(0));
    expect(readMetrics(path).records.at(-1)?.step).toBe(4);
  });
  fc.assert(property, propertyRuns(60, 5));
});

test('a line of 9 MB without an end is passed over', () => {
  writeFileSync(path, `${'x'.repeat(9 * 2 ** 20)}\n`);
  withLog((log) => log.append('done', 1));
  expect(seqs()).toEqual([1]);
});

test('steps are collected, other events are written at once', () => {
  let writes = 0;
  const open = (name: string) => {
    const file = openAppendFile(name);
    return {
      append: (bytes: Uint8Array) => {
        writes++;
        file.append(bytes);
      },
      get size() {
        return file.size;
      },
      truncate: file.truncate,
      sync: file.sync,
      close: file.close,
    };
  };
  const log = openMetricsLog(path, { open });
  for (let step = 1; step <= 1000; step++) log.append('step', step);
  expect(writes).toBeLessThan(10);
  log.append('validation', 1000);
  expect(seqs().length).toBe(1001);
  log.append('step', 1001);
  log.flush();
  expect(seqs().length).toBe(1002);
  log.close();
});

test('a full disk: no half line stays, and what was pending is written when there is room', () => {
  let room = 300;
  const open = (name: string) =>
    openAppendFile(name, {
      calls: {
        write: (descriptor, bytes, offset) => {
          const count = Math.min(room, bytes.length - offset);
          if (count === 0) throw systemError('ENOSPC');
          room -= count;
          writeSync(descriptor, bytes, offset, count);
          return count;
        },
        sync: () => undefined,
      },
    });
  const log = openMetricsLog(path, { open });
  log.append('start', 0);
  log.append('validation', 1);
  expect(() => {
    for (let step = 2; step < 9; step++) log.append('validation', step);
  }).toThrow(expect.objectContaining({ code: 'disk-full', file: path }));
  expect(readFileSync(path, 'utf8').endsWith('\n')).toBe(true);
  const before = seqs().length;
  expect(() => log.flush()).toThrow('no space is left on the disk');
  room = Infinity;
  log.append('paused', 8);
  expect(seqs()).toEqual(Array.from({ length: before + 2 }, (_, index) => index + 1));
  log.close();
});

test('a link in place of the log is refused', () => {
  writeFileSync(join(root, 'other'), '');
  symlinkSync(join(root, 'other'), path);
  expect(() => openMetricsLog(path)).toThrow(expect.objectContaining({ code: 'unwritable' }));
});

test('a log that was cut below a reader is read on from the records it has', () => {
  withLog((log) => log.append('validation', 1));
  const { next } = readMetrics(path);
  appendFileSync(path, 'not a line\n');
  const second = readMetrics(path, next);
  expect(second).toMatchObject({ records: [], next });
  truncateSync(path, next.offset);
  withLog((log) => log.append('validation', 2));
  expect(readMetrics(path, second.next).records.map(({ seq }) => seq)).toEqual([2]);
});
