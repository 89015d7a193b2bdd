/** Charts that respond to the pointer and the keyboard: maps, rows of the plane, curves of columns, images. */
import { expect, test } from 'vitest';
import { attributes } from './chart-attributes.ts';
import type { ChartPage } from './chart-page.ts';
import { useChartPage } from './chart-suite.ts';
import { pixelsOf } from './pixels.ts';

let charts: ChartPage;
useChartPage((page) => {
  charts = page;
});

test('a path through the plane has marks at its start and end, and the end mark is larger', async () => {
  const ways = [{ label: 'z0', values: [-1, -1, 0, 0.5, 1, 1], names: ['−2', '0', '2'] }];
  const chart = await charts.show('traversal-paths', { ways, points: [-2, -2, 2, 2], label: 'traversal' }, 400);
  const marks = await attributes(chart, 'circle', ['cx', 'cy', 'r']);
  expect(marks.map(([, , r]) => r)).toEqual([2.5, 2.5, 4]);
  const [first, , last] = marks;
  // Symmetric about the middle of the drawing.
  expect(first![0]! + last![0]!).toBeCloseTo(400, 0);
  expect(first![1]! + last![1]!).toBeCloseTo(400, 0);
  expect(last![1]).toBeLessThan(first![1]!);
});

/** The events of a chart, in order. */
async function toldBy(tag: string, ...events: readonly string[]): Promise<() => Promise<readonly unknown[]>> {
  await charts.page.evaluate(`
    globalThis.heard = [];
    for (const name of ${JSON.stringify(events)})
      document.querySelector('${tag}').addEventListener(name, (event) => heard.push([name, event.detail]));`);
  return () => charts.page.evaluate('heard') as Promise<readonly unknown[]>;
}

test('a map reports the point under the pointer and the cross-hair, and follows the pointer immediately', async () => {
  const plane = { values: Array.from({ length: 64 }, (_, i) => i), width: 8, height: 8, extent: [-4, 4, -4, 4] };
  const chart = await charts.show('plane-map', { plane, limits: [0, 64], label: 'q(x)' }, 364);
  const told = await toldBy('fs-plane-map', 'probe', 'extent');
  const canvas = chart.locator('canvas.plane');
  const box = (await canvas.boundingBox())!;
  const place = (x: number, y: number) => [box.x + ((x + 4) / 8) * 320, box.y + ((4 - y) / 8) * 320] as const;
  await charts.page.mouse.move(...place(2.25, -1.25));
  const [[, hovered]] = (await told()) as [[string, { point: { x: number; y: number }; isChosen: boolean }]];
  expect([hovered.point.x, hovered.point.y, hovered.isChosen]).toEqual([
    expect.closeTo(2.25, 1),
    expect.closeTo(-1.25, 1),
    false,
  ]);
  // The cell from (2, −2) to (3, −1).
  await chart.getByText('(2.5, −1.5): 22', { exact: true }).waitFor();
  expect(await chart.locator('.cross-hair').count()).toBe(1);

  // A drag reports the position of the picture continuously, and a click chooses the point.
  await charts.page.mouse.down();
  await charts.page.mouse.move(...place(1.25, -1.25));
  const extents = ((await told()) as [string, readonly number[]][]).filter(([name]) => name === 'extent');
  expect(extents.at(-1)![1]).toEqual([expect.closeTo(-3, 1), expect.closeTo(5, 1), -4, 4]);
  await charts.page.mouse.up();
  await charts.page.mouse.click(...place(0, 0));
  expect(((await told()) as [string, object][]).at(-1)).toMatchObject(['probe', { isChosen: true }]);

  // The cross-hair goes with the arrow keys.
  await canvas.press('ArrowUp');
  const [, { point }] = ((await told()) as [string, { point: { y: number } }][]).at(-1)!;
  expect(point.y).toBeCloseTo(8 / 64, 1);
  await canvas.press('Escape');
  expect(((await told()) as [string, object][]).at(-1)).toEqual(['probe', { point: null, isChosen: true }]);
  await charts.drawn();
  expect(await chart.locator('.cross-hair').count()).toBe(0);
});

test('a map that gets the focus from the keyboard shows its cross-hair', async () => {
  const plane = { values: [0, 1, 2, 3], width: 2, height: 2, extent: [0, 1, 0, 1] };
  const chart = await charts.show('plane-map', { plane, limits: [0, 3], label: 'q(x)' }, 300);
  await charts.page.keyboard.press('Tab');
  await chart.locator('.cross-hair').waitFor();
});

test('rows of a plane are chosen by a click, and its mark is dragged or moved with the arrow keys', async () => {
  const places = { lines: 0, points: 0, positions: [], rows: [-1, -1, 1, 1, 0, 0.5], stages: 1 };
  const properties = { places, choosable: true, movable: true, mark: [0.5, -0.5], label: 'rows' };
  const chart = await charts.show('plane-grid', properties, 364);
  const told = await toldBy('fs-plane-grid', 'row', 'move');
  const box = (await chart.locator('canvas').boundingBox())!;
  // A margin of 4 % on each side.
  const place = (x: number, y: number) =>
    [box.x + ((x + 1.08) / 2.16) * 320, box.y + ((1.08 - y) / 2.16) * 320] as const;
  await charts.page.mouse.move(...place(0.02, 0.5));
  await chart.getByText('row 2: (0, 0.5)').waitFor();
  await charts.page.mouse.click(...place(0.02, 0.5));
  expect(await told()).toEqual([['row', 2]]);

  await charts.page.mouse.move(...place(0.5, -0.5));
  await charts.page.mouse.down();
  await charts.page.mouse.move(...place(0.7, -0.3));
  // It stays within the picture.
  await charts.page.mouse.move(box.x + 400, box.y + 10);
  await charts.page.mouse.up();
  const moves = ((await told()) as [string, { x: number; y: number }][]).slice(1).map(([, { x, y }]) => [x, y]);
  expect(moves).toContainEqual([expect.closeTo(0.7, 1), expect.closeTo(-0.3, 1)]);
  expect(moves.at(-1)![0]).toBeCloseTo(1.08, 2);

  await chart.locator('canvas').press('ArrowLeft');
  const [, { x }] = ((await told()) as [string, { x: number }][]).at(-1)!;
  expect(x).toBeCloseTo(0.5 - 2.16 / 64, 5);
});

test('rows keep their colors from one picture of the plane to another', async () => {
  const rows = Array.from({ length: 40 }, (_, i) => [Math.cos(i), Math.sin(i)]).flat();
  const turned = rows.map((_, i) => (i % 2 === 0 ? -rows[i + 1]! : rows[i - 1]!));
  const bins = Array.from({ length: 40 }, (_, i) => (i % 2 === 0 ? 60 : 70));
  const order = [...bins.keys()].sort((a, b) => bins[a]! - bins[b]!);
  const places = { lines: 0, points: 0, positions: [], rows: [...rows, ...turned], stages: 2 };
  const chart = await charts.show('plane-grid', { places, colors: { bins, order }, stage: 0, label: 'rows' }, 364);
  const palette = (await charts.page.evaluate(`(() => {
    const canvas = document.querySelector('fs-plane-grid').shadowRoot.querySelector('canvas');
    const { data } = canvas.getContext('2d').getImageData(0, 0, canvas.width, canvas.height);
    const found = new Set();
    for (let i = 0; i < data.length; i += 4) if (data[i + 3] === 255) found.add(data.slice(i, i + 3).join());
    return [...found];
  })()`)) as string[];
  expect(palette).toHaveLength(2);
  const first = await pixelsOf(chart.locator('canvas'));
  await charts.page.evaluate(`document.querySelector('fs-plane-grid').stage = 1`);
  await charts.drawn();
  const second = await pixelsOf(chart.locator('canvas'));
  for (const color of palette) {
    const rgb = color.split(',').map(Number) as [number, number, number];
    const [before, after] = [first.find(rgb), second.find(rgb)];
    expect(after).toHaveLength(before.length);
    expect(after).not.toEqual(before);
  }
});

test('columns are curves with names; the pointer and the arrow keys read them in their own units', async () => {
  const x = [-3, -1, 1, 3];
  const curves = [
    { name: 'flat', values: [7, 7, 7, 7], scaled: [0, 0, 0, 0] },
    { name: 'rising', values: [100, 200, 300, 400], scaled: [-1.5, -0.5, 0.5, 1.5] },
  ];
  const chart = await charts.show('column-curves', { curves, x, xTitle: 'σ', yTitle: 'deviations', label: 'z0' }, 400);
  const names = () => chart.locator('li').allInnerTexts();
  // What moves most comes first.
  expect(await names()).toEqual(['rising', 'flat']);
  const [rising] = await chart
    .locator('path.curve')
    .evaluateAll((paths) =>
      paths.map((path) =>
        path
          .getAttribute('d')!
          .match(/-?[\d.]+/g)!
          .map(Number),
      ),
    )
    .then((all) => all.toSorted((a, b) => Math.abs(b[1]! - b.at(-1)!) - Math.abs(a[1]! - a.at(-1)!)));
  expect(rising![1]).toBeGreaterThan(rising!.at(-1)!);
  await chart.locator('.chart').focus();
  await charts.page.keyboard.press('ArrowRight');
  expect(await names()).toEqual(['σ 1', 'rising 300', 'flat 7']);
  await charts.page.keyboard.press('ArrowLeft');
  expect(await names()).toEqual(['σ −1', 'rising 200', 'flat 7']);
  const box = (await chart.locator('.chart svg').boundingBox())!;
  await charts.page.mouse.move(box.x + rising![4]!, box.y + rising![5]!);
  await charts.drawn();
  expect(await chart.locator('li.near').textContent()).toBe('rising 300');
});

test('images fill the available space, and are chosen by a click or with the keyboard', async () => {
  const images = { pixels: Array.from({ length: 5 * 6 }, (_, i) => i * 8), n: 5, height: 2, width: 3, channels: 1 };
  const properties = { images, columns: 3, fills: true, choosable: true, label: 'five' };
  const chart = await charts.show('image-grid', properties, 500);
  const box = (await chart.locator('canvas').boundingBox())!;
  expect(box.width).toBeGreaterThan(490);
  const told = await toldBy('fs-image-grid', 'image');
  await charts.page.mouse.click(box.x + box.width / 2, box.y + box.height - 10);
  await chart.locator('canvas').press('ArrowRight');
  await charts.page.keyboard.press('ArrowRight');
  await charts.page.keyboard.press('ArrowRight');
  await charts.page.keyboard.press('Enter');
  // Below and to the right there is none: it stays.
  await charts.page.keyboard.press('ArrowDown');
  await charts.page.keyboard.press('Enter');
  expect(await told()).toEqual([
    ['image', 4],
    ['image', 2],
    ['image', 2],
  ]);
});

test('a column has the same color in every chart, whichever moves most', async () => {
  const x = [-1, 1];
  const colors = async (reaches: readonly number[]) => {
    const curves = reaches.map((reach, d) => ({ name: `x${d}`, values: [0, reach], scaled: [0, reach] }));
    const chart = await charts.show(
      'column-curves',
      { curves, x, xTitle: 'σ', yTitle: 'deviations', label: 'z0' },
      400,
    );
    const entries = await chart
      .locator('li')
      .evaluateAll((items) =>
        items.map((item) => [item.textContent, item.querySelector('line')!.getAttribute('stroke')]),
      );
    return Object.fromEntries(entries);
  };
  const first = await colors([1, 2, 3]);
  expect(new Set(Object.values(first)).size).toBe(3);
  expect(await colors([3, 2, 1])).toEqual(first);
});
