/** The panels in the real editor for a flow of images, hidden, moved aside, in another theme. */
import { beforeAll, expect, test } from 'vitest';
import { formatNats } from '../../daemon/format/numbers.ts';
import { flowscope } from './command-line.ts';
import { type Desk, SPECS } from './desk.ts';
import type { EditorWindow } from './editor-window.ts';
import { takeNotifications } from './messages.ts';
import { panelText, waterfallRows } from './panel-page.ts';
import { TRAINED_STEPS } from './trained-runs.ts';

/** What the panels of a finished run open at. */
const BEST = ['--checkpoint', 'best'];

export function testImagePanels(desk: () => Desk): void {
  let window: EditorWindow;
  let runDir: string;

  beforeAll(async () => {
    window = desk().window;
    runDir = desk().runs.images;
    await desk().begin(SPECS.images);
  });

  test('Layers: the terms of the command line', async () => {
    await window.commandOnText('Inspect Layers');
    await panelText(window, /images · layers/, /The terms add up to log q\(x\) in every row/);
    const inspected = await flowscope<{ total: { mean: number }; layers: readonly { mean: number }[] }>(
      'inspect',
      runDir,
      ...BEST,
    );
    const rows = await waterfallRows(await window.webview(/images · layers/));
    expect(rows.at(-1)).toContain(`log q(x): mean ${formatNats(inspected.total.mean)} nats`);
    for (const [i, { mean }] of inspected.layers.entries())
      expect(rows[i + 1]).toContain(`mean ${formatNats(mean)} nats`);
    await window.screenshot('image-layers');
  });

  test('Samples: pictures of digits, with those that they are most like', async () => {
    await window.commandOnText('Show Samples');
    await panelText(window, /images · samples/, /64 samples x = f⁻¹\(z\)/);
    const samples = await window.webview(/images · samples/);
    await samples.locator('fs-image-grid canvas').first().waitFor();
    await samples.getByRole('button', { name: 'Nearest training images' }).click();
    await samples.locator('fs-image-grid').nth(2).waitFor();
    await window.screenshot('image-samples');
  });

  test('Compare: two runs that are chosen', async () => {
    await window.commandOnText('Compare Runs');
    const compared: readonly number[] = [TRAINED_STEPS.plane.long, TRAINED_STEPS.plane.short];
    for (const steps of compared) await window.pick(new RegExp(`finished, ${steps} steps`));
    await window.page.locator('.quick-input-widget:visible .monaco-button', { hasText: /^OK$/ }).click();
    const shown = await panelText(window, /compare/i, /Final results/);
    const { runs } = await flowscope<{ runs: readonly { steps: number; best: { nll: number } }[] }>(
      'runs',
      '--root',
      window.folder,
    );
    const found = runs.filter(({ steps }) => compared.includes(steps));
    expect(found).toHaveLength(2);
    for (const { best } of found) expect(shown).toContain(formatNats(best.nll));
    await window.screenshot('image-compare');
  });

  test('a panel survives being hidden, moved aside and another theme', async () => {
    const layers = /images · layers/;
    // Hidden behind another, and back.
    await window.webview(/images · samples/);
    await panelText(window, layers, /The terms add up/);
    await window.command('View: Move Editor into Next Group');
    await panelText(window, layers, /The terms add up/);
    const background = async () =>
      (await window.webview(layers)).evaluate('getComputedStyle(document.body).backgroundColor') as Promise<string>;
    const color = async () =>
      (await window.webview(layers))
        .locator('fs-waterfall svg text')
        .first()
        .evaluate((node) => (node as { getAttribute(name: string): string | null }).getAttribute('fill'));
    const [ground, ink] = [await background(), await color()];
    await window.command('Preferences: Toggle between Light/Dark Themes');
    await window.waitFor('another theme', async () => (await background()) !== ground && (await color()) !== ink);
    await panelText(window, layers, /The terms add up/);
    await window.screenshot('image-layers-dark');
    await window.command('Preferences: Toggle between Light/Dark Themes');
    await window.waitFor('first theme', async () => (await background()) === ground && (await color()) === ink);
    await window.command('View: Move Editor into Previous Group');
    await panelText(window, layers, /The terms add up/);
  });

  test('nothing went wrong unseen', async () => {
    expect(await takeNotifications(window)).toEqual([]);
    expect(window.errors.ofExtension()).toEqual([]);
  });
}
