import { expect, test } from 'vitest';
import { coveragePlot, intervalPlot, normPlot, quantilePlot, rankPlot } from './evaluation-plots.ts';
import { hasGlyph } from './glyphs.ts';
import { panelSheet } from './panel-sheet.ts';

const levels = [0.25, 0.5, 0.75];
const plots = [
  intervalPlot('Baselines', 'two errors', 'nats', [
    { name: 'this model', value: -1, error: 0.1 },
    { name: 'Gaussian', value: -2, error: 0.2 },
  ]),
  coveragePlot('Coverage', '', { levels, observed: levels, low: [0.2, 0.4, 0.7], high: [0.3, 0.6, 0.8] }),
  rankPlot('PIT of a', 'p = 1', { counts: [3, 0, 5], low: 1, high: 6 }),
  quantilePlot('Quantiles of a', '', { expected: [0, 1, 2], observed: [0, 1, 3] }),
  normPlot('log q', '', { squaredNorm: [1, 2, Number.NaN], logq: [-1, -2, -3] }),
];

/** Marks of the sheet as SVG, by what they are. */
function marks(of: Parameters<typeof panelSheet>[0]['plots']) {
  const text = new TextDecoder().decode(panelSheet({ format: 'svg', title: 'mix', text: 'a note', plots: of }));
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

test('two plots are beside each other, and a place may be free', () => {
  const size = (of: Parameters<typeof marks>[0]) =>
    /width="(\d+)" height="(\d+)"/.exec(marks(of).text)!.slice(1).map(Number);
  const [one, two, three, free] = [1, 2, 3].map((n) => size(plots.slice(0, n))).concat([size([plots[0]!, null])]);
  expect(two![0]).toBeGreaterThan(one![0]!);
  expect(two![1]).toBe(one![1]);
  expect(three![1]).toBeGreaterThan(two![1]!);
  expect(free).toEqual(two);
  expect(panelSheet({ format: 'png', title: '', text: '', plots }).subarray(1, 4)).toEqual(
    new TextEncoder().encode('PNG'),
  );
});

test('the letters of these pictures are known', () => {
  expect([...'‖z‖², 10\u202f000 ± −'].filter((letter) => !hasGlyph(letter))).toEqual([]);
});
