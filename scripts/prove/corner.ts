/** The corner plot of the Samples panel with 100 000 samples of 8 columns: how soon it is there, and how smoothly it selects. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { quantile } from '../../bench/statistics.ts';
import { writeNpy } from '../../daemon/encoding/write-npy.ts';
import { randomStream } from '../../daemon/random/random-stream.ts';
import { launchBrowser } from '../../test/e2e/browser.ts';
import { flowscope, train } from '../../test/e2e/command-line.ts';
import { openViewBrowser } from '../../test/e2e/view-browser.ts';
import { frameTimesScript } from '../measurement/frame-times.ts';
import { atMost, type Proof } from '../measurement/proof.ts';

const [SAMPLES, ROWS, COLUMNS, PICTURES] = [100_000, 65_536, 8, 7] as const;

/** Of which nine tenths are training rows. */
const FILE_ROWS = 80_000;

const SPEC = {
  name: 'wide-table',
  data: { source: 'npy', path: 'table.npy', split: { validation: 0.05, test: 0.05 } },
  layers: [
    { type: 'linear', kind: 'lu' },
    { type: 'affine-coupling', conditioner: { type: 'mlp', hidden: [16] } },
  ],
  training: { steps: 200, batchSize: 256 },
};

export async function prove(): Promise<Proof> {
  const { folder, browser, views, close } = await openViewBrowser('corner', launchBrowser());
  try {
    await writeFile(join(folder, 'table.npy'), writeNpy(table(FILE_ROWS), [FILE_ROWS, COLUMNS]));
    const spec = join(folder, 'wide-table.flow.json');
    await writeFile(spec, JSON.stringify(SPEC));
    await train(spec);
    const { runs } = await flowscope<{ runs: readonly { id: string }[] }>('runs', '--root', folder);
    const page = await browser.newPage({ viewport: { width: 1000, height: 1000 } });
    await page.addInitScript(WATCH);
    await page.goto((await views.open(runs[0]!.id, '--panel', 'samples')).url);
    await page.locator('fs-corner-plot canvas').waitFor();
    await page.getByLabel('rows of the data').selectOption('training rows');
    await page.getByText('Columns: 6 of 8').click();
    for (const column of [6, 7]) await page.locator('fs-sample-corner input[type=checkbox]').nth(column).check();
    await page.evaluate('window.cornerPictures.begin()');
    await page.locator('flowscope-samples select').first().selectOption({ index: 6 });
    const pictures = [await nextPicture(page)];
    for (let i = 1; i < PICTURES; i++) {
      await page.evaluate('window.cornerPictures.begin()');
      await page.getByRole('button', { name: 'Draw with the next seed' }).click();
      pictures.push(await nextPicture(page));
    }
    const frames = await brush(page);
    const drawn = pictures.map(({ picture }) => picture);
    return {
      name: 'corner',
      title: 'Corner plot of 100 000 samples of 8 columns',
      results: [
        atMost(`picture after the answer, median of ${PICTURES}`, quantile(drawn, 0.5), 500, 'ms'),
        atMost('the slowest of them', Math.max(...drawn), 750, 'ms'),
        atMost('selecting rows by dragging: median frame', quantile(frames, 0.5), 17, 'ms'),
        atMost('selecting rows by dragging: p95', quantile(frames, 0.95), 33, 'ms'),
      ],
      notes: [
        `Headless Chromium without a graphics card, the page of flowscope view, ${SAMPLES} samples over ${ROWS} training rows in ${COLUMNS} columns: 28 cells below the diagonal. A picture: from the daemon's answer, which names the arrays, until they have arrived and all cells are drawn. The pictures: ${list(drawn)} ms; of this, until the last array has arrived, ${list(pictures.map(({ arrays }) => arrays))} ms.`,
        `Frames: from one animation frame to the next, ${frames.length} of them, while the mouse drags a rectangle over one cell and the selected rows of both sets are counted, contoured and drawn in all cells.`,
      ],
    };
  } finally {
    await close();
  }
}

const list = (values: readonly number[]) => values.map((value) => value.toFixed(0)).join(', ');

/** Columns with correlations, two modes, a skewed one and a bounded one. */
function table(rows: number): Float32Array {
  const random = randomStream(1, 'corner-table');
  const values = new Float32Array(rows * COLUMNS);
  for (let i = 0; i < rows; i++) {
    const [a, b, c] = [random.normal(), random.normal(), random.normal()];
    const mode = random.uniform() < 0.4 ? -2 : 1.5;
    const row = [a, 0.5 * a * a + 0.4 * b, mode + 0.5 * c, Math.exp(0.7 * b), random.uniform(), a + mode, c, b - c];
    values.set(row, i * COLUMNS);
  }
  return values;
}

interface Picture {
  /** Milliseconds from the answer until the last array arrived, and until the picture was drawn. */
  readonly arrays: number;
  readonly picture: number;
}

async function nextPicture(page: Page): Promise<Picture> {
  return (await page.evaluate('window.cornerPictures.next()')) as Picture;
}

/** Distances of animation frames while a rectangle is dragged, milliseconds. */
async function brush(page: Page): Promise<number[]> {
  const canvas = page.locator('fs-corner-plot canvas');
  await canvas.scrollIntoViewIfNeeded();
  const box = (await canvas.boundingBox())!;
  // In the third row, from the upper left of its first cell.
  const cell = (box.width - 66) / COLUMNS;
  const [x, y] = [box.x + 58 + 0.2 * cell, box.y + 2 * cell + 0.2 * cell];
  await page.mouse.move(x, y);
  await page.mouse.down();
  await page.waitForTimeout(300);
  await page.evaluate('window.cornerFrames.begin()');
  for (let i = 0; i < 120; i++) {
    await page.mouse.move(x + cell * (0.4 + 0.3 * Math.sin(i / 8)), y + cell * (0.4 + 0.3 * Math.cos(i / 11)));
    await page.waitForTimeout(16);
  }
  const taken = (await page.evaluate('window.cornerFrames.end()')) as number[];
  await page.mouse.up();
  return taken;
}

/** Runs in the page, before its own scripts. Looks into shadow roots, which selectors do not. */
const WATCH = `(() => {
  const deep = (selector, root = document) => [
    ...root.querySelectorAll(selector),
    ...[...root.querySelectorAll('*')].flatMap((node) => (node.shadowRoot ? deep(selector, node.shadowRoot) : [])),
  ];
  let [answered, arrived, before] = [0, 0, null];
  window.addEventListener('message', ({ data }) => {
    if (data?.type === 'array') arrived = performance.now();
    else if (data?.type !== 'snapshot') answered = performance.now();
  }, true);
  const plot = () => deep('fs-corner-plot')[0];
  window.cornerPictures = {
    begin() { before = plot().data; },
    next: () => new Promise((resolve, reject) => {
      const started = performance.now();
      const look = () => {
        if (performance.now() - started > 60_000) return reject(new Error(document.body.innerText));
        if (plot() === undefined || plot().data === before) return requestAnimationFrame(look);
        // It is drawn in this frame, and painted before the next one.
        requestAnimationFrame(() => resolve({ arrays: arrived - answered, picture: performance.now() - answered }));
      };
      look();
    }),
  };
  ${frameTimesScript('cornerFrames')}
})()`;
