/** The panels in the real editor for a flow of images, followed live, hidden, moved aside, in another theme, reloaded. */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { formatNats } from '../../daemon/cli/terminal/numbers.ts';
import { flowscope, train } from './command-line.ts';
import { type Editor, openEditor } from './editor.ts';
import type { EditorWindow } from './editor-window.ts';
import { imageSpec } from './image-spec.ts';
import { takeNotifications } from './messages.ts';
import { figure, panelText, waterfallRows } from './panel-page.ts';
import { runRow, runRows, stepOf } from './run-rows.ts';
import { achieve } from './wait-for.ts';

/** A panel computes; the machine may be busy. Milliseconds. */
const SOON = 60_000;
const STEPS = 60;
const LATEST = ['--checkpoint', 'latest'];
const SPEC = 'images.flow.json';

let editor: Editor;
let window: EditorWindow;
let runDir: string;

beforeAll(async () => {
  editor = await openEditor(inject('editor'));
  window = await editor.open(null, { [SPEC]: imageSpec() });
  const spec = join(window.folder, SPEC);
  for (const steps of [30, STEPS]) await train(spec, { steps, home: inject('editor').home });
  const { runs } = await flowscope<{ runs: readonly { runDir: string; steps: number }[] }>(
    'runs',
    '--root',
    window.folder,
  );
  runDir = runs.find(({ steps }) => steps === STEPS)!.runDir;
  await window.openFile(SPEC);
  await window.command('Flowscope: Restart Daemon');
  await runRow(window, new RegExp(`^images, finished, ${STEPS} steps`), SOON);
}, 240_000);

afterAll(() => editor?.close());

async function open(command: string): Promise<void> {
  await window.command('View: Focus First Editor Group');
  await window.command(`Flowscope: ${command}`);
}

test('Training and Layers: the figures of the command line', async () => {
  await open('Open Run');
  await panelText(window, /images · training/, /Gradient norm/, SOON);
  const evaluated = await flowscope<{ logLikelihood: { mean: number } }>(
    'evaluate',
    runDir,
    ...LATEST,
    '--split',
    'validation',
  );
  const training = await window.webview(/images · training/);
  expect(await figure(training, 'validation NLL')).toContain(formatNats(-evaluated.logLikelihood.mean));

  await open('Inspect Layers');
  await panelText(window, /images · layers/, /The terms add up to log q\(x\) in every row/, SOON);
  const inspected = await flowscope<{ total: { mean: number }; layers: readonly { mean: number }[] }>(
    'inspect',
    runDir,
    ...LATEST,
  );
  const rows = await waterfallRows(await window.webview(/images · layers/));
  expect(rows.at(-1)).toContain(`log q(x): mean ${formatNats(inspected.total.mean)} nats`);
  for (const [i, { mean }] of inspected.layers.entries())
    expect(rows[i + 1]).toContain(`mean ${formatNats(mean)} nats`);
  await window.screenshot('image-layers');
});

test('Latent, Samples and Compare: pictures of digits, and the runs', async () => {
  await open('Explore Latent Space');
  await panelText(window, /images · latent space/, /against χ²/, SOON);
  const latent = await window.webview(/images · latent space/);
  const { total } = await flowscope<{ total: { mean: number } }>('inspect', runDir, ...LATEST);
  expect(await figure(latent, 'log q(x)')).toContain(formatNats(total.mean));
  expect(await latent.locator('.walk fs-image-grid').count()).toBeGreaterThanOrEqual(6);
  await window.screenshot('image-latent');

  await open('Show Samples');
  await panelText(window, /images · samples/, /64 samples x = f⁻¹\(z\)/, SOON);
  const samples = await window.webview(/images · samples/);
  await samples.locator('fs-image-grid canvas').first().waitFor();
  await samples.getByText('Nearest training images').click();
  await samples.locator('fs-image-grid').nth(2).waitFor();
  await window.screenshot('image-samples');

  await open('Compare Runs');
  await window.pick(/finished, 30 steps/);
  await window.pick(/finished, 60 steps/);
  await window.page.locator('.quick-input-widget:visible .monaco-button', { hasText: /^OK$/ }).click();
  const shown = await panelText(window, /compare/i, /Last figures/, SOON);
  const { runs } = await flowscope<{ runs: readonly { best: { nll: number } }[] }>('runs', '--root', window.folder);
  expect(runs).toHaveLength(2);
  for (const { best } of runs) expect(shown).toContain(formatNats(best.nll));
  await window.screenshot('image-compare');
});

test('a panel survives being hidden, moved aside and another theme', async () => {
  const layers = /images · layers/;
  // Hidden behind another, and back.
  await window.webview(/images · samples/);
  await panelText(window, layers, /The terms add up/, SOON);
  await window.command('View: Move Editor into Next Group');
  await panelText(window, layers, /The terms add up/, SOON);
  const background = async () =>
    (await window.webview(layers)).evaluate('getComputedStyle(document.body).backgroundColor') as Promise<string>;
  const colour = async () =>
    (await window.webview(layers))
      .locator('fs-waterfall svg text')
      .first()
      .evaluate((node) => (node as { getAttribute(name: string): string | null }).getAttribute('fill'));
  const [ground, ink] = [await background(), await colour()];
  await window.command('Preferences: Toggle between Light/Dark Themes');
  await window.waitFor('another theme', async () => (await background()) !== ground && (await colour()) !== ink);
  await panelText(window, layers, /The terms add up/, SOON);
  await window.screenshot('image-layers-dark');
});

test('Layers and Training follow a training live, and are there again after a reload', async () => {
  await open('Train Flow');
  // Its first checkpoints are there by then.
  await window.waitFor('progress', async () => stepOf((await runRows(window))[0] ?? '') > 300, SOON);
  const checkpoint = async () =>
    Number(/\nstep (\d+)/.exec(await panelText(window, /images · layers/, /The terms add up/, SOON))?.[1]);
  // Not the run before.
  await window.explained(() =>
    achieve(
      'the layers of the training',
      () => open('Inspect Layers'),
      async () => (await checkpoint()) > STEPS,
      SOON,
    ),
  );
  const first = await checkpoint();
  await window.waitFor('the layers of a later checkpoint', async () => (await checkpoint()) > first, SOON);
  await window.command('Flowscope: Stop Training');
  await runRow(window, /^images, interrupted, step/, SOON);
  await window.reload();
  await panelText(window, /images · layers/, /The terms add up/, SOON);
  await window.command('Preferences: Toggle between Light/Dark Themes');
});

test('nothing went wrong unseen', async () => {
  expect(await takeNotifications(window)).toEqual([]);
  expect(window.errors.ofExtension()).toEqual([]);
});
