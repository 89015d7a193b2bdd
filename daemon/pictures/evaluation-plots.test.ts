import { expect, test } from 'vitest';
import { coveragePlot, intervalPlot, normPlot, quantilePlot, rankPlot } from './evaluation-plots.ts';
import { hasGlyph } from './glyphs.ts';
import { panelSheet, type SheetPlot } from './panel-sheet.ts';
import { roundTicks } from './ticks.ts';

const levels = [0.25, 0.5, 0.75];
const plots = [
  intervalPlot('Baselines', 'two errors', 'nats', [
    { name: 'this model', value: -1, error: 0.1 },
    { name: 'Gaussian', value: -2, error: 0.2 },
  ]),
  coveragePlot('Coverage', '', { levels, observed: levels, low: [0.2, 0.4, 0.7], high: [0.3, 0.6, 0.8] }),
  rankPlot('PIT of a', 'p = 1', 'share below', { counts: [3, 0, 5], low: 1, high: 6 }),
  quantilePlot('Quantiles of a', '', ['samples', 'rows'], { expected: [0, 1, 2], observed: [0, 1, 3] }),
  normPlot('log q', '', { squaredNorm: [1, 2, Number.NaN], logq: [-1, -2, -3] }),
];

/** Marks of the sheet as SVG, by what they are. */
function marks(of: readonly SheetPlot[], others: readonly SheetPlot[] = []) {
  const sections = [
    { plots: of, fills: true },
    { plots: others, together: 2, fills: false },
  ];
  const text = new TextDecoder().decode(panelSheet({ format: 'svg', title: 'mix', text: ['a note'], sections }));
  return { text, circles: text.match(/<circle/g)?.length ?? 0, rectangles: text.match(/<rect/g)?.length ?? 0 };
}

test('a sheet has its title, and for each plot the heading, the axes and the marks', () => {
  const { text } = marks(plots);
  for (const word of ['mix', 'a note', 'Coverage', 'share of the rows', 'PIT of a', 'Gaussian', '‖z‖²']) {
    expect(text).toContain(word);
  }
  // A point for each quantile, and for each row that has both numbers.
  expect(marks([plots[3]!]).circles).toBe(3);
  expect(marks([plots[4]!]).circles).toBe(2);
  expect(marks([plots[0]!]).circles).toBe(2);
});

test('ticks of counts are whole numbers, and squared norms begin at 0', () => {
  const few = rankPlot('PIT', '', 'share', { counts: [1, 0], low: 0, high: 1 });
  expect(roundTicks(0, few.extent[3], 340 / 110).map(({ label }) => label)).toEqual(['0', '2', '4']);
  expect(plots[4]!.extent.slice(0, 2)).toEqual([0, expect.closeTo(2.1, 10)]);
});

/** Places and sizes of the grounds of the plots: x, y, width. */
function groundsIn(text: string): number[][] {
  const found = text.matchAll(/<rect x="([\d.]+)" y="([\d.]+)" width="([\d.]+)" height="340" fill="#1e2025"/g);
  return [...found].map((match) => match.slice(1).map(Number));
}

test('two plots are beside each other, and the last one of a row fills it', () => {
  const [first, second] = groundsIn(marks(plots.slice(0, 2)).text);
  expect(second![1]).toBe(first![1]);
  const three = groundsIn(marks(plots.slice(0, 3)).text);
  expect(three[2]![0]).toBe(three[0]![0]);
  expect(three[2]![2]).toBe(three[1]![0]! + three[1]![2]! - three[0]![0]!);
});

test('many plots are on a sheet about as wide as a screen, and those of a column beside each other', () => {
  const pairs = Array.from({ length: 12 }, () => [plots[2]!, plots[3]!]).flat();
  const { text } = marks(plots.slice(0, 3), pairs);
  const [width, height] = /width="(\d+)" height="(\d+)"/.exec(text)!.slice(1).map(Number);
  expect(width! / height!).toBeGreaterThan(1);
  expect(width! / height!).toBeLessThan(1.8);
  const grounds = groundsIn(text);
  expect(grounds).toHaveLength(27);
  for (let i = 3; i < 27; i += 2) expect(grounds[i + 1]![1]).toBe(grounds[i]![1]);
});

test('a sheet can be light', () => {
  const sections = [{ plots, fills: true }];
  const text = new TextDecoder().decode(
    panelSheet({ format: 'svg', theme: 'light', title: 'mix', text: ['a note'], sections }),
  );
  expect(text).toContain('fill="#ffffff"');
  expect(text).not.toMatch(/#18191d|#1e2025|#e2e4e9/);
});

test('the letters of these pictures are known', () => {
  expect([...'‖z‖², 10\u202f000 ± −'].filter((letter) => !hasGlyph(letter))).toEqual([]);
});

test('quantiles of an angle have one turn on both axes, from where the circle is cut', () => {
  const values = { expected: [200, 300, 400], observed: [210, 310, 390] };
  const plot = quantilePlot('QQ', '', ['a', 'b'], values, { cut: 192.5, start: 0, period: 360 });
  expect(plot.extent).toEqual([192.5, 552.5, 192.5, 552.5]);
  const { text } = marks([plot]);
  for (const label of ['270', '0', '90', '180']) expect(text).toContain(`>${label}<`);
  expect(text).not.toContain('>360<');
});
