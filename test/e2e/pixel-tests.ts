/** The charts by themselves: what stands where, and crisply, at some numbers of device pixels for each CSS pixel. */
import type { Browser, Locator } from 'playwright-core';
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest';
import { colorTable } from '../../webviews/charts/base/color-table.ts';
import { DARK } from './chart-colors.ts';
import { bundleCharts, type ChartPage, openChartPage } from './chart-page.ts';
import { pixelsOf, type Rgb } from './pixels.ts';
import { sharedBrowser } from './shared-browser.ts';

const { BLUE, ORANGE, GROUND } = DARK;

export function testPixels(ratios: readonly number[]): void {
  let browser: Browser;
  let script: string;
  let charts: ChartPage;

  beforeAll(async () => {
    [browser, script] = await Promise.all([sharedBrowser(), bundleCharts()]);
  });

  afterAll(() => browser?.close());

  afterEach(() => expect(charts.errors.all()).toEqual([]));

  describe.each(ratios)('at %d device pixels for each of CSS', (ratio) => {
    const device = (css: number) => Math.round(css * ratio);

    beforeAll(async () => {
      charts = await openChartPage(browser, script, ratio);
    });

    afterAll(() => charts.close());

    test('a heat map has a sharp colored cell for each value, and none where there is no number', async () => {
      const values = [-2, -1, 0, 1, 2, null, 0.5, -0.5];
      const chart = await charts.show('heat-map', { matrix: { rows: 2, columns: 4, values }, map: 'diverging' }, 408);
      const cells = await pixelsOf(chart.locator('canvas.cells'));
      expect([cells.width, cells.height]).toEqual([device(400), device(36)]);
      const table = colorTable('diverging', true);
      for (const [i, value] of values.entries()) {
        const color = value === null ? GROUND : rgb(table[Math.round(((value + 2) / 4) * 255)]!);
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

    test('the background is seen where an image has no pixel', async () => {
      const images = { pixels: [0, 255], covered: [1, 0], n: 1, height: 1, width: 2, channels: 1 };
      const chart = await charts.show('image-grid', { images, label: 'narrow' }, 300);
      const grid = await pixelsOf(chart.locator('canvas'));
      const scale = device(96 / 2);
      expect([grid.at(scale - 1, 0), grid.at(scale, 0)]).toEqual([[0, 0, 0], GROUND]);
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
        [BLUE, 0.75, 0.25],
        [ORANGE, 0.25, 0.875],
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
      const found = seen.find(BLUE, 60);
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
      // The axes take 44.
      expect(await sizeOf(chart.locator('canvas'), ratio)).toEqual([device(289), device(289)]);
      const dots = seen.find(ORANGE, 40);
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
      const chart = await charts.show('plane-map', { plane, limits: [0, 1], label: 'q(x)' }, 364);
      const seen = await pixelsOf(chart.locator('canvas.plane'));
      // The axes take 44.
      expect([seen.width, seen.height]).toEqual([device(320), device(320)]);
      const table = colorTable('sequential', true);
      const [near, far] = [device(40), device(280)];
      expect(seen.at(near, far)).toEqual(rgb(table[0]!));
      expect(seen.at(far, near)).toEqual(rgb(table[255]!));
      expect(seen.at(near, near)).toEqual(rgb(table[128]!));
      expect(seen.at(far, far)).toEqual(rgb(table[128]!));
    });

    test('a contour is where the value is its level', async () => {
      const n = 64;
      const values = Array.from({ length: n * n }, (_, i) => (i % n) / (n - 1));
      const plane = { values, width: n, height: n, extent: [-1, 1, -1, 1] };
      // In the middle of a pixel, 162.5 CSS pixels from the left.
      const contours = [{ level: 32 / 63, dash: [] }];
      const chart = await charts.show('plane-map', { plane, contours, limits: [0, 2], label: 'q(x)' }, 364);
      const seen = await pixelsOf(chart.locator('canvas.plane'));
      // The line has the lightest color of the map, which no value has.
      const line = seen.find(rgb(colorTable('sequential', true)[255]!), 40);
      expect(line.length).toBeGreaterThan(0.5 * seen.height);
      for (const [x] of line) expect(Math.abs(x + 0.5 - 162.5 * ratio)).toBeLessThanOrEqual(2 * ratio);
    });
  });
}

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
