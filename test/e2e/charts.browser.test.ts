/** Each chart by itself: positions of its parts, its events, and redrawing for another theme or zoom. */
import { expect, test } from 'vitest';
import { attributes } from './chart-attributes.ts';
import { DARK } from './chart-colors.ts';
import type { ChartPage } from './chart-page.ts';
import { useChartPage } from './chart-suite.ts';
import { unreadable } from './clipped.ts';
import { pixelsOf } from './pixels.ts';

let charts: ChartPage;
useChartPage((page) => {
  charts = page;
});

const row = (label: string, kind: 'base' | 'term' | 'total', mean: number, gain: number | null = null) => ({
  label,
  key: label,
  kind,
  mean,
  p10: mean - 0.5,
  p90: mean + 0.25,
  gain,
  detail: `${mean} nats`,
});
const ROWS = [
  row('log π(z)', 'base', -2),
  row('0  affine-coupling', 'term', 1.5, 0.75),
  row('1  spline-coupling-with-a-name-that-does-not-fit', 'term', -0.25, -0.125),
  row('log q(x)', 'total', -0.75),
];

test('each bar of a waterfall begins where the one before has arrived, and the total ends where the last did', async () => {
  const chart = await charts.show('waterfall', { rows: ROWS, selected: ROWS[1]!.key }, 700);
  const bars = await attributes(chart, 'g.row > rect[height="12"]', ['x', 'width']);
  const [base, first, second, total] = bars.map(([x, width]) => ({ left: x!, right: x! + width! }));
  const [zero] = (await attributes(chart, 'svg > line', ['x1']))[0]!;
  const nat = (base!.right - base!.left) / 2;
  // The base and the total reach from zero, a term from where it was.
  expect(base!.right).toBeCloseTo(zero!, 6);
  expect(first!.left).toBeCloseTo(base!.left, 6);
  expect(first!.right - first!.left).toBeCloseTo(1.5 * nat, 6);
  expect(second!.right).toBeCloseTo(first!.right, 6);
  expect(second!.right - second!.left).toBeCloseTo(0.25 * nat, 6);
  expect(total!.right).toBeCloseTo(zero!, 6);
  expect(total!.left).toBeCloseTo(second!.left, 6);
  // Whiskers: from p10 to p90 of the term, from where it begins.
  const whiskers = await attributes(chart, `g.row:nth-of-type(2) > line[stroke-width="1"]`, ['x1', 'x2', 'y1', 'y2']);
  const [whisker] = whiskers.filter(([, , y1, y2]) => y1 === y2);
  expect(whisker![0]).toBeCloseTo(first!.left + nat, 6);
  expect(whisker![1]).toBeCloseTo(first!.left + 1.75 * nat, 6);
  const texts = await chart.locator('g.row text').evaluateAll((elements) =>
    elements.map((element) => {
      const { x, width } = (element as unknown as { getBBox(): { x: number; width: number } }).getBBox();
      return { text: element.textContent ?? '', right: x + width };
    }),
  );
  expect(texts.map(({ text }) => text.replaceAll('\u202f', ''))).toEqual(
    expect.arrayContaining(['−2.0000', '+1.5000', '+0.7500', '−0.2500', '−0.1250', '−0.7500']),
  );
  for (const { right } of texts) expect(right).toBeLessThanOrEqual(700.5);
  // What does not fit is cut before the bars begin.
  expect(texts.some(({ text }) => /^1 {2}spline.*….*fit$/.test(text))).toBe(true);
});

test('a waterfall has an axis in nats below its bars, and says what its colors and whiskers are', async () => {
  const chart = await charts.show('waterfall', { rows: ROWS, selected: null }, 700);
  const texts = await chart.locator('svg > g:last-of-type text').allTextContents();
  expect(texts).toEqual(expect.arrayContaining(['−2', '−1', '0', 'nats']));
  const legend = texts.at(-1)!;
  for (const part of ['positive', 'negative', 'whiskers: p10–p90 over rows']) expect(legend).toContain(part);
  const [zero] = (await attributes(chart, 'svg > line', ['x1']))[0]!;
  const ticks = await attributes(chart, 'svg > g:last-of-type text[text-anchor="middle"]', ['x']);
  expect(ticks.at(-1)![0]).toBeCloseTo(zero!, 6);
  // The unit is below the right end of the axis, not below the numbers of the rows.
  const [axis] = await attributes(chart, 'svg > g:last-of-type > line', ['x2']);
  const [unit] = await attributes(chart, 'svg > g:last-of-type text[text-anchor="end"]', ['x']);
  expect(unit![0]).toBeCloseTo(axis![0]!, 6);
});

test('bars and gains of one sign have one color, sums have another, and a gain that reads as zero has no bar', async () => {
  const rows = [...ROWS.slice(0, 3), row('2  actnorm', 'term', 0.5, 0.000_04), ROWS[3]!];
  const chart = await charts.show('waterfall', { rows, selected: null }, 700);
  const fills = async (selector: string) =>
    chart.locator(selector).evaluateAll((elements) => elements.map((element) => element.getAttribute('fill')));
  const [base, positive, negative, another, total] = await fills('g.row > rect[height="12"]');
  expect(another).toBe(positive);
  expect(total).toBe(base);
  expect(new Set([base, positive, negative]).size).toBe(3);
  expect(await fills('g.row > rect.gain')).toEqual([positive, negative]);
});

test('a figure that does not exist has no bar, nor have the terms after it; a last term has its sign’s color', async () => {
  const bare = (kind: 'base' | 'term' | 'last' | 'total', mean: number) => ({
    ...{ label: kind, key: kind, kind, mean, p10: null, p90: null, gain: null, detail: '' },
  });
  const rows = [bare('base', -1), bare('term', 0.5), bare('last', -0.25), bare('total', -0.75)];
  const chart = await charts.show('waterfall', { rows, selected: null }, 700);
  const fills = (shown: typeof chart) =>
    shown
      .locator('g.row > rect[height="12"]')
      .evaluateAll((bars) => bars.map((bar) => [bar.parentElement!.classList[1], bar.getAttribute('fill')]));
  const drawn = await fills(chart);
  expect(drawn.map(([kind]) => kind)).toEqual(['base', 'term', 'last', 'total']);
  expect(new Set(drawn.map(([, fill]) => fill)).size).toBe(3);
  // Without percentiles, there are no whiskers.
  expect(await chart.getByText('whiskers').count()).toBe(0);
  // JSON has no NaN: a figure that is missing is one.
  const { mean: _, ...unknown } = rows[0]!;
  const without = await charts.show('waterfall', { rows: [unknown, ...rows.slice(1)], selected: null }, 700);
  expect((await fills(without)).map(([kind]) => kind)).toEqual(['total']);
});

test('a narrow waterfall keeps the gains and the repeat indexes, and nothing overlaps', async () => {
  const rows = [...ROWS.slice(0, 3), row('12  affine-coupling [3]', 'term', -0.25, 0.0625), ROWS[3]!];
  const chart = await charts.show('waterfall', { rows, selected: null }, 288);
  const texts = await chart.locator('g.row text').allTextContents();
  expect(texts).toEqual(expect.arrayContaining(['+1.50', '+0.75', '−0.13', '+0.06']));
  expect(texts.some((text) => /^12 {2}a.*….*g \[3\]$/.test(text))).toBe(true);
  expect(await chart.locator('g.row title').allTextContents()).toContain('12  affine-coupling [3]: -0.25 nats');
  expect(await unreadable(charts.page)).toEqual([]);
  const bars = await attributes(chart, 'g.row > rect[height="12"]', ['x', 'width']);
  const labels = await chart
    .locator('g.row text[text-anchor="start"]')
    .evaluateAll((elements) =>
      elements.map((element) => (element as unknown as { getBBox(): { width: number } }).getBBox().width),
    );
  expect(Math.max(...labels)).toBeLessThanOrEqual(Math.min(...bars.map(([x]) => x!)));
});

test('the waterfall chooses by mouse and keyboard', async () => {
  const chart = await charts.show('waterfall', { rows: ROWS, selected: null }, 600);
  const chosen: string[] = [];
  await charts.page.exposeFunction('told', (key: string) => chosen.push(key));
  await charts.page.evaluate(
    `document.querySelector('fs-waterfall').addEventListener('choose', (event) => told(event.detail))`,
  );
  await chart.locator('g.row').nth(1).click();
  // The base distribution is no layer.
  await chart.locator('g.row').nth(0).click();
  await chart.locator('g.row').nth(1).focus();
  await charts.page.keyboard.press('ArrowDown');
  await charts.page.keyboard.press('Enter');
  expect(chosen).toEqual([ROWS[1]!.key, ROWS[2]!.key]);
});

test('equal quantiles lie on the diagonal', async () => {
  const values = [-2, -1, 0, 1, 2];
  const chart = await charts.show('quantile-plot', { expected: values, observed: values, label: 'z' }, 320);
  const [[x1, y1, x2, y2]] = (await attributes(chart, 'svg > line[stroke-dasharray]', ['x1', 'y1', 'x2', 'y2'])) as [
    number[],
  ];
  const points = await attributes(chart, 'circle', ['cx', 'cy']);
  expect(points).toHaveLength(5);
  for (const [x, y] of points) {
    const share = (x! - x1!) / (x2! - x1!);
    expect(y).toBeCloseTo(y1! + share * (y2! - y1!), 6);
  }
  expect(y2).toBeLessThan(y1!);
});

test('two histograms have the same area, however many values they count', async () => {
  const distributions = [
    { counts: [1, 2, 1, 0], low: 0, high: 4, color: 0 },
    { counts: [0, 100, 100, 0, 0, 0, 0, 0], low: 0, high: 2, color: 1 },
  ];
  const chart = await charts.show('histogram', { distributions, label: 'x' }, 400);
  const areas = await chart.locator('path[fill="none"]').evaluateAll((elements) =>
    elements.map((element) => {
      const numbers = (element.getAttribute('d') ?? '').match(/-?[\d.]+/g)!.map(Number);
      let area = 0;
      for (let i = 0; i + 3 < numbers.length; i += 2) {
        area += (numbers[i + 2]! - numbers[i]!) * (122 - (numbers[i + 1]! + numbers[i + 3]!) / 2);
      }
      return area;
    }),
  );
  expect(areas[0]).toBeGreaterThan(1000);
  expect(areas[1]! / areas[0]!).toBeCloseTo(1, 2);
});

test('a chart whose heading names its curve keeps no room for a legend', async () => {
  const curves = [{ label: 'learning rate', color: 0, x: [0, 1, 2], y: [1, 3, 2] }];
  const properties = { curves, extent: { from: 0, to: 2 }, label: 'learning rate', height: 140 };
  const named = await charts.show('line-chart', { ...properties, named: true }, 300);
  const heightOf = async (selector: string) => (await named.locator(selector).boundingBox())!.height;
  expect(await heightOf('.plot')).toBeCloseTo(140, 0);
  // Most of it is the plot itself: below it there are only the numbers of the axis.
  expect(await heightOf('.u-over')).toBeGreaterThan(85);
});

test('the y-axis of a loss follows the last nine tenths of its steps, until all is asked for', async () => {
  const x = Array.from({ length: 101 }, (_, i) => i);
  const curve = { label: 'loss', color: 0, x, y: x.map((step) => (step === 0 ? 1000 : 2 - step / 100)) };
  const properties = { curves: [curve], extent: { from: 0, to: 100 }, label: 'loss' };
  /** Height of the right half of the curve, pixels. */
  const height = async (settled: boolean) => {
    const chart = await charts.show('line-chart', { ...properties, settled }, 400);
    const found = (await pixelsOf(chart.locator('.plot canvas'))).find(DARK.BLUE, 60).filter(([at]) => at > 228);
    const ys = found.map(([, y]) => y);
    return Math.max(...ys) - Math.min(...ys);
  };
  expect(await height(true)).toBeGreaterThan(60);
  expect(await height(false)).toBeLessThan(6);
});

test('the label of a level is on no curve: without a free place it is below the chart', async () => {
  const x = Array.from({ length: 200 }, (_, i) => i);
  const loud = { label: 'loss', color: 0, x, y: x.map((step) => (step % 2 === 0 ? 0 : 2)) };
  const flat = { ...loud, y: x.map((step) => (step < 20 ? 0 : 2)) };
  const levels = [{ label: 'exact floor', y: 1 }];
  const properties = { extent: { from: 0, to: 199 }, label: 'loss', levels };
  const below = async (curve: object) => {
    const chart = await charts.show('line-chart', { ...properties, curves: [curve] }, 400);
    return chart.locator('.level').allTextContents();
  };
  expect(await below(flat)).toEqual([]);
  expect(await below(loud)).toEqual(['exact floor: 1']);
});

test('labels of a narrow heat map are cut in the middle', async () => {
  const matrix = { rows: 2, columns: 3, values: [-1, 0, 1, 1, 0, -1] };
  const rowLabels = ['0  affine-coupling [0]', '1  spline-coupling-with-a-long-name [1]'];
  const chart = await charts.show('heat-map', { matrix, rowLabels, map: 'diverging', label: 'log-dets' }, 288);
  expect(await unreadable(charts.page)).toEqual([]);
  const tails = await chart.locator('.elided .tail').evaluateAll((found) =>
    found.map((tail) => {
      const { right } = (tail as unknown as { getBoundingClientRect(): { right: number } }).getBoundingClientRect();
      return { text: tail.textContent, right };
    }),
  );
  expect(tails.map(({ text }) => text)).toEqual(['ling [0]', 'name [1]']);
  const cells = (await chart.locator('canvas.cells').boundingBox())!;
  for (const { right } of tails) expect(right).toBeLessThanOrEqual(cells.x);
});

test('another theme draws anew, in its own colors', async () => {
  const matrix = { rows: 1, columns: 3, values: [-1, 0, 1] };
  const chart = await charts.show('heat-map', { matrix, map: 'diverging', label: 'differences' }, 308);
  const zero = async () => (await pixelsOf(chart.locator('canvas.cells'))).at(150, 9);
  expect(Math.max(...(await zero()))).toBeLessThan(80);
  await charts.setTheme('vscode-light');
  expect(Math.min(...(await zero()))).toBeGreaterThan(240);
  await charts.setTheme('vscode-high-contrast');
  expect(Math.max(...(await zero()))).toBeLessThan(80);

  const sets = [{ values: [0, 0], color: 0, name: 'a' }];
  const scatter = await charts.show('scatter', { sets, extent: [-1, 1, -1, 1], label: 'points' }, 200);
  await charts.setTheme('vscode-dark');
  expect((await pixelsOf(scatter.locator('canvas'))).find(DARK.BLUE)).toHaveLength(4);
  await charts.setTheme('vscode-light');
  expect((await pixelsOf(scatter.locator('canvas'))).find([0x1a, 0x85, 0xff])).toHaveLength(4);
});

test('another zoom draws anew, with the pixels that there are then', async () => {
  const sets = [{ values: [0, 0], color: 0, name: 'a' }];
  const chart = await charts.show('scatter', { sets, extent: [-1, 1, -1, 1], label: 'points' }, 200);
  const session = await charts.page.context().newCDPSession(charts.page);
  await session.send('Emulation.setDeviceMetricsOverride', {
    width: 450,
    height: 350,
    deviceScaleFactor: 2,
    mobile: false,
  });
  await charts.drawn();
  const width = () => chart.locator('canvas').evaluate((element) => (element as unknown as { width: number }).width);
  await expect.poll(width).toBe(400);
});

test('a chart offers to save its picture once it is drawn, not before', async () => {
  const seen = await charts.page.evaluate(`(async () => {
    const chart = document.createElement('fs-line-chart');
    Object.assign(chart, { curves: [{ label: 'a', color: 0, x: [0, 1, 2], y: [1, 3, 2] }], extent: { from: 0, to: 2 } });
    document.getElementById('room').replaceChildren(chart);
    await chart.updateComplete;
    const offers = () => chart.shadowRoot.querySelector('button.save') !== null;
    const before = [offers(), chart.shadowRoot.querySelector('canvas') !== null];
    while (!offers()) await new Promise(requestAnimationFrame);
    return [before, [offers(), chart.shadowRoot.querySelector('canvas') !== null]];
  })()`);
  expect(seen).toEqual([
    [false, false],
    [true, true],
  ]);
});

test('a saved picture has the names of its axes, and a legend of what is drawn', async () => {
  const saved = (chart: Awaited<ReturnType<ChartPage['show']>>) =>
    chart.evaluate(
      (element) =>
        new Promise((resolve) => {
          const { shadowRoot, addEventListener } = element as unknown as {
            shadowRoot: { querySelector(selector: string): { click(): void } };
            addEventListener(type: string, listener: (event: { detail: { frame: unknown } }) => void): void;
          };
          addEventListener.call(element, 'picture', ({ detail }) => resolve(detail.frame));
          shadowRoot.querySelector('button.save').click();
        }),
    );
  const curve = { x: [0, 1, 2], y: [3, 2, 1] };
  const lines = {
    curves: [
      { ...curve, label: 'training', color: 0 },
      { ...curve, label: 'validation', color: 1 },
    ],
    levels: [{ label: 'exact floor', y: 0.5 }],
    marks: [1, 2].map((x) => ({ x, kind: 'bad', label: 'skipped' })),
    extent: { from: 0, to: 2 },
    yTitle: 'nats',
    label: 'Loss',
  };
  expect(await saved(await charts.show('line-chart', lines, 500))).toMatchObject({
    title: 'Loss',
    legend: ['training', 'validation', 'exact floor: 0.5', 'skipped'].map((label) => ({ label })),
    axisTitles: { x: 'step', y: 'nats' },
  });
  const sets = [
    { values: [0, 0, 1, 1], color: 1, name: 'data', halo: true },
    { values: [0, 1], color: 0, name: 'sample' },
  ];
  const points = { sets, columns: ['age', 'income'], extent: [0, 1, 0, 2], label: 'Samples' };
  expect(await saved(await charts.show('scatter', points, 300))).toMatchObject({
    title: 'Samples',
    legend: [{ label: 'sample' }, { label: 'data' }],
    axes: { extent: [0, 1, 0, 2], columns: ['age', 'income'] },
  });
  const images = { pixels: [0, 50, 100, 150], n: 4, height: 1, width: 1, channels: 1 };
  const grid = { images, columns: 2, rowLabels: ['A', 'B'], note: 'Each line.', label: 'Images' };
  const frame = (await saved(await charts.show('image-grid', grid, 300))) as {
    rows: { label: string; middle: number }[];
  };
  expect(frame).toMatchObject({ title: 'Images', rows: [{ label: 'A' }, { label: 'B' }], notes: ['Each line.'] });
  expect(frame.rows[1]!.middle).toBeGreaterThan(2 * frame.rows[0]!.middle);
});
