/** Each doubt about a table is found in its example, alone; its fixes and its advice cure it and bring no other problem. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import type { DoubtExample } from '../../data/doubts/define-doubt.ts';
import { normal, uniform } from '../../data/doubts/example-numbers.ts';
import { doubtDefinitions } from '../../data/doubts/registry.ts';
import { writeNpy } from '../../encoding/write-npy.ts';
import { checkSpec } from '../check-spec.ts';
import type { Diagnostic } from '../diagnostic.ts';
import { applyFix } from '../fixes/apply-fix.ts';
import { adviceOf } from '../testing/advised-edits.ts';

const folder = mkdtempSync(join(tmpdir(), 'flowscope-doubt-examples-'));
afterAll(() => rmSync(folder, { recursive: true }));
const look = async (text: string) => {
  const { diagnostics } = await checkSpec(text, { folder, trusted: true, fileStem: 't' });
  // The flow of these specs has no network: what a fix makes a condition is not read.
  return diagnostics.filter(({ code }) => code !== 'unused-context');
};

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

/** Each fix and each advice takes its problem away, and brings no new one. @param codes of all problems */
async function cures(text: string, codes: readonly (readonly [code: string, severity: string])[]): Promise<void> {
  const before = await look(text);
  expect(before.map(({ code, severity, message }) => [code, severity, message])).toEqual(
    codes.map((one) => [...one, expect.any(String)]),
  );
  const known = new Set<string>(before.map(({ code }) => code));
  for (const problem of before) {
    const cured = [
      ...problem.fixes.map((fix) => ({ words: fix.title, after: applyFix(text, fix) })),
      ...adviceOf(text, problem).map(({ words, spec }) => ({ words, after: JSON.stringify(spec) })),
    ];
    for (const { words, after } of cured) {
      const found = await look(after);
      const left = found.filter(({ code, message }) => message === problem.message || !known.has(code));
      const isGone = before.length > 1 || found.length === 0;
      expect([said(problem), words, after, left.map(said), isGone]).toEqual([said(problem), words, after, [], true]);
    }
  }
}

test.each(doubtDefinitions.map((definition) => [definition.kind, definition] as const))('%s', async (_, definition) => {
  const { example, code, severity } = definition;
  await cures(asCsv(example), [[code, severity]]);
  const isNumeric = example.keys === undefined && example.row(0).every((value) => typeof value === 'number');
  // What a table says about its lines is not in an array.
  if (isNumeric && definition.inArrays) await cures(asNpy(example), [[code, severity]]);
});

/** Of the same kinds, in other words, or beside others. */
const VARIANTS: readonly (readonly [what: string, codes: readonly string[], example: DoubtExample])[] = [
  [
    'many zeros up to which the others go',
    ['repeated-value', 'bounded-column'],
    { columns: ['a', 'b'], rows: 400, row: (i) => [i % 5 < 2 ? 0 : -Math.log(uniform(i)), normal(i, 1)] },
  ],
  [
    'many zeros, with bounds',
    ['repeated-value'],
    {
      columns: ['a', 'b'],
      rows: 400,
      row: (i) => [i % 5 < 2 ? 0 : -Math.log(uniform(i)), normal(i, 1)],
      keys: { columns: [{ name: 'a', bounds: [0, null] }, 'b'], shape: [2] },
    },
  ],
  [
    'mostly zeros, with a transform',
    ['repeated-value'],
    {
      columns: ['a', 'b'],
      rows: 400,
      row: (i) => [i % 8 > 0 ? 0 : -Math.log(uniform(i)), normal(i, 1)],
      keys: { columns: ['b', { name: 'a', transform: 'asinh' }] },
    },
  ],
  [
    'a code for missing values within bounds',
    ['repeated-value'],
    {
      columns: ['a', 'b'],
      rows: 400,
      row: (i) => [i % 9 === 4 ? -999 : normal(i), normal(i, 1)],
      keys: { columns: [{ name: 'a', bounds: [-1000, null] }, 'b'] },
    },
  ],
  [
    'a code for a missing angle',
    ['repeated-value'],
    {
      columns: ['a', 'b'],
      rows: 400,
      row: (i) => [i % 20 === 4 ? -999 : 180 + 50 * normal(i), normal(i, 1)],
      keys: { columns: [{ name: 'a', period: 360 }, 'b'] },
    },
  ],
  [
    'clipped at both ends, within bounds',
    ['repeated-value'],
    {
      columns: ['a', 'b', 'c'],
      rows: 400,
      row: (i) => [Math.min(1, Math.max(-1, normal(i))), normal(i, 1), normal(i, 2)],
      keys: { columns: [{ name: 'a', bounds: [-1, 1] }, 'b', 'c'] },
    },
  ],
  [
    'rain in steps of 0.1 with many zeros',
    ['discrete-data', 'bounded-column'],
    {
      columns: ['rain', 'b'],
      rows: 1200,
      row: (i) => [uniform(i, 7) < 0.6 ? 0 : Math.round(-50 * Math.log(uniform(i))) / 10, normal(i, 1)],
    },
  ],
  [
    'rain in steps of 0.1 within bounds, without noise',
    ['discrete-data'],
    {
      columns: ['rain', 'b'],
      rows: 1200,
      row: (i) => [uniform(i, 7) < 0.6 ? 0 : Math.round(-50 * Math.log(uniform(i))) / 10, normal(i, 1)],
      keys: { columns: [{ name: 'rain', bounds: [0, null] }, 'b'] },
    },
  ],
  [
    'counts with many zeros, with noise',
    ['bounded-column'],
    {
      columns: ['visits', 'b'],
      rows: 600,
      row: (i) => [uniform(i, 7) < 0.5 ? 0 : Math.floor(1 + 5 * uniform(i)), normal(i, 1)],
      keys: { dequantize: true },
    },
  ],
  [
    'points in percent, with many at 100',
    ['bounded-column'],
    {
      columns: ['points', 'b'],
      rows: 600,
      row: (i) => [Math.max(0, Math.min(100, Math.round(85 + 12 * normal(i)))), normal(i, 1)],
      keys: { dequantize: true },
    },
  ],
  [
    'shares in steps of 0.1',
    ['discrete-data', 'bounded-column'],
    { columns: ['share', 'b'], rows: 4000, row: (i) => [Math.round(1000 * uniform(i)) / 10, normal(i, 1)] },
  ],
  [
    'an outlier within wide bounds',
    ['outlier'],
    {
      columns: ['a', 'b'],
      rows: 300,
      row: (i) => [i === 20 ? 5e5 : 10 + normal(i), normal(i, 1)],
      keys: { columns: [{ name: 'a', bounds: [-1000, 1e6] }, 'b'] },
    },
  ],
  [
    'degrees on a grid, with a period and without noise',
    ['discrete-data'],
    {
      columns: ['phi', 'b'],
      rows: 1500,
      row: (i) => [Math.round(2 * (180 + 40 * normal(i))) / 2, normal(i, 1)],
      keys: { columns: [{ name: 'phi', period: 360 }, 'b'] },
    },
  ],
  [
    'a modeled category that is spelled twice',
    ['many-labels'],
    {
      columns: ['a', 'b', 'city'],
      rows: 200,
      row: (i) => [normal(i), normal(i, 1), i % 20 === 3 ? 'bern' : i % 3 === 0 ? 'Bern' : 'Wien'],
      keys: { columns: ['a', 'b', { name: 'city', as: 'category' }] },
    },
  ],
  [
    'a modeled category with a label in one row',
    ['many-labels'],
    {
      columns: ['a', 'b', 'city'],
      rows: 200,
      row: (i) => [normal(i), normal(i, 1), i === 33 ? 'Köln' : i % 3 === 0 ? 'Bern' : 'Wien'],
      keys: { columns: ['a', 'b', { name: 'city', as: 'category' }] },
    },
  ],
  [
    'radians with the period of degrees',
    ['angle'],
    {
      columns: ['phi', 'b'],
      rows: 400,
      row: (i) => [2 * Math.PI * uniform(i), normal(i, 1)],
      keys: { columns: [{ name: 'phi', period: 360 }, 'b'] },
    },
  ],
  [
    'a price with a period',
    ['angle'],
    {
      columns: ['price', 'b'],
      rows: 400,
      row: (i) => [50 + 15 * normal(i), normal(i, 1)],
      keys: { columns: [{ name: 'price', period: 10 }, 'b'] },
    },
  ],
  [
    'hours with a period that is one too short',
    ['angle'],
    {
      columns: ['hour', 'b'],
      rows: 480,
      row: (i) => [Math.floor(24 * uniform(i)), normal(i, 1)],
      keys: { columns: [{ name: 'hour', period: 23 }, 'b'], dequantize: true },
    },
  ],
  [
    'directions with a period that is one too long, in tens of degrees',
    ['angle'],
    {
      columns: ['direction', 'b'],
      rows: 480,
      row: (i) => [10 * Math.floor(36 * uniform(i)), normal(i, 1)],
      keys: { columns: [{ name: 'direction', period: 361 }, 'b'], dequantize: [{ column: 'direction', step: 10 }] },
    },
  ],
  [
    'a chain with multiplicities and a log density, and a declared shape',
    ['discrete-data', 'weight-column', 'dependent-columns'],
    {
      columns: ['weight', 'minuslogpost', 'H0', 'Om'],
      rows: 400,
      row: (i) => [
        1 + Math.floor(-3 * Math.log(uniform(i, 8))),
        50 + (normal(i) ** 2 + normal(i, 1) ** 2 + 0.1 * normal(i, 2)) / 2,
        70 + 2 * normal(i),
        0.3 + 0.02 * normal(i, 1),
      ],
      keys: { shape: [4] },
    },
  ],
  [
    'a latitude with a period',
    ['angle'],
    {
      columns: ['lat', 'b'],
      rows: 400,
      row: (i) => [180 * uniform(i) - 90, normal(i, 1)],
      keys: { columns: [{ name: 'lat', period: 180 }, 'b'] },
    },
  ],
  [
    'minutes of which not all occur',
    ['angle'],
    {
      columns: ['minute', 'b', 'c'],
      rows: 200,
      row: (i) => [Math.floor(60 * uniform(i)), normal(i, 1), normal(i, 2)],
      keys: { dequantize: true },
    },
  ],
  [
    'days of the year',
    ['angle'],
    {
      columns: ['day_of_year', 'b', 'c'],
      rows: 900,
      row: (i) => [1 + Math.floor(366 * uniform(i)), normal(i, 1), normal(i, 2)],
      keys: { dequantize: true },
    },
  ],
  [
    'a copy with three digits',
    ['dependent-columns'],
    { columns: ['a', 'b', 'c'], rows: 300, row: (i) => [normal(i), normal(i, 1), Number(normal(i).toPrecision(3))] },
  ],
  [
    'a total of parts, all rounded',
    ['dependent-columns'],
    {
      columns: ['a', 'b', 'c', 'total'],
      rows: 300,
      row: (i) => {
        const parts = [20 + 5 * normal(i), 30 + 8 * normal(i, 1), 10 + 2 * normal(i, 2)];
        return [...parts, parts.reduce((sum, part) => sum + part, 0)].map((value) => Math.round(100 * value) / 100);
      },
    },
  ],
  [
    'pounds and kilograms with one decimal',
    ['dependent-columns'],
    {
      columns: ['kg', 'lb', 'b'],
      rows: 300,
      row: (i) => [
        Math.round(10 * (70 + 12 * normal(i))) / 10,
        Math.round(22.0462 * (70 + 12 * normal(i))) / 10,
        normal(i, 1),
      ],
      keys: {
        dequantize: [
          { column: 'kg', step: 0.1 },
          { column: 'lb', step: 0.1 },
        ],
      },
    },
  ],
  [
    'months from 1 to 12',
    ['angle'],
    {
      columns: ['month', 'a', 'b'],
      rows: 480,
      row: (i) => [1 + Math.floor(12 * uniform(i)), normal(i, 1), normal(i, 2)],
      keys: { dequantize: true, shape: [3] },
    },
  ],
  [
    'days of the week, in a list of columns',
    ['angle'],
    {
      columns: ['day_of_week', 'a', 'b'],
      rows: 480,
      row: (i) => [Math.floor(7 * uniform(i)), normal(i, 1), normal(i, 2)],
      keys: { columns: ['a', 'day_of_week'], dequantize: ['day_of_week'] },
    },
  ],
  [
    'months as numbers',
    ['discrete-data'],
    {
      columns: ['a', 'period', 'b'],
      rows: 480,
      row: (i) => [normal(i), 202001 + 100 * (i % 4) + ((7 * i) % 12), normal(i, 2)],
      keys: { dequantize: true },
    },
  ],
  [
    'identifiers in no order',
    ['discrete-data'],
    {
      columns: ['ticket', 'a', 'b'],
      rows: 500,
      row: (i) => [1000 + 3 * ((37 * i) % 500) + (i % 2), normal(i, 1), normal(i, 2)],
      keys: { dequantize: true },
    },
  ],
  [
    'noise that is too narrow',
    ['discrete-data'],
    {
      columns: ['a', 'b'],
      rows: 200,
      row: (i) => [normal(i), normal(i, 1)],
      keys: { dequantize: [{ column: 'a', step: 1e-18 }] },
    },
  ],
  [
    'one fraction among whole numbers',
    ['discrete-data'],
    {
      columns: ['k', 'n', 'b'],
      rows: 200,
      row: (i) => [i === 7 ? 2.37 : Math.floor(50 * uniform(i)), Math.floor(9 * uniform(i, 1)), normal(i, 1)],
      keys: { dequantize: true },
    },
  ],
];

test('a wrong period is the cause of values that are off their grid', async () => {
  const row = (i: number) => [Math.floor(24 * uniform(i)), normal(i, 1)];
  const keys = { columns: [{ name: 'hour', period: 22.5 }, 'b'], dequantize: ['hour'] };
  await cures(asCsv({ columns: ['hour', 'b'], rows: 480, row, keys }), [['invalid-data', 'error']]);
});

test.each(VARIANTS)('%s', async (_, codes, example) => {
  await cures(
    asCsv(example),
    codes.map((code) => [code, 'warning']),
  );
});
