import { expect, test } from 'vitest';
import type { RunInfo } from '../../../protocol/rpc/run-methods.ts';
import { knownRuns } from './known-runs.ts';

const run = (id: string, status: RunInfo['status'] = 'running') =>
  ({ runDir: `/runs/${id}`, id, status, started: `2026-01-0${id}` }) as RunInfo;

test('a list replaces what is known, newest first', () => {
  const known = knownRuns();
  known.take(run('1'));
  const changes = known.reading().done([run('2'), run('3')]);
  expect(changes?.map(({ before }) => before)).toEqual([undefined, undefined]);
  expect(known.all().map(({ id }) => id)).toEqual(['3', '2']);
});

test('what was told while the list was read holds: ends and removals', () => {
  const known = knownRuns();
  known.reading().done([run('1'), run('2')]);
  const reading = known.reading();
  expect(known.take(run('1', 'finished')).before?.status).toBe('running');
  expect(known.remove('/runs/2')).toBe(true);
  reading.done([run('1'), run('2')]);
  expect(known.all()).toEqual([run('1', 'finished')]);
  // The change arrived in time for the next list.
  known.reading().done([run('1', 'interrupted')]);
  expect(known.get('/runs/1')?.status).toBe('interrupted');
});

test('of two readings at once the newer holds', () => {
  const known = knownRuns();
  const older = known.reading();
  const newer = known.reading();
  expect(newer.done([run('2')])).toHaveLength(1);
  expect(older.done([run('1')])).toBeNull();
  expect(known.all().map(({ id }) => id)).toEqual(['2']);
});

test('the list of an older reading holds where the newer one failed', () => {
  const known = knownRuns();
  const older = known.reading();
  const newer = known.reading();
  newer.failed();
  known.take(run('2', 'running'));
  expect(older.done([run('1', 'finished')])?.map(({ run: own }) => own.runDir)).toEqual(['/runs/1', '/runs/2']);
});
