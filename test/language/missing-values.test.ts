/** Completion in `missingValues`: its keys, and the columns of the table. */
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { completer } from './completer.ts';

const completion = completer();

const labels = async (entries: string) => {
  const rows = Array.from({ length: 40 }, (_, i) => `${i / 7},${i % 5},k${i % 3}`);
  writeFileSync(join(completion.folder, 't.csv'), `${['a,b,kind', ...rows].join('\n')}\n`);
  const text = `{ "data": { "source": "csv", "path": "t.csv", "missing": "drop", "exclude": ["kind"], "missingValues": ${entries} }, "layers": [{ "type": "affine" }] }`;
  return (await completion.at(text)).map(({ label }) => label);
};

test('the columns that can have an entry are offered, also beside one that is written', async () => {
  expect(await labels('[-1, { "column": "|" }]')).toEqual(['a', 'b']);
  expect(await labels('[{ "column": "a", "values": [-1] }, { "column": | }]')).toEqual(['b']);
});

test('an entry has its keys', async () => {
  expect(await labels('[{ | }]')).toEqual(['column', 'values']);
  expect(await labels('[{ "column": "a", | }]')).toEqual(['values']);
});
