import { decode } from 'fast-png';
import { expect, test } from 'vitest';
import { type CurvesPictureOptions, curvesPicture } from './curves-picture.ts';

const chart = (heading: string, y: readonly number[], mark?: number) => ({ heading, x: [-1, 0, 1], y, mark });
const common = { title: 't', labels: { x: 'σ', y: '' } };

function svgOf(options: Pick<CurvesPictureOptions, 'groups'> & Partial<CurvesPictureOptions>): string {
  return new TextDecoder().decode(curvesPicture({ ...common, ...options, format: 'svg' }));
}

test('each column has a chart with its name, in the order given, and its own axis', () => {
  const charts = [chart('income', [10_000, 20_000, 30_000]), chart('age', [30, 40, 50])];
  const svg = svgOf({ groups: [{ heading: 'z3', charts }], notes: ['a note'] });
  const texts = [...svg.matchAll(/>([^<]*)<\/text>/g)].map((match) => match[1]);
  expect(texts.slice(0, 3)).toEqual(['t', 'a note', 'z3']);
  expect(texts.indexOf('income')).toBeLessThan(texts.indexOf('age'));
  expect(texts).toContain('20k');
  expect(texts).toContain('40');
  expect(svg.match(/stroke="#56b4e9" stroke-width="2.4"/g)).toHaveLength(2);
});

test.each([
  [1, 5],
  [1, 30],
  [8, 13],
  [24, 13],
])('%d groups of %d charts make a picture about as wide as a screen', (count, columns) => {
  const charts = Array.from({ length: columns }, (_, i) => chart(`x${i}`, [0, 1]));
  const groups = Array.from({ length: count }, (_, i) => ({ heading: `z${i}`, charts }));
  const [width, height] = /width="(\d+)" height="(\d+)"/.exec(svgOf({ groups }))!.slice(1).map(Number);
  expect(Math.abs(Math.log(width! / height! / (4 / 3)))).toBeLessThan(0.5);
});

test('a long name is cut in the middle, and whole under the pointer', () => {
  const name = `${'very_'.repeat(12)}long_name_of_a_column`;
  const svg = svgOf({ groups: [{ heading: '', charts: [chart(name, [0, 1, 2])] }] });
  expect(svg).toContain(`<title>${name}</title>very_`);
  expect(svg).toMatch(/very_…[a-z_]*column<\/text>|very[a-z_]*…[a-z_]*column<\/text>/);
});

test('charts that do not fit beside each other go below, and a mark is a dot on the curve', () => {
  const five = Array.from({ length: 5 }, (_, i) => chart(`x${i}`, [0, 1, 2], 1));
  const two = decode(curvesPicture({ ...common, groups: [{ heading: '', charts: five.slice(0, 2) }] }));
  const all = decode(curvesPicture({ ...common, groups: [{ heading: '', charts: five }] }));
  expect(all.width).toBeLessThan(2 * two.width);
  expect(all.height).toBeGreaterThan(two.height + 150);
  expect(svgOf({ groups: [{ heading: '', charts: five }] }).match(/<circle/g)).toHaveLength(5);
});

test('a gap interrupts the line and the area below it', () => {
  const charts = [{ heading: '', x: [0, 1, 2, 3, 4], y: [1, 2, Number.NaN, 2, 1] }];
  const svg = svgOf({ groups: [{ heading: '', charts }], filled: true });
  expect(svg.match(/<polygon/g)).toHaveLength(2);
});

test('nothing to draw still gives a picture', () => {
  const charts = [chart('a', [Number.NaN, Number.NaN, Number.NaN])];
  expect(decode(curvesPicture({ ...common, groups: [{ heading: '', charts }] })).width).toBeGreaterThan(270);
  expect(decode(curvesPicture({ ...common, groups: [] })).width).toBeGreaterThan(40);
});

test('bars stand on the axis at their values, with a room on both sides, and have their names', () => {
  const values = ['red', 'green', 'blue'].map((label, value) => ({ value, label }));
  const charts = [{ heading: '', x: [0, 1, 2], y: [0.5, 0.2, 0.3], bars: { width: 1 }, across: values }];
  const svg = svgOf({ groups: [{ heading: '', charts }], filled: true, size: { width: 300, height: 100 } });
  expect(svg.match(/stroke-width="2.4"/g)).toBeNull();
  const bars = [...svg.matchAll(/<rect x="([\d.]+)" y="[\d.]+" width="82" height="([\d.]+)"/g)].map((match) => [
    Number(match[1]),
    Number(match[2]),
  ]);
  expect(bars).toHaveLength(3);
  expect(bars[1]![0]! - bars[0]![0]!).toBeCloseTo(100, 5);
  expect(bars[0]![1]! / bars[1]![1]!).toBeCloseTo(2.5, 1);
  for (const { label } of values) expect(svg).toContain(`>${label}<`);
});
