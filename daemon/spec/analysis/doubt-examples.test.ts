/** Each doubt about a table is found in its example, alone; its fixes and its advice cure it and bring no other problem. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { DoubtDefinition, DoubtExample } from '../../data/doubts/define-doubt.ts';
import { doubtDefinitions } from '../../data/doubts/registry.ts';
import { writeNpy } from '../../encoding/write-npy.ts';
import { checkSpec } from '../check-spec.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { applyFix } from '../fixes/apply-fix.ts';
import { adviceOf } from '../testing/advised-edits.ts';

const folder = mkdtempSync(join(tmpdir(), 'flowscope-doubt-examples-'));
afterAll(() => rmSync(folder, { recursive: true }));
const look = async (text: string) => (await checkSpec(text, { folder, trusted: true, fileStem: 't' })).diagnostics;

function specText(data: object): string {
  return JSON.stringify({ data, layers: [{ type: 'linear' }], training: { batchSize: 8 } });
}

function asCsv({ columns, rows, row, keys = {} }: DoubtExample): string {
  const lines = Array.from({ length: rows }, (_, i) => row(i).join(','));
  writeFileSync(join(folder, 't.csv'), `${[columns.join(','), ...lines].join('\n')}\n`);
  return specText({ source: 'csv', path: 't.csv', ...keys });
}

function asNpy({ columns, rows, row }: DoubtExample): string {
  const values = Array.from({ length: rows }, (_, i) => row(i)).flat();
  writeFileSync(join(folder, 't.npy'), writeNpy(Float64Array.from(values, Number), [rows, columns.length]));
  return specText({ source: 'npy', path: 't.npy' });
}

const said = ({ code, message }: Diagnostic) => `${code}: ${message}`;

/** @returns number of fixes and advices */
async function cures(text: string, { code, severity }: DoubtDefinition): Promise<number> {
  const found = await look(text);
  expect(found.map((one) => [one.code, one.severity, one.message])).toEqual([[code, severity, expect.any(String)]]);
  const [problem] = found;
  const cured = [
    ...problem!.fixes.map((fix) => ({ words: fix.title, after: applyFix(text, fix) })),
    ...adviceOf(text, problem!).map(({ words, spec }) => ({ words, after: JSON.stringify(spec) })),
  ];
  for (const { words, after } of cured) {
    expect([said(problem!), words, after, (await look(after)).map(said)]).toEqual([said(problem!), words, after, []]);
  }
  return cured.length;
}

test.each(doubtDefinitions.map((definition) => [definition.kind, definition] as const))('%s', async (_, definition) => {
  const { example } = definition;
  await cures(asCsv(example), definition);
  const isNumeric = example.keys === undefined && example.row(0).every((value) => typeof value === 'number');
  // What a table says about its lines is not in an array.
  if (isNumeric && definition.inArrays) {
    await cures(asNpy(example), definition);
  }
});
