/** Samples and Evaluation of a table with categories, whole numbers and numbers with one decimal, in all themes: pictures of the documentation. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { randomStream } from '../../daemon/random/random-stream.ts';
import { train } from './command-line.ts';
import { drawn } from './drawn.ts';
import { ALL_THEMES, keepPicture, lookAt } from './looks.ts';
import { type PageErrors, watchErrors } from './page-errors.ts';
import { runFolders } from './run-folders.ts';
import { sharedBrowser } from './shared-browser.ts';
import { openViewBrowser, type ViewBrowser } from './view-browser.ts';

/** Means of each species: length and depth of the bill, mm, length of the flipper, mm, and mass, g. */
const SPECIES = {
  Adelie: { share: 0.44, means: [38.8, 18.3, 190, 3700] },
  Gentoo: { share: 0.36, means: [47.5, 15, 217, 5075] },
  Chinstrap: { share: 0.2, means: [48.8, 18.4, 196, 3730] },
} as const;
const COLUMNS = ['species', 'bill_length_mm', 'bill_depth_mm', 'flipper_length_mm', 'body_mass_g'] as const;
const ROWS = 3000;

const SPEC = {
  name: 'penguins',
  data: {
    source: 'csv',
    path: 'penguins.csv',
    columns: [{ name: 'species', as: 'category' }, ...COLUMNS.slice(1)],
    dequantize: [
      { column: 'bill_length_mm', step: 0.1 },
      { column: 'bill_depth_mm', step: 0.1 },
      'flipper_length_mm',
      { column: 'body_mass_g', step: 25 },
    ],
    split: { validation: 0.2, test: 0.1 },
  },
  layers: [
    {
      type: 'repeat',
      times: 4,
      layers: [{ type: 'spline-coupling', conditioner: { type: 'mlp', hidden: [32] } }, { type: 'linear' }],
    },
  ],
  training: { steps: 600, batchSize: 256 },
};

let opened: ViewBrowser;
let page: Page;
let errors: PageErrors;

beforeAll(async () => {
  opened = await openViewBrowser('table-panels', sharedBrowser());
  await writeFile(join(opened.folder, 'penguins.csv'), table());
  const spec = join(opened.folder, 'penguins.flow.json');
  await writeFile(spec, JSON.stringify(SPEC));
  expect(await train(spec)).toBe(true);
  const { url } = await opened.views.open(runFolders(opened.folder)[0]!);
  page = await (await opened.browser.newContext({ viewport: { width: 1000, height: 900 } })).newPage();
  errors = watchErrors(page);
  await page.goto(url);
}, 300_000);

afterAll(() => opened?.close());

test.each([
  ['samples', 'Contours enclose 39, 86 and 95 % of the samples, or of the rows.'],
  ['evaluation', 'How to read PIT histograms and QQ plots'],
] as const)(
  '%s',
  async (panel, text) => {
    const known = errors.all().length;
    await page.locator(`nav a[href="/${panel}"]`).click();
    await page.getByText(text).first().waitFor({ timeout: 120_000 });
    await drawn(page);
    // What axe and the pictures add to the page is none of ours.
    expect(errors.all().slice(known)).toEqual([]);
    for (const theme of ALL_THEMES) {
      expect(await lookAt(page, theme)).toEqual([]);
      await keepPicture(page, `table-${panel}-${theme}`);
    }
  },
  300_000,
);

/** As CSV. Larger animals of a species are larger in all ways. */
function table(): string {
  const random = randomStream(1, 'penguins');
  const kinds = Object.entries(SPECIES);
  const lines = Array.from({ length: ROWS }, () => {
    let [draw, i] = [random.uniform(), 0];
    while (i < kinds.length - 1 && draw > kinds[i]![1].share) draw -= kinds[i++]![1].share;
    const [name, { means }] = kinds[i]!;
    const size = random.normal();
    const of = (mean: number, along: number, own: number) => mean + along * size + own * random.normal();
    return [
      name,
      of(means[0], 1.7, 2).toFixed(1),
      of(means[1], 0.7, 0.8).toFixed(1),
      of(means[2], 4, 5).toFixed(0),
      25 * Math.round(of(means[3], 330, 260) / 25),
    ].join();
  });
  return `${COLUMNS.join()}\n${lines.join('\n')}\n`;
}
