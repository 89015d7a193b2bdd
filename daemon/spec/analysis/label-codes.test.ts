/** Codes such as postal codes are no measurements, wherever the spec names them. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { normal } from '../../data/doubts/example-numbers.ts';
import { checkSpec } from '../check-spec.ts';
import { applyFix } from '../fixes/apply-fix.ts';

const folder = mkdtempSync(join(tmpdir(), 'flowscope-codes-'));
afterAll(() => rmSync(folder, { recursive: true }));

const rows = Array.from({ length: 200 }, (_, i) => `0${1 + (i % 4)},${normal(i)},${normal(i, 1)}`);
writeFileSync(join(folder, 't.csv'), `${['zip,a,b', ...rows].join('\n')}\n`);

const specOf = (keys: string) =>
  `{ "data": { "source": "csv", "path": "t.csv", ${keys} }, "layers": [{ "type": "linear" }], "training": { "batchSize": 4 } }`;
const codesIn = async (text: string) => {
  const { diagnostics } = await checkSpec(text, { folder, trusted: true, fileStem: 't' });
  expect(diagnostics.filter(({ severity }) => severity === 'error')).toEqual([]);
  return diagnostics.filter(({ code }) => code === 'label-codes');
};

test.each([
  ['"columns": ["zip", "a"]', /^column zip has codes/, 2],
  ['"columns": ["zip", { "name": "a", "period": 1 }]', /^column zip has codes/, 2],
  ['"context": ["zip"]', /^context column zip has codes.*set "context": \[\{"column":"zip","as":"category"\}\]/, 2],
  ['"context": ["zip"], "contextSize": 1', /"contextSize": 4/, 2],
  ['"columns": ["a"], "context": [{ "column": "zip", "as": "number" }]', /^context column zip has codes/, 2],
])('%s', async (keys, message, fixes) => {
  const text = specOf(keys);
  const found = await codesIn(text);
  expect(found.map((one) => one.message)).toEqual([expect.stringMatching(message)]);
  expect(found[0]!.fixes).toHaveLength(fixes);
  for (const fix of found[0]!.fixes) expect([fix.title, await codesIn(applyFix(text, fix))]).toEqual([fix.title, []]);
});

test('nothing is said of codes that are categories, or left out', async () => {
  for (const keys of [
    '"context": [{ "column": "zip", "as": "category" }]',
    '"exclude": ["zip"]',
    '"columns": ["a", "b"]',
  ]) {
    expect(await codesIn(specOf(keys))).toEqual([]);
  }
});

test('an entry of missingValues without a list of values is called so', async () => {
  for (const [entry, words] of [
    ['{ "column": "a", "values": -999 }', /^values must be a list of .*found -999/],
    ['{ "column": "a" }', /"?values"?/],
  ] as const) {
    const text = specOf(`"missing": "drop", "missingValues": [${entry}]`);
    const { diagnostics } = await checkSpec(text, { folder, trusted: true, fileStem: 't' });
    const error = diagnostics.find(({ severity }) => severity === 'error');
    expect(error?.message).toMatch(words);
    expect(error?.path).toMatch(/^data\.missingValues\[0\]/);
  }
});
