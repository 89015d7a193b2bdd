/** The panels of a flow of images in the real editor: also while it trains, and after a reload. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { formatNats } from '../../daemon/format/numbers.ts';
import { flowscope } from './command-line.ts';
import { type Desk, openDesk, SPECS } from './desk.ts';
import type { EditorWindow } from './editor-window.ts';
import { testImagePanels } from './image-panels-tests.ts';
import { takeNotifications } from './messages.ts';
import { figure, panelText } from './panel-page.ts';
import { runRow, runRows, stepOf } from './run-rows.ts';
import { TRAINED_STEPS } from './trained-runs.ts';
import { achieve, SOON } from './wait-for.ts';

const STEPS = TRAINED_STEPS.images;
const LATEST = ['--checkpoint', 'latest'];
/** What the panels of a finished run open at. */
const BEST = ['--checkpoint', 'best'];
/** Of a test that follows a training, milliseconds. */
const LONG = 240_000;

let desk: Desk;
let window: EditorWindow;

beforeAll(async () => {
  desk = await openDesk();
  window = desk.window;
  await desk.begin(SPECS.images);
});

afterAll(() => desk?.close());

describe('panels', () => testImagePanels(() => desk));

test('Training: the figure of the command line', async () => {
  await window.commandOnText('Open Run');
  await panelText(window, /images · training/, /Gradient norm/);
  const { bitsPerDim } = await flowscope<{ bitsPerDim: { mean: number } }>(
    'evaluate',
    desk.runs.images,
    ...LATEST,
    '--split',
    'validation',
  );
  const training = await window.webview(/images · training/);
  expect(await figure(training, 'validation NLL')).toContain(`${bitsPerDim.mean.toFixed(4)} ±`);
});

test('Latent: traversals that are pictures of digits', async () => {
  await window.commandOnText('Explore Latent Space');
  await panelText(window, /images · latent space/, /against χ²/);
  const latent = await window.webview(/images · latent space/);
  const { total } = await flowscope<{ total: { mean: number } }>('inspect', desk.runs.images, ...BEST);
  expect(await figure(latent, 'log q(x)')).toContain(formatNats(total.mean));
  expect(await latent.locator('.traversal fs-image-grid').count()).toBeGreaterThanOrEqual(6);
  await window.screenshot('image-latent');
});

test('Layers and Training follow a run live, and return after a reload', { timeout: LONG }, async () => {
  await window.commandOnText('Train Flow');
  // Its first checkpoints are there by then.
  await window.waitFor('progress', async () => stepOf((await runRows(window))[0] ?? '') > 300);
  const checkpoint = async () =>
    Number(/\nstep (\d+)/.exec(await panelText(window, /images · layers/, /The terms add up/))?.[1]);
  // Not the run before.
  await window.explained(() =>
    achieve(
      'the layers of the training',
      () => window.commandOnText('Inspect Layers'),
      async () => (await checkpoint()) > STEPS,
      SOON,
    ),
  );
  const first = await checkpoint();
  await window.waitFor('the layers of a later checkpoint', async () => (await checkpoint()) > first);
  await window.command('Flowscope: Stop Training');
  await runRow(window, /^images, interrupted, step/);
  await window.reload();
  await panelText(window, /images · layers/, /The terms add up/);
});

test('nothing went wrong unseen', async () => {
  expect(await takeNotifications(window)).toEqual([]);
  expect(window.errors.ofExtension()).toEqual([]);
});
