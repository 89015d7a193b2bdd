/** The panels of runs of models that are no flows, with a daemon behind them: what they show, and that nothing claims a likelihood. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Page } from 'playwright-core';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { NARROW } from './accessibility-tests.ts';
import { flowscope, train } from './command-line.ts';
import { drawn } from './drawn.ts';
import { lookAt } from './looks.ts';
import { type PageErrors, watchErrors } from './page-errors.ts';
import { runFolders } from './run-folders.ts';
import { sharedBrowser } from './shared-browser.ts';
import { openViewBrowser, type ViewBrowser } from './view-browser.ts';

const SOON = { timeout: 60_000 };
const WIDE = { width: 800, height: 900 };
const NET = { type: 'mlp', hidden: [16] };
const DATA = { source: 'eight-gaussians', samples: 2000, evaluationSamples: 500 };
const SPECS = {
  vae: { model: 'vae', data: DATA, latent: 3, encoder: NET, decoder: NET },
  gan: { model: 'gan', data: DATA, latent: 2, generator: NET, discriminator: NET },
} as const;

let opened: ViewBrowser;
const runs = new Map<string, string>();
let page: Page;
let errors: PageErrors;
let known = 0;

beforeAll(async () => {
  opened = await openViewBrowser('models', sharedBrowser());
  const { folder } = opened;
  for (const [name, spec] of Object.entries(SPECS)) {
    const before = runFolders(folder);
    const path = join(folder, `${name}.flow.json`);
    await writeFile(path, JSON.stringify({ ...spec, training: { steps: 150, batchSize: 64 } }));
    expect(await train(path)).toBe(true);
    runs.set(name, runFolders(folder).find((run) => !before.includes(run))!);
  }
  page = await (await opened.browser.newContext({ viewport: WIDE })).newPage();
  errors = watchErrors(page);
});

afterAll(() => opened?.close());

async function open(model: keyof typeof SPECS): Promise<void> {
  const { url } = await opened.views.open(runs.get(model)!);
  await page.goto(url);
}

/** Goes to the panel and waits for each text. */
async function go(panel: string, ...texts: readonly string[]): Promise<void> {
  await page.locator(`nav a[href="/${panel}"]`).click();
  for (const text of texts) await page.getByText(text).first().waitFor(SOON);
}

/** All that the panel says, also in definitions that only hovering shows. */
const said = () =>
  page.evaluate(`(() => {
    const texts = [];
    const read = (node) => {
      if (node.nodeType === 3) texts.push(node.data);
      if (node.shadowRoot) node.shadowRoot.childNodes.forEach(read);
      if (!['STYLE', 'SCRIPT'].includes(node.tagName)) node.childNodes.forEach(read);
    };
    read(document.body);
    return texts.join(' ');
  })()`) as Promise<string>;

/** A page with the report of a run, which asks for nothing. */
async function report(model: keyof typeof SPECS): Promise<Page> {
  const file = join(opened.folder, `${model}.html`);
  await flowscope('report', runs.get(model)!, '-o', file);
  const own = await (await opened.browser.newContext({ viewport: WIDE })).newPage();
  await own.goto(pathToFileURL(file).href);
  return own;
}

/** Narrow, without errors, and without what axe finds. */
async function look(): Promise<void> {
  // What axe adds to the page is none of ours.
  expect(errors.all().slice(known)).toEqual([]);
  await page.setViewportSize(NARROW);
  await drawn(page);
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(NARROW.width);
  expect(await lookAt(page, 'light')).toEqual([]);
  await page.setViewportSize(WIDE);
  known = errors.all().length;
}

test('a GAN: both players, samples and draws of the prior, and no word of a likelihood', async () => {
  await open('gan');
  await page.getByText('samples x = g(z)').first().waitFor(SOON);
  expect(await page.locator('nav a').evaluateAll((links) => links.map((link) => link.getAttribute('href')))).toEqual([
    '/training',
    '/latent',
    '/samples',
    '/evaluation',
    '/compare',
  ]);
  expect(await said()).not.toMatch(/log q|NLL|f⁻¹/);
  await go('training', 'Accuracy of the discriminator', 'Variance of the samples / data', 'Gradient norms');
  await page.locator('fs-figure[name="discriminator accuracy"]').waitFor(SOON);
  await page.getByText('What the model has learned').waitFor(SOON);
  expect(await said()).toContain('This model has no likelihood');
  expect(await said()).not.toMatch(/log q|NLL|nats|Density/);
  await look();
  await go('latent', 'This model has no encoder', 'Interpolation between two draws of the prior');
  await page
    .getByText('draw 0 to draw 1')
    .first()
    .waitFor({ ...SOON, state: 'attached' });
  await page.locator('select', { hasText: 'base center' }).selectOption('row');
  await page.getByText('traversals from draw').waitFor(SOON);
  expect(await said()).not.toMatch(/log q|NLL|nats|held-out row |principal components of/);
  await look();
});

test('a VAE: the terms of the ELBO, one dimension of them, and the blurred round trip', async () => {
  await open('vae');
  await page.getByText('reconstruction − Σ KL = ELBO, nats').waitFor(SOON);
  await page.getByText(/The importance-weighted bound of K = 1000 draws is/).waitFor(SOON);
  const rows = page.locator('fs-waterfall g.row');
  const labels = await rows.evaluateAll((found) => found.map((row) => row.getAttribute('aria-label')!.split(':')[0]));
  expect(labels).toEqual(expect.arrayContaining(['reconstruction', 'ELBO', 'gap of the bound', 'bound, K = 1000']));
  await page.locator('fs-waterfall g.term').first().click();
  await page.getByText(/^Latent dimension z\d$/).waitFor(SOON);
  await page.locator('fs-histogram').waitFor(SOON);
  await look();
  await go('training', 'Negative ELBO, nats', 'Terms of the negative ELBO, nats');
  expect(await said()).not.toMatch(/validation NLL|best NLL|Negative log-likelihood/);
  await look();
  await go('latent', 'Blurred: q(z | x) keeps only what the decoder needs', 'Latents against the prior');
  expect(await said()).not.toMatch(/layer by layer|f⁻¹/);
  await look();
});

test('a report has the panels of its model, with all that they show at first', async () => {
  const shown = async (own: Page, panel: string, ...texts: readonly string[]) => {
    await own.locator(`nav a[href="#${panel}"]`).click();
    for (const text of texts) await own.getByText(text).first().waitFor(SOON);
    expect(await own.getByText('This report does not have').count()).toBe(0);
  };
  const vae = await report('vae');
  await vae.getByText('validation ELBO').waitFor(SOON);
  await vae.getByText('validation bound with 1000 draws').waitFor(SOON);
  await shown(
    vae,
    'layers',
    'reconstruction − Σ KL = ELBO, nats',
    'The importance-weighted bound of K = 1000 draws is',
  );
  await vae.locator('fs-waterfall g.term').first().click();
  await vae.locator('fs-histogram').waitFor(SOON);
  await shown(vae, 'latent', 'Blurred: q(z | x) keeps only what the decoder needs', 'Latents against the prior');
  await shown(vae, 'samples', 'samples x ~ p(x | z)');
  const gan = await report('gan');
  await gan.getByText('validation classifier two-sample test').waitFor(SOON);
  await shown(gan, 'latent', 'This model has no encoder', 'Interpolation between two draws of the prior');
  await shown(gan, 'training', 'discriminator');
  await Promise.all([vae, gan].map((own) => own.context().close()));
});
