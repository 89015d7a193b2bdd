/** A run's records on a disk that fills up: nothing is lost that fits later, and no file stays open. */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { TrainEvent } from '../../protocol/train-events.ts';
import { systemError } from '../../test/durability/faulty-file-system.ts';
import type { Run } from '../runs/directory/run-directory.ts';
import { openAppendFile } from '../runs/logs/append-file.ts';
import { readIntactLayers } from '../runs/logs/layers-log.ts';
import { readMetrics } from '../runs/logs/metrics-reader.ts';
import { writeError } from '../runs/write-error.ts';
import { openRunLog } from './run-log.ts';

let root = '';
let full = false;
let open = 0;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'flowscope-run-log-'));
  full = false;
  open = 0;
});
afterEach(() => {
  vi.restoreAllMocks();
  rmSync(root, { recursive: true });
});

function openLog(listener: (event: TrainEvent) => void = () => {}) {
  const paths = { metrics: join(root, 'metrics.jsonl'), layers: join(root, 'layers.jsonl') };
  return openRunLog({
    run: { directory: root, paths } as Run,
    statisticsEvery: 1,
    fromStep: null,
    bestStep: null,
    listener,
    open: (path) => {
      const file = openAppendFile(path);
      open++;
      return {
        get size() {
          return file.size;
        },
        append(bytes) {
          if (full) throw writeError(systemError('ENOSPC'), path);
          file.append(bytes);
        },
        truncate: file.truncate,
        sync: file.sync,
        close() {
          open--;
          file.close();
        },
      };
    },
  });
}

const layers = (step: number) => ({ event: 'layers', step, base: step, layers: [1, 2] }) as const;
const interrupted = { event: 'interrupted', runDir: '/run', step: 3, checkpoint: null } as const;

test('rows of layers.jsonl that met a full disk are written once there is room, in their order', async () => {
  const log = await openLog();
  await log.layers(layers(1));
  full = true;
  await log.layers(layers(2));
  await log.layers(layers(3));
  expect(log.trouble).toMatchObject({ code: 'disk-full' });
  await expect(log.sync()).rejects.toMatchObject({ code: 'disk-full' });
  expect(log.trouble).not.toBeNull();
  full = false;
  await log.sync();
  expect(log.trouble).toBeNull();
  await log.layers(layers(4));
  await log.close();
  expect(readIntactLayers(join(root, 'layers.jsonl')).map(({ step }) => step)).toEqual([1, 2, 3, 4]);
  expect(open).toBe(0);
});

test('a disk that is full at the very end is said on stderr, and every file is closed', async () => {
  const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  const log = await openLog();
  log.emit({ event: 'paused', step: 2, reason: 'user', message: '' });
  full = true;
  log.emit(interrupted);
  await log.close();
  expect(open).toBe(0);
  expect(said.mock.calls.flat().join('')).toContain('ENOSPC');
  expect(readMetrics(join(root, 'metrics.jsonl')).records.map(({ event }) => event)).toEqual(['paused']);
});

test('room that came back just in time: the last word is in the file', async () => {
  const log = await openLog();
  full = true;
  log.emit(interrupted);
  full = false;
  await log.close();
  expect(readMetrics(join(root, 'metrics.jsonl')).records.map(({ event }) => event)).toEqual(['interrupted']);
});

test('the last event is reported only once it is in the file; on a full disk it is not reported, and nothing of it stays', async () => {
  const told: string[] = [];
  const log = await openLog(({ event }) => told.push(event));
  await log.layers(layers(1));
  full = true;
  log.emit({ event: 'paused', step: 2, reason: 'user', message: '' });
  await expect(log.conclude(interrupted)).rejects.toMatchObject({ code: 'disk-full' });
  expect(told).toEqual(['paused']);
  full = false;
  log.emit({ event: 'resumed', step: 2, attempt: 1 });
  await log.conclude(interrupted);
  expect(told).toEqual(['paused', 'resumed', 'interrupted']);
  // Nothing is left to write, so a disk that is full from now on causes no error after the last event.
  full = true;
  const said = vi.spyOn(process.stderr, 'write').mockReturnValue(true);
  await log.close();
  expect(said).not.toHaveBeenCalled();
  const { records } = readMetrics(join(root, 'metrics.jsonl'));
  expect(records.map(({ seq, event }) => [seq, event])).toEqual([
    [1, 'paused'],
    [2, 'resumed'],
    [3, 'interrupted'],
  ]);
});
