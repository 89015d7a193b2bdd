/** What panels show when they have nothing to draw: nothing yet, on its way, gone, failed. In each theme, with what helps. */
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest';
import { flowscope, train } from './command-line.ts';
import { imageSpec } from './image-spec.ts';
import { lookAt, THEMES, type Theme } from './looks.ts';
import { type PageErrors, watchErrors } from './page-errors.ts';
import { openViewBrowser, type ViewBrowser } from './view-browser.ts';

const SOON = { timeout: 60_000 };

interface Run {
  readonly id: string;
  readonly runDir: string;
}

let opened: ViewBrowser;
/** Newest first: one of images, then four of the plane. */
let images: Run;
let runs: readonly Run[];
let page: Page;
let errors: PageErrors;
/** Errors that have been looked at; what axe and screenshots add to a page is none of ours. */
let known: number;

beforeAll(async () => {
  opened = await openViewBrowser('states');
  const plane = await opened.copyExample('two-moons.flow.json');
  for (let i = 0; i < 4; i++) await train(plane, { steps: 20 });
  const digits = join(opened.folder, 'images.flow.json');
  await writeFile(digits, imageSpec());
  await train(digits, { steps: 5 });
  const listed = await flowscope<{ runs: readonly Run[] }>('runs', '--root', opened.folder);
  [images, ...runs] = listed.runs as [Run, ...Run[]];
}, 240_000);

afterAll(() => opened?.close());

beforeEach(async () => {
  page = await (await opened.browser.newContext({ viewport: { width: 760, height: 520 } })).newPage();
  errors = watchErrors(page);
  known = 0;
});

afterEach(async () => {
  expect(errors.all().slice(known)).toEqual([]);
  await page.context().close();
});

async function show(name: string): Promise<void> {
  expect(errors.all().slice(known)).toEqual([]);
  for (const theme of Object.keys(THEMES) as Theme[]) {
    expect(await lookAt(page, `state-${name}`, theme)).toEqual([]);
  }
  known = errors.all().length;
}

const heading = (text: string) => page.locator('fs-notice .heading').getByText(text).first();

/** Holds back what the server says, until told otherwise. @param isHeld of the type of a message */
async function holdBack(isHeld: (type: string) => boolean): Promise<() => void> {
  const held: (() => void)[] = [];
  let isOver = false;
  await page.routeWebSocket(/./, (socket) => {
    const server = socket.connectToServer();
    server.onMessage((message) => {
      const type = typeof message === 'string' ? String((JSON.parse(message) as { type: unknown }).type) : 'array';
      if (!isOver && isHeld(type)) held.push(() => socket.send(message));
      else socket.send(message);
    });
  });
  return () => {
    isOver = true;
    for (const send of held.splice(0)) send();
  };
}

test('before anything is known, and while the figures are on their way', async () => {
  const { url } = await opened.views.open(runs[0]!.id, '--panel', 'layers');
  let holdsAll = true;
  const release = await holdBack((type) => holdsAll || type !== 'snapshot');
  await page.goto(url);
  await heading('Loading…').waitFor(SOON);
  await show('loading');
  holdsAll = false;
  await page.reload();
  await heading('Inspecting the layers…').waitFor(SOON);
  await show('asking');
  release();
  await page.getByText('The terms add up to log q(x) in every row.').waitFor(SOON);
});

test('a checkpoint that cannot be read: says so, and tries again', async () => {
  // Nobody has asked for it yet: what was computed once is kept.
  const run = runs[3]!;
  const folder = join(run.runDir, 'checkpoints');
  const files = (await readdir(folder)).filter((name) => name.endsWith('.safetensors'));
  const kept = await Promise.all(files.map((name) => readFile(join(folder, name))));
  for (const name of files) await writeFile(join(folder, name), 'no tensors');
  const { url } = await opened.views.open(run.id, '--panel', 'samples');
  await page.goto(url);
  await page.locator('fs-notice .text').waitFor(SOON);
  await show('failed');
  for (const [i, name] of files.entries()) await writeFile(join(folder, name), kept[i]!);
  await page.getByRole('button', { name: 'Try Again' }).first().click();
  await page.getByText('Means and deviations').waitFor(SOON);
});

test('a run without a checkpoint, and one without a step', async () => {
  const run = runs[1]!;
  await rm(join(run.runDir, 'checkpoints'), { recursive: true });
  const { url } = await opened.views.open(run.id, '--panel', 'layers');
  await page.goto(url);
  await heading('There is no checkpoint').waitFor(SOON);
  await show('no-checkpoint');
  await writeFile(join(run.runDir, 'metrics.jsonl'), '');
  await page.locator('nav a[href="/training"]').click();
  await heading('No step was recorded').waitFor(SOON);
  await show('no-step');
});

test('a density of images: what is shown instead', async () => {
  const { url } = await opened.views.open(images.id, '--panel', 'density');
  await page.goto(url);
  await page.getByText('Its samples show what it has learned.').waitFor(SOON);
  expect(await page.getByRole('button', { name: 'Try Again' }).count()).toBe(0);
  await show('density-of-images');
});

test('a run that is gone', async () => {
  const run = runs[2]!;
  const { url } = await opened.views.open(run.id, '--panel', 'layers');
  await page.goto(url);
  await page.getByText('The terms add up to log q(x) in every row.').waitFor(SOON);
  await rm(run.runDir, { recursive: true });
  await page.reload();
  await heading('This run is gone').waitFor(SOON);
  await show('gone');
});
