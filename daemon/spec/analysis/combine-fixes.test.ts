/** The fix for all warnings about a table leaves none, whichever of them come together. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { normal, uniform } from '../../data/doubts/example-numbers.ts';
import { checkSpec } from '../check-spec.ts';
import { applyFix } from '../fixes/apply-fix.ts';

const folder = mkdtempSync(join(tmpdir(), 'flowscope-combined-'));
afterAll(() => rmSync(folder, { recursive: true }));
const look = (text: string) => checkSpec(text, { folder, trusted: true, fileStem: 't' });

const ROWS = 1200;
type Cell = (row: number) => number | string;

/** Columns with a problem each. */
const PROBLEMS: Readonly<Record<string, Readonly<Record<string, Cell>>>> = {
  index: { n: (i) => i + 1 },
  share: { share: (i) => uniform(i, 11) },
  angle: { phi: (i) => 360 * uniform(i, 12) },
  hour: { hour: (i) => Math.floor(24 * uniform(i, 13)) },
  count: { visits: (i) => Math.floor(9 * uniform(i, 14) * uniform(i, 15)) },
  tenths: { tenths: (i) => Math.round(15 * normal(i, 16)) / 10 },
  sum: { u: (i) => normal(i, 17), v: (i) => normal(i, 18), sum: (i) => normal(i, 17) + 2 * normal(i, 18) },
  constant: { near: (i) => (i % 40 === 0 ? normal(i, 19) : 1.5) },
  missing: { gap: (i) => (i % 9 === 4 ? -999 : normal(i, 20)) },
  tails: { t: (i) => normal(i, 21) / Math.sqrt((normal(i, 22) ** 2 + normal(i, 23) ** 2) / 2) },
  day: { day: (i) => 20230101 + 100 * Math.floor(12 * uniform(i, 24)) + Math.floor(28 * uniform(i, 25)) },
  rain: {
    rain: (i) => (uniform(i, 27) < 0.6 ? 0 : Math.round(50 * uniform(i, 28) ** 4 * -Math.log(uniform(i, 29))) / 10),
  },
  lat: { lat: (i) => (180 / Math.PI) * Math.asin(2 * uniform(i, 26) - 1) },
};

interface Shape {
  /** With the columns in a list. */
  readonly listed?: boolean;
  /** With `shape`. */
  readonly declared?: boolean;
}

function specOf(names: readonly string[], { listed = false, declared = false }: Shape = {}): string {
  const own: Readonly<Record<string, Cell>> = Object.assign({}, ...names.map((name) => PROBLEMS[name]));
  const columns: Readonly<Record<string, Cell>> = { a: (i) => normal(i), b: (i) => normal(i, 1), ...own };
  const lines = Array.from({ length: ROWS }, (_, i) => Object.values(columns).map((cell) => cell(i)));
  writeFileSync(join(folder, 't.csv'), `${[Object.keys(columns), ...lines].join('\n')}\n`);
  const data = {
    ...{ source: 'csv', path: 't.csv' },
    ...(listed ? { columns: Object.keys(columns) } : {}),
    ...(declared ? { shape: [Object.keys(columns).length] } : {}),
  };
  return JSON.stringify({ data, layers: [{ type: 'linear' }], training: { batchSize: 8 } });
}

async function curesAll(names: readonly string[], shape?: Shape) {
  const text = specOf(names, shape);
  const { diagnostics, combined } = await look(text);
  const found = diagnostics.map(({ code, message }) => `${code}: ${message}`);
  expect([names, found, combined?.fix.title]).toEqual([names, found, expect.stringMatching(/^Apply all \d+ fixes/)]);
  const fixed = applyFix(text, combined!.fix);
  const after = await look(fixed);
  expect([names, fixed, after.diagnostics.map(({ message }) => message)]).toEqual([names, fixed, []]);
  // What the command line prints is the same.
  expect((JSON.parse(fixed) as { data: unknown }).data).toEqual(combined!.data);
}

const NAMES = Object.keys(PROBLEMS);
const PAIRS = NAMES.flatMap((one, i) => NAMES.slice(i + 1).map((other) => [one, other]));

test('of two warnings, whichever they are', async () => {
  for (const pair of PAIRS) await curesAll(pair);
});

test('of three, also where the columns are in a list or the shape is declared', async () => {
  for (const [i, pair] of PAIRS.entries()) {
    const third = NAMES[(i * 5 + 3) % NAMES.length]!;
    if (pair.includes(third)) continue;
    // A list of columns has no row index.
    const listed = i % 2 === 0 && ![...pair, third].includes('index');
    await curesAll([...pair, third], { listed, declared: i % 3 === 0 });
  }
});

test('of all', () => curesAll(NAMES));

test('a single warning has its own fix only, and errors are corrected before', async () => {
  expect((await look(specOf(['share']))).combined).toBeUndefined();
  const text = specOf(['share', 'angle']);
  const { diagnostics } = await look(text);
  // Each names what it changes, and leaves other columns as they are.
  expect(diagnostics.map(({ message }) => message)).toEqual([
    expect.stringMatching(/ Set "bounds": \[0,1\] of column share in "columns"$/),
    expect.stringMatching(/ Set "period": 360 of column phi in "columns"$/),
  ]);
});

test('advice about one list adds to it, and replaces nothing', async () => {
  const messages = (await look(specOf(['sum', 'constant', 'tenths', 'count']))).diagnostics.map(
    ({ message }) => message,
  );
  const all = messages.join('\n');
  expect(all).toContain('by adding "near" to "exclude"');
  expect(all).toMatch(/by adding "\w+" to "exclude".*by adding "\w+" to "exclude"/s);
  expect(all).toContain('Add {"column":"tenths","step":0.1} to "dequantize"');
  expect(all).toContain('Add "visits" to "dequantize"');
});
