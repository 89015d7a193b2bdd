import { globSync } from 'node:fs';
import { expect, test } from 'vitest';
import { SUITES, testFiles } from './suites.ts';

test('each test file of the checkout belongs to one suite: none is left out, none runs twice', () => {
  const all = globSync('**/*.{test,spec}.{ts,mts,js}', { exclude: ['**/node_modules/**', '.cache/**', 'dist/**'] });
  const found = Object.values(SUITES).flatMap((suite) => testFiles(suite, true));
  expect([...found].sort()).toEqual(all.sort());
});

test('files named *.full.test.ts are left to test:full', () => {
  const gate = Object.values(SUITES).flatMap((suite) => testFiles(suite, false));
  const full = Object.values(SUITES).flatMap((suite) => testFiles(suite, true));
  expect(gate.filter((file) => file.includes('.full.'))).toEqual([]);
  expect(full.filter((file) => !file.includes('.full.')).sort()).toEqual([...gate].sort());
  expect(full.length).toBeGreaterThan(gate.length);
});

test('paths select by a part of the path', () => {
  expect(testFiles(SUITES.unit, false, ['scripts/gate/suites'])).toEqual(['scripts/gate/suites.test.ts']);
  expect(testFiles(SUITES.unit, false, ['./scripts/gate/suites.test.ts'])).toEqual(['scripts/gate/suites.test.ts']);
  expect(testFiles(SUITES.editor, false, ['scripts/gate/suites'])).toEqual([]);
});
