import { mkdirSync, mkdtempSync, readdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { removeLeftOvers } from './left-overs.ts';

let directory = '';
beforeEach(() => {
  directory = mkdtempSync(join(tmpdir(), 'flowscope-left-'));
});
afterEach(() => rmSync(directory, { recursive: true }));

test('temporary files of ours go, others stay, and so do fresh ones of whoever needs no lease', async () => {
  const ours = ['.layers.jsonl.0123abcd.tmp', '.data.json.tmp', '.run.json.89abcdef.tmp'];
  const lease = [
    '.lease.json.0123abcd.tmp',
    '.lease.json.11111111-2222-3333-4444-555555555555.0123abcd.tmp',
    '.11111111-2222-3333-4444-555555555555.lock-test.tmp',
    '.annotation.json.0123abcd.tmp',
  ];
  const others = ['.notes.tmp', '.notes.txt.0123abcd.tmp', '.data.json.0123abcg.tmp', 'data.json.tmp', 'metrics.jsonl'];
  for (const name of [...ours, ...lease, ...others]) writeFileSync(join(directory, name), 'x');
  mkdirSync(join(directory, '.spec.txt.tmp'));
  expect((await removeLeftOvers(directory)).toSorted()).toEqual(ours.toSorted());
  const past = new Date(Date.now() - 3_600_000);
  for (const name of lease) utimesSync(join(directory, name), past, past);
  expect((await removeLeftOvers(directory)).toSorted()).toEqual(lease.toSorted());
  expect(readdirSync(directory).sort()).toEqual([...others, '.spec.txt.tmp'].toSorted());
});
