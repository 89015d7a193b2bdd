/** The charts by themselves: what stands where, and crisply, at several numbers of device pixels for each CSS pixel. */
import type { Browser, Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { colorTable } from '../../webviews/charts/color-table.ts';
import { launchBrowser } from './browser.ts';
import { bundleCharts, type ChartPage, openChartPage } from './chart-page.ts';
import { pixelsOf, type Rgb } from './pixels.ts';

const RATIOS = [1, 1.25, 1.5, 2];
/** Of the dark theme: charts-blue, charts-orange, its background. */
const [BLUE, ORANGE, GROUND]: readonly Rgb[] = [
  [0x37, 0x94, 0xff],
  [0xd1, 0x86, 0x16],
  [0x1f, 0x1f, 0x1f],
] as const;

let browser: Browser;
let script: string;
let charts: ChartPage;

beforeAll(async () => {
  [browser, script] = await Promise.all([launchBrowser(), bundleCharts()]);
});

afterAll(() => browser?.close());

afterEach(() => expect(charts.errors.all()).toEqual([]));

/** Pixels of a canvas, which take one of the screen each. */
async function sizeOf(canvas: Locator, ratio: number): Promise<readonly number[]> {
  const size = await canvas.evaluate((element) => {
    const { width, height } = element as unknown as { width: number; height: number };
    return [width, height];
  });
  const box = (await canvas.boundingBox())!;
  expect(box.width * ratio).toBeCloseTo(size[0]!, 1);
  expect(box.height * ratio).toBeCloseTo(size[1]!, 1);
  return size;
}

const rgb = (word: number): Rgb => [word & 255, (word >> 8) & 255, (word >> 16) & 255];

describe.each(RATIOS)('at %d device pixels for each of CSS', (ratio) => {
  const device = (css: number) => Math.round(css * ratio);

  beforeAll(async () => {
    charts = await openChartPage(browser, script, ratio);
  });

  afterAll(() => charts.close());

  test('a heat map has a sharp cell of its own colour for each value, and none for what is not a number', async () => {
    const values = [-2, -1, 0, 1, 2, null, 0.5, -0.5];
    const chart = await charts.show('heat-map', { matrix: { rows: 2, columns: 4, values }, map: 'diverging' }, 408);
    const cells = await pixelsOf(chart.locator('canvas.cells'));
    expect([cells.width, cells.height]).toEqual([device(400), device(36)]);
    const table = colorTable('diverging', true);
    for (const [i, value] of values.entries()) {
      const color = value === null ? GROUND! : rgb(table[Math.round(((value + 2) / 4) * 255)]!);
      const [left, top] = [(i % 4) * 100, Math.floor(i / 4) * 18];
      // Just inside of its corners.
      for (const x of [device(left) + 1, device(left + 100) - 2]) {
        for (const y of [device(top) + 1, device(top + 18) - 2]) expect(cells.at(x, y)).toEqual(color);
      }
    }
  });

  test('an image is squares of whole device pixels', async () => {
    const pixels = [0, 50, 100, 150, 200, 250, 25, 75, 255, 0, 255, 0];
    const chart = await charts.show(
      'image-grid',
      { images: { pixels, n: 3, height: 2, width: 2, channels: 1 }, label: 'three' },
      300,
    );
    const grid = await pixelsOf(chart.locator('canvas'));
    // Two beside each other, each as large as is pleasant.
    const scale = device(96 / 2);
    expect(await sizeOf(chart.locator('canvas'), ratio)).toEqual([4 * scale + 2, 4 * scale + 2]);
    for (const [i, gray] of pixels.entries()) {
      const [image, row, column] = [Math.floor(i / 4), Math.floor((i % 4) / 2), i % 2];
      const left = (image % 2) * (2 * scale + 2) + column * scale;
      const top = Math.floor(image / 2) * (2 * scale + 2) + row * scale;
      for (const [x, y] of [
        [left, top],
        [left + scale - 1, top + scale - 1],
      ] as const) {
        expect(grid.at(x, y)).toEqual([gray, gray, gray]);
      }
    }
    expect(grid.at(2 * scale, 0)).toEqual(GROUND);
  });

  test('a scatter has each point in its place, y upwards', async () => {
    const sets = [
      { values: [0.5, 0.5], color: 0, name: 'a' },
      { values: [-0.5, -0.75], color: 1, name: 'b' },
    ];
    const chart = await charts.show('scatter', { sets, extent: [-1, 1, -1, 1], label: 'points' }, 301);
    const seen = await pixelsOf(chart.locator('canvas'));
    expect(await sizeOf(chart.locator('canvas'), ratio)).toEqual([device(301), device(301)]);
    const size = Math.round(2 * ratio);
    for (const [color, x, y] of [
      [BLUE!, 0.75, 0.25],
      [ORANGE!, 0.25, 0.875],
    ] as const) {
      const found = seen.find(color);
      expect(found).toHaveLength(size * size);
      const [left, top] = found[0]!;
      expect(Math.abs(left + size / 2 - x * seen.width)).toBeLessThanOrEqual(1);
      expect(Math.abs(top + size / 2 - y * seen.height)).toBeLessThanOrEqual(1);
    }
  });

  test('a curve goes from its first value to its last over all of its room, in as many pixels as there are', async () => {
    const x = Array.from({ length: 101 }, (_, i) => i);
    const chart = await charts.show(
      'line-chart',
      { curves: [{ label: 'rising', x, y: x, color: 0 }], extent: { from: 0, to: 100 }, label: 'rising' },
      401,
    );
    const canvas = chart.locator('.plot canvas');
    expect(await sizeOf(canvas, ratio)).toEqual([Math.floor(401 * ratio), device(220)]);
    const seen = await pixelsOf(canvas);
    const found = seen.find(BLUE!, 60);
    const lines = new Set(found.map(([column]) => column));
    const [first, last] = [Math.min(...lines), Math.max(...lines)];
    // Left of it is the axis.
    expect(Math.abs(first - device(56))).toBeLessThanOrEqual(3 * ratio);
    expect(seen.width - last).toBeLessThan(30 * ratio);
    expect(lines.size).toBeGreaterThanOrEqual(0.98 * (last - first));
    const height = (column: number) => Math.min(...found.filter(([at]) => at === column).map(([, y]) => y));
    const [low, middle, high] = [height(first), height(Math.round((first + last) / 2)), height(last)];
    expect(Math.abs(middle - (low + high) / 2)).toBeLessThanOrEqual(3 * ratio);
    expect(low - high).toBeGreaterThan(device(130));
  });

  test('a grid of the plane is drawn with as many pixels as there are', async () => {
    const corners = [-1, -1, 1, -1, -1, 1, 1, 1, -1, -1, -1, 1, 1, -1, 1, 1];
    const places = { lines: 2, points: 2, positions: corners, rows: [-1, -1, 1, 1], stages: 1 };
    const chart = await charts.show('plane-grid', { places, label: 'grid' }, 333);
    const seen = await pixelsOf(chart.locator('canvas'));
    expect(await sizeOf(chart.locator('canvas'), ratio)).toEqual([device(333), device(333)]);
    const dots = seen.find(ORANGE!, 40);
    const [top, bottom] = [dots[0]!, dots.at(-1)!];
    expect(top[0]).toBeGreaterThan(0.9 * seen.width);
    expect(top[1]).toBeLessThan(0.1 * seen.height);
    expect(bottom[0]).toBeLessThan(0.1 * seen.width);
    expect(bottom[1]).toBeGreaterThan(0.9 * seen.height);
  });

  test('a map of the plane has its greatest value where it is: above right', async () => {
    const n = 16;
    const values = Array.from({ length: n * n }, (_, i) => (i % n >= n / 2 ? 0.5 : 0) + (i >= (n * n) / 2 ? 0.5 : 0));
    const plane = { values, width: n, height: n, extent: [-1, 1, -1, 1] };
    const chart = await charts.show('plane-map', { plane, limits: [0, 1], label: 'q(x)' }, 320);
    const seen = await pixelsOf(chart.locator('canvas.plane'));
    expect([seen.width, seen.height]).toEqual([device(320), device(320)]);
    const table = colorTable('sequential', true);
    const [near, far] = [device(40), device(280)];
    expect(seen.at(near, far)).toEqual(rgb(table[0]!));
    expect(seen.at(far, near)).toEqual(rgb(table[255]!));
    expect(seen.at(near, near)).toEqual(rgb(table[128]!));
    expect(seen.at(far, far)).toEqual(rgb(table[128]!));
  });
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

/** Numbers of each element's attributes. */
async function attributes(chart: Awaited<ReturnType<ChartPage['show']>>, selector: string, names: readonly string[]) {
  const found = await chart
    .locator(selector)
    .evaluateAll(
      (elements, wanted) => elements.map((element) => wanted.map((name) => element.getAttribute(name))),
      [...names],
    );
  return found.map((values) => values.map(Number));
}

describe('at any number of them', () => {
  beforeAll(async () => {
    charts = await openChartPage(browser, script, 1);
  });

  afterAll(() => charts.close());

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
    expect(texts.some(({ text }) => text.endsWith('…'))).toBe(true);
  });

  test('a narrow waterfall leaves the gains out, and nothing overlaps', async () => {
    const chart = await charts.show('waterfall', { rows: ROWS, selected: null }, 300);
    expect(await chart.getByText('gain, nats').count()).toBe(0);
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
    const [[x1, y1, x2, y2]] = (await attributes(chart, 'svg > line', ['x1', 'y1', 'x2', 'y2'])) as [number[]];
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

  test('a way through the plane begins and ends where it does, and its end is the larger mark', async () => {
    const ways = [{ label: 'z0', values: [-1, -1, 0, 0.5, 1, 1], names: ['−2', '0', '2'] }];
    const chart = await charts.show('walk-paths', { ways, points: [-2, -2, 2, 2], label: 'walk' }, 400);
    const marks = await attributes(chart, 'circle', ['cx', 'cy', 'r']);
    expect(marks.map(([, , r]) => r)).toEqual([2.5, 2.5, 4]);
    const [first, , last] = marks;
    // Symmetric about the middle of the drawing.
    expect(first![0]! + last![0]!).toBeCloseTo(400, 0);
    expect(first![1]! + last![1]!).toBeCloseTo(400, 0);
    expect(last![1]).toBeLessThan(first![1]!);
  });

  test('another theme draws anew, in its own colours', async () => {
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
    expect((await pixelsOf(scatter.locator('canvas'))).find(BLUE!)).toHaveLength(4);
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
});
