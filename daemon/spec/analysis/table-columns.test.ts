/** Tables about which nothing is said, and what is modeled of them. */
import { expect, test } from 'vitest';
import { applyFix } from '../fixes/apply-fix.ts';
import { ROWS, useTables, with_ } from './testing/use-tables.ts';

const { specOf, check, doubtsOf } = useTables();

const exponent = (text: string) => Number(text).toExponential(6);
test('what is left out has a reason; labels that are sometimes numbers are labels', async () => {
  const rows = ROWS.map((line, i) => `${line},${i % 3 === 0 ? i : 'A'},,${i},k`);
  const text = specOf(['a,b,label,empty,n,kind', ...rows], ', "context": ["kind"], "missing": "drop"');
  const { found, reading } = await doubtsOf(text);
  expect(found.map(({ code }) => code)).toEqual(['row-index']);
  expect(reading).toEqual({
    columns: ['a', 'b', 'n'],
    leftOut: [
      {
        name: 'label',
        why: 'text in 26 of 40 rows, first \'A\' on line 3 (can be modeled "as": "category", or be context)',
      },
      { name: 'empty', why: 'no values' },
    ],
    context: [{ column: 'kind', kind: 'category', values: ['k'] }],
    read: 40,
    dropped: 0,
    header: true,
  });
  const fixed = await doubtsOf(applyFix(text, found[0]!.fixes[0]!));
  expect([fixed.found, fixed.reading?.leftOut[2]]).toEqual([
    [],
    { name: 'n', why: 'in "exclude" (a row index: 0, 1, 2, …)' },
  ]);
  const chosen = await doubtsOf(specOf(['a,b,c', ...ROWS.map((line) => `${line},x`)], ', "columns": ["b", "a"]'));
  expect(chosen.reading?.leftOut).toEqual([
    { name: 'c', why: 'text in 40 of 40 rows, first \'x\' on line 2 (can be modeled "as": "category", or be context)' },
  ]);
});

test.each<[string, readonly string[], string?]>([
  ['whole numbers', Array.from({ length: 40 }, (_, i) => `${i % 7},${(3 * i) % 11}`)],
  ['few rows', ['1,2', ...ROWS.slice(0, 8)]],
  [
    'heavy tails',
    Array.from({ length: 1000 }, (_, i) => `${-Math.log((i + 0.5) / 1000)},${Math.exp(3 * Math.sin(i))}`),
  ],
  [
    'times that vary',
    ['t,b', ...ROWS.map((line, i) => `${1_700_000_000 + 60 * i + ((7 * i) % 5)},${line.split(',')[1]}`)],
  ],
  ['names and fractions', ['a,b', ...ROWS]],
  [
    'output of a simulation that begins with whole numbers',
    ['1.000000e+00,0.000000e+00', ...ROWS.map((line) => line.split(',').map(exponent).join(','))],
  ],
  [
    'four sensors that take turns',
    Array.from(
      { length: 4000 },
      (_, i) => `${(i % 4 === 0 ? 0.001 : 10 * (i % 4)) * (2 + Math.sin(i))},${Math.cos(i)}`,
    ),
  ],
  ['an outlier in a row that is dropped', ['a,b', ...with_(20, '1e9,')], ', "missing": "drop"'],
  ['labels, the first of which has a comma', ['a,b,k', ...ROWS.map((line, i) => `${line},${i === 0 ? '"1,2"' : 'A'}`)]],
  ['a first line of numbers, and chosen columns', ['0,1', ...ROWS], ', "columns": ["column2"]'],
  [
    'a first line of numbers, and a context',
    ['0,1,2', ...ROWS.map((line) => `${line},0.5`)],
    ', "context": ["column3"]',
  ],
  ['a first line with a word, and chosen columns', ['x,1', ...ROWS], ', "columns": ["column2"]'],
])('a table without peculiarities has no doubts: %s', async (_, lines, keys = '') => {
  expect((await doubtsOf(specOf(lines, keys))).found).toEqual([]);
});

test.each([true, false])('an outlier compresses the others if they are standardized: %s', async (standardize) => {
  const { found } = await doubtsOf(specOf(['a,b', ...with_(20, '0.1,-1e6')], `, "standardize": ${standardize}`));
  expect(found.map(({ code }) => code)).toEqual(['outlier']);
  expect(found[0]!.message.includes('Standardization would compress')).toBe(standardize);
});

test.each([
  ['', '', true],
  ['', ', "standardize": true', false],
  // Noise is added to whole numbers only.
  ['', ', "dequantize": true', true],
  [',0', ', "dequantize": true', false],
])('values that are not standardized may fit a layer that takes an interval: %j%s', async (cell, keys, fits) => {
  const rows = ROWS.map((line) => {
    const values = line.split(',').map((value) => (1 + Number(value)) / 2);
    return `${values.join(',')}${cell}`;
  });
  const standardize = keys.includes('standardize') ? '' : ', "standardize": false';
  const text = specOf([`a,b${cell && ',n'}`, ...rows], `${standardize}${keys}`).replace(
    '[{',
    '[{ "type": "logit" }, {',
  );
  const { diagnostics } = await check(text);
  expect(diagnostics.filter(({ code }) => code === 'domain').length).toBe(fits ? 0 : 1);
  const beyond = await check(specOf(['a,b', ...ROWS], standardize).replace('[{', '[{ "type": "logit" }, {'));
  expect(beyond.diagnostics.map(({ code }) => code)).toEqual(['domain']);
});
