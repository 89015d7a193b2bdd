/** Panels on long runs and deep flows: how soon they are there, and how smoothly they move. In a headless browser. */
import type { Page } from 'playwright-core';
import { quantile } from '../../bench/statistics.ts';
import { launchBrowser } from '../../test/e2e/browser.ts';
import { flowscope, train } from '../../test/e2e/command-line.ts';
import { openViewBrowser } from '../../test/e2e/view-browser.ts';
import { frameTimesScript } from '../measurement/frame-times.ts';
import { LONG, longRun } from '../measurement/long-run.ts';
import { atMost, type Proof } from '../measurement/proof.ts';

const [OPENINGS, POINTS] = [7, 100_000] as const;

export async function prove(): Promise<Proof> {
  const { folder, browser, views, copyExample, close } = await openViewBrowser('panels', launchBrowser());
  try {
    await longRun(folder);
    await train(await copyExample('two-moons.flow.json'), { steps: 300 });
    const { runs } = await flowscope<{ runs: readonly { id: string; name: string }[] }>('runs', '--root', folder);
    const idOf = (name: string) => runs.find((run) => run.name === name)!.id;
    const page = await browser.newPage({ viewport: { width: 1000, height: 900 } });
    await page.addInitScript(FRAMES);
    const deep = await views.open(idOf('long'));
    await page.goto(deep.url);
    // It is let in before it goes elsewhere.
    await page.locator('fs-waterfall').waitFor();
    const training = await openings(page, '/training', 'fs-line-chart .u-over');
    const zoom = await frames(page, 'fs-line-chart', zoomBy);
    const layers = await openings(page, '/layers', 'fs-heat-map canvas.cells, fs-waterfall g.row');
    const scrolled = await frames(page, 'fs-waterfall', scrollBy);
    await deep.end();
    await page.goto((await views.open(idOf('two-moons'), '--panel', 'samples')).url);
    await page.locator('fs-scatter canvas').waitFor();
    await page.evaluate(`(() => {
      const values = Float64Array.from({ length: ${2 * POINTS} }, () => Math.random() + Math.random() + Math.random());
      window.flowscopeDeep('fs-scatter')[0].sets = [{ values, color: 0, name: 'sample' }];
    })()`);
    await page.waitForTimeout(500);
    const panned = await frames(page, 'fs-scatter', panBy);
    const ms = (values: readonly number[], q: number) => quantile(values, q);
    const smooth = (what: string, taken: readonly number[]) => [
      atMost(`${what}: median frame`, ms(taken, 0.5), 17, 'ms'),
      atMost(`${what}: p95`, ms(taken, 0.95), 33, 'ms'),
    ];
    return {
      name: 'panels',
      title: 'Panels on long runs and deep flows',
      results: [
        atMost(
          `Training panel with ${LONG.records} metric points, median of ${OPENINGS}`,
          ms(training, 0.5),
          500,
          'ms',
        ),
        atMost(
          `Layers panel with ${LONG.layers} layers × ${LONG.rows} steps, median of ${OPENINGS}`,
          ms(layers, 0.5),
          500,
          'ms',
        ),
        ...smooth('zooming the curves', zoom),
        ...smooth('scrolling the layers', scrolled),
        ...smooth(`panning a scatter of ${POINTS} points`, panned),
      ],
      notes: [
        'Headless Chromium without a graphics card, the pages of flowscope view, no training beside it. Opening: from the start of the navigation until the curves, or the waterfall and the heat map, are drawn; the daemon has been asked for the run before, as it has been when the Runs view shows it, and the layers of this checkpoint were measured before.',
        `The openings: Training ${list(training)}, Layers ${list(layers)} ms. Frames: from one animation frame to the next while the wheel turns or the mouse drags, ${zoom.length}, ${scrolled.length} and ${panned.length} of them.`,
      ],
    };
  } finally {
    await close();
  }
}

const list = (values: readonly number[]) => values.map((value) => value.toFixed(0)).join(', ');

/** Milliseconds from the start of the navigation until all of `parts` are drawn. */
async function openings(page: Page, path: string, parts: string): Promise<number[]> {
  const taken: number[] = [];
  for (let i = 0; i <= OPENINGS; i++) {
    await page.goto(new URL(path, page.url()).href);
    const milliseconds = Number(await page.evaluate(`window.flowscopeShown(${JSON.stringify(parts.split(', '))})`));
    // The first one has the daemon read the run.
    if (i > 0) taken.push(milliseconds);
  }
  return taken;
}

/** Distances of animation frames while `move` goes on, milliseconds. */
async function frames(page: Page, part: string, move: (page: Page) => Promise<void>): Promise<number[]> {
  const chart = page.locator(part).first();
  await chart.scrollIntoViewIfNeeded();
  const box = (await chart.boundingBox())!;
  await page.mouse.move(box.x + box.width / 2, box.y + Math.min(box.height, 400) / 2);
  await page.waitForTimeout(300);
  await page.evaluate('window.flowscopeFrames.begin()');
  await move(page);
  return (await page.evaluate('window.flowscopeFrames.end()')) as number[];
}

async function zoomBy(page: Page): Promise<void> {
  for (let i = 0; i < 60; i++) {
    await page.mouse.wheel(0, i < 30 ? -100 : 100);
    await page.waitForTimeout(30);
  }
}

async function scrollBy(page: Page): Promise<void> {
  for (let i = 0; i < 60; i++) {
    await page.mouse.wheel(0, i < 30 ? 60 : -60);
    await page.waitForTimeout(30);
  }
}

async function panBy(page: Page): Promise<void> {
  const box = (await page.locator('fs-scatter canvas').boundingBox())!;
  const [x, y] = [box.x + box.width / 2, box.y + 200];
  await page.mouse.move(x, y);
  await page.mouse.down();
  for (let i = 0; i < 90; i++) {
    await page.mouse.move(x + 80 * Math.sin(i / 8), y + 60 * Math.cos(i / 8));
    await page.waitForTimeout(16);
  }
  await page.mouse.up();
}

/** Runs in the page, before its own scripts. Looks into shadow roots, which selectors do not. */
const FRAMES = `(() => {
  const deep = (selector, root = document) => [
    ...root.querySelectorAll(selector),
    ...[...root.querySelectorAll('*')].flatMap((node) => (node.shadowRoot ? deep(selector, node.shadowRoot) : [])),
  ];
  const drawn = (selector) => {
    const [host, inner] = selector.split(' ');
    return deep(host).some((node) => [...node.shadowRoot.querySelectorAll(inner)].some((part) => part.getBoundingClientRect().height > 4));
  };
  window.flowscopeDeep = deep;
  window.flowscopeShown = (parts) => new Promise((resolve, reject) => {
    const look = () => {
      if (performance.now() > 60_000) return reject(new Error(document.body.innerText));
      if (!parts.every(drawn)) return requestAnimationFrame(look);
      // What was laid out is painted with the next frame.
      requestAnimationFrame(() => resolve(performance.now()));
    };
    look();
  });
  ${frameTimesScript('flowscopeFrames')}
})()`;
