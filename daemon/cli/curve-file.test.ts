import { expect, test } from 'vitest';
import { randomFlow } from '../inspection/testing/random-flow.ts';
import { splitTable } from '../inspection/testing/split-table.ts';
import { checkCurves, curveFile } from './curve-file.ts';

test('a path through a table is one named curve for each column, in data units, those that move most first', async () => {
  const { data } = await randomFlow(splitTable.spec, await splitTable.folder());
  const { columns } = data.dataset;
  // Only c and e move; c by less, but all columns have a standard deviation near 1.
  const values = [0, 1].flatMap((step) =>
    columns.map((name) => (name === 'e' ? 20 * step : name === 'c' ? -10 * step : 0)),
  );
  const steps = { values: [-1, 1], name: 'σ', headings: ['z4'] };
  const svg = new TextDecoder().decode(
    await curveFile('svg', { values, steps, title: 'title', theme: 'dark' }, data.dataset),
  );
  const texts = [...svg.matchAll(/>([^<]*)<\/text>/g)].map((match) => match[1]!);
  expect(texts.filter((text) => columns.includes(text)).slice(0, 2)).toEqual(['e', 'c']);
  expect(texts.filter((text) => columns.includes(text))).toHaveLength(columns.length);
  expect(texts).toContain('z4');
  expect(texts).toContain('−10');
  expect(() => checkCurves(100, data.dataset)).toThrow('at most 400 curves, but 100 paths of 7 columns');
});
