/** What panels show when they have nothing to draw: nothing yet, on its way, gone, failed; with what helps. */
import { readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import type { Page } from 'playwright-core';
import { afterAll, afterEach, beforeAll, beforeEach, expect, inject, test } from 'vitest';
import { NARROW } from './accessibility-tests.ts';
import { copyRun } from './copy-run.ts';
import { imageSpec } from './image-spec.ts';
import { keepPicture, lookAt, type Theme } from './looks.ts';
import { type PageErrors, watchErrors } from './page-errors.ts';
import { overflow, pseudoLocale, unmarked } from './pseudo-locale.ts';
import { sharedBrowser } from './shared-browser.ts';
import { openViewBrowser, type ViewBrowser } from './view-browser.ts';

const SOON = { timeout: 60_000 };

export interface StatesOptions {
  /** Those in which the `index`th state is looked at. */
  readonly themes: (index: number) => readonly Theme[];
  /** Whether a picture is kept of each. */
  readonly keepsPictures: boolean;
  /** In the pseudo-locale: each text must come from a table. Default false. */
  readonly isPseudo?: boolean;
}

export function testStates({ themes, keepsPictures, isPseudo = false }: StatesOptions): void {
  let opened: ViewBrowser;
  /** Run directories, of images and of the plane. */
  let images: string;
  let runs: readonly string[];
  let page: Page;
  let errors: PageErrors;
  /** Errors that have been looked at; what axe and pictures add to a page is none of ours. */
  let known: number;
  let states = 0;

  beforeAll(async () => {
    opened = await openViewBrowser('states', sharedBrowser());
    const trained = inject('trained');
    const plane = await opened.writePlane();
    runs = await Promise.all([0, 1, 2, 3].map((i) => copyRun(trained.plane.short, plane, `two-moons-${i}`)));
    const digits = join(opened.folder, 'images.flow.json');
    await writeFile(digits, imageSpec());
    images = await copyRun(trained.images, digits);
  });

  afterAll(() => opened?.close());

  beforeEach(async () => {
    const context = await opened.browser.newContext({ viewport: isPseudo ? NARROW : { width: 760, height: 520 } });
    if (isPseudo) await (await pseudoLocale()).use(context);
    page = await context.newPage();
    errors = watchErrors(page);
    known = 0;
  });

  afterEach(async () => {
    expect(errors.all().slice(known)).toEqual([]);
    await page.context().close();
  });

  async function show(name: string): Promise<void> {
    expect(errors.all().slice(known)).toEqual([]);
    for (const theme of themes(states++)) {
      expect(await lookAt(page, theme)).toEqual([]);
      if (keepsPictures) await keepPicture(page, `state-${name}-${theme}`);
    }
    if (isPseudo) {
      expect(
        await unmarked(page, [...runs, images, ...[...runs, images].map((run) => basename(run)), 'two-moons']),
      ).toEqual([]);
      expect(await overflow(page)).toBe(0);
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
    const { url } = await opened.views.open(runs[0]!, '--panel', 'layers');
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
    const folder = join(run, 'checkpoints');
    const files = (await readdir(folder)).filter((name) => name.endsWith('.safetensors'));
    const kept = await Promise.all(files.map((name) => readFile(join(folder, name))));
    for (const name of files) await writeFile(join(folder, name), 'no tensors');
    const { url } = await opened.views.open(run, '--panel', 'samples');
    await page.goto(url);
    await page.locator('fs-notice .text').waitFor(SOON);
    await show('failed');
    for (const [i, name] of files.entries()) await writeFile(join(folder, name), kept[i]!);
    await page.getByRole('button', { name: 'Try Again' }).first().click();
    await page.getByText('Means and deviations').waitFor(SOON);
  });

  test('a run without a checkpoint, and one without a step', async () => {
    const run = runs[1]!;
    await rm(join(run, 'checkpoints'), { recursive: true });
    const { url } = await opened.views.open(run, '--panel', 'layers');
    await page.goto(url);
    await heading('There is no checkpoint').waitFor(SOON);
    await show('no-checkpoint');
    await writeFile(join(run, 'metrics.jsonl'), '');
    await page.locator('nav a[href="/training"]').click();
    await heading('No step was recorded').waitFor(SOON);
    await show('no-step');
  });

  test('a density of images: what is shown instead', async () => {
    const { url } = await opened.views.open(images, '--panel', 'density');
    await page.goto(url);
    await page.getByText('Look at its samples instead.').waitFor(SOON);
    expect(await page.getByRole('button', { name: 'Try Again' }).count()).toBe(0);
    await show('density-of-images');
    // Its page is still there, but no panel leads to it.
    await page.locator('nav a[href="/samples"]').click();
    await page.getByText('samples x = f⁻¹(z)').first().waitFor(SOON);
    expect(await page.locator('nav a[href="/density"]').count()).toBe(0);
  });

  test('a run that is gone', async () => {
    const run = runs[2]!;
    const { url } = await opened.views.open(run, '--panel', 'layers');
    await page.goto(url);
    await page.getByText('The terms add up to log q(x) in every row.').waitFor(SOON);
    await rm(run, { recursive: true });
    await page.reload();
    await heading('This run is gone').waitFor(SOON);
    await show('gone');
  });
}
