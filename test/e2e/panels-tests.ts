/** The panels in the real editor: what they show is what the command line computes, and a file is opened beside them. */
import { beforeAll, expect, test } from 'vitest';
import { formatNats, formatNumber } from '../../daemon/format/numbers.ts';
import { flowscope } from './command-line.ts';
import type { Desk } from './desk.ts';
import type { EditorWindow } from './editor-window.ts';
import { takeNotifications } from './messages.ts';
import { figure, panelText, waterfallRows } from './panel-page.ts';
import { TRAINED_STEPS } from './trained-runs.ts';

const STEPS = TRAINED_STEPS.plane.short;
const LATEST = ['--checkpoint', 'latest'];
/** What the panels of a finished run open at. */
const BEST = ['--checkpoint', 'best'];

export function testPanels(desk: () => Desk): void {
  let window: EditorWindow;
  let runDir: string;

  beforeAll(async () => {
    window = desk().window;
    runDir = desk().runs.plane;
    await window.openFile('two-moons.flow.json');
  });

  test('Training: the figures and curves of a run', async () => {
    await window.command('Flowscope: Open Run');
    const shown = await panelText(window, /two-moons · training/, /Gradient norm/);
    expect(shown).toContain(`finished, ${STEPS} steps`);
    const frame = await window.webview(/two-moons · training/);
    const evaluated = await flowscope<{ logLikelihood: { mean: number } }>(
      'evaluate',
      runDir,
      ...LATEST,
      '--split',
      'validation',
    );
    expect(await figure(frame, 'validation NLL')).toContain(formatNats(-evaluated.logLikelihood.mean));
    expect(await frame.locator('fs-line-chart canvas').count()).toBeGreaterThanOrEqual(3);
    await window.screenshot('panel-training');
  });

  test('Layers: the waterfall is that of the command line, and a layer leads to its text and back', async () => {
    await window.text.focus();
    await window.command('Flowscope: Inspect Layers');
    const title = /two-moons · layers/;
    await panelText(window, title, /The terms add up to log q\(x\) in every row/);
    const frame = await window.webview(title);
    const { base, total, layers } = await flowscope<{
      base: { mean: number };
      total: { mean: number };
      layers: readonly { index: number; type: string; mean: number; gain: number | null }[];
    }>('inspect', runDir, ...BEST);
    const rows = await waterfallRows(frame);
    expect(rows).toHaveLength(layers.length + 2);
    expect(rows[0]).toContain(`log π(z): mean ${formatNats(base.mean)} nats`);
    expect(rows.at(-1)).toContain(`log q(x): mean ${formatNats(total.mean)} nats`);
    for (const [i, { type, mean, gain }] of layers.entries()) {
      expect(rows[i + 1]).toContain(`mean ${formatNats(mean)} nats`);
      expect(rows[i + 1]).toContain(type);
      if (gain !== null) expect(rows[i + 1]).toContain(`gain ${formatNats(gain)}`);
    }
    await frame.locator('fs-waterfall g.term').nth(2).click();
    await panelText(window, title, /Layer 2: affine-coupling \[1\]/);
    await frame.locator('fs-layer-detail fs-scatter').first().waitFor();
    await window.screenshot('panel-layers');
  });

  test('Samples: their means are those of the same samples of the command line', async () => {
    await window.text.focus();
    await window.command('Flowscope: Show Samples');
    const title = /two-moons · samples/;
    await panelText(window, title, /Means and deviations/);
    const frame = await window.webview(title);
    await frame.locator('main select').first().selectOption('1000');
    const { samples } = await flowscope<{ samples: number[][] }>('sample', runDir, '-n', '1000', ...BEST);
    const mean = samples.reduce((sum, [x]) => sum + x!, 0) / samples.length;
    const shown = await panelText(window, title, /1000 samples x = f⁻¹\(z\)/);
    await window.screenshot('panel-samples');
    expect(shown).toContain(`\n${formatNumber(mean)} ± `);
  });

  test('Density: its integral and its distance from the true one', async () => {
    await window.text.focus();
    await window.command('Flowscope: Show Density');
    const title = /two-moons · density/;
    await panelText(window, title, /True p\(x\)/);
    const frame = await window.webview(title);
    const { integral } = await flowscope<{ integral: number }>('density', runDir, '--size', '256', ...BEST);
    expect(await figure(frame, 'mass inside the picture')).toBe(formatNumber(integral, 5));
    await window.screenshot('panel-density');
  });

  test('Latent: traversals, the warped plane and the latents against the base distribution', async () => {
    await window.text.focus();
    await window.command('Flowscope: Explore Latent Space');
    const title = /two-moons · latent space/;
    await panelText(window, title, /against χ²/);
    const frame = await window.webview(title);
    const { total } = await flowscope<{ total: { mean: number } }>('inspect', runDir, ...BEST);
    expect(await figure(frame, 'log q(x)')).toContain(formatNats(total.mean));
    await window.screenshot('panel-latent');
  });

  test('while a panel has the focus, files open beside the panels, and previews open among them', async () => {
    await window.page.keyboard.press('Control+2');
    await window.openFile('rings.flow.json');
    await window.command('Flowscope: Preview Flow');
    await panelText(window, /rings · preview/, /rings · (converged )?after \d+ steps/);
    const columns = await window.page.locator('.editor-group-container').all();
    const titles = await Promise.all(columns.map((column) => column.locator('.tab').allInnerTexts()));
    const [texts, panels, ...others] = titles.map((tabs) => tabs.map((tab) => tab.replaceAll(/\s*\n\s*/g, '').trim()));
    expect(texts).toContain('rings.flow.json');
    expect(texts!.filter((tab) => !tab.endsWith('.flow.json'))).toEqual([]);
    expect(panels).toEqual(expect.arrayContaining(['rings · preview', 'two-moons · layers']));
    expect(others).toEqual([]);
    await window.webview(/rings · preview/);
    await window.page.keyboard.press('Control+2');
    await window.command('View: Close Editor');
    await window.openFile('two-moons.flow.json');
  });

  test('the bar leads to the other panels of the run, and back', async () => {
    await window.text.focus();
    await window.command('Flowscope: Inspect Layers');
    const layers = await window.webview(/two-moons · layers/);
    const links = layers.locator('nav[aria-label="Panels"] a');
    await links.first().waitFor();
    expect(await links.allTextContents()).toEqual([
      'training',
      'layers',
      'latent space',
      'samples',
      'density',
      'evaluation',
      'compare',
    ]);
    expect(await layers.locator('nav a[aria-current="page"]').textContent()).toBe('layers');
    await links.filter({ hasText: 'compare' }).press('Enter');
    await panelText(window, /2 runs · compare/, /Settings that differ/);
    await window.screenshot('panel-compare');
    const compare = await window.webview(/2 runs · compare/);
    await compare.locator('nav a', { hasText: 'samples' }).press('Enter');
    await panelText(window, /two-moons · samples/, /Means and deviations/);
    // The user was in a panel, and goes on in the next one with the keyboard.
    await window.page.keyboard.press('Tab');
    const samples = await window.webview(/two-moons · samples/);
    expect(await samples.evaluate('document.hasFocus()')).toBe(true);
  });

  test('the column of the panels closes with the last of them, or takes files again if it is the only one', async () => {
    const columns = window.page.locator('.editor-group-container');
    const closed = async () => {
      await window.waitFor('one column', async () => (await columns.count()) === 1);
      // The extension gets to it a moment later. Until then, files open beside the column.
      const locked = window.page.locator('.editor-group-container.locked');
      await window.waitFor('unlocked column', async () => (await locked.count()) === 0);
      await window.openFile('two-moons.flow.json');
      expect(await columns.count()).toBe(1);
    };
    await window.page.keyboard.press('Control+2');
    await window.command('View: Close All Editors in Group');
    await closed();
    for (const first of ['View: Close All Editors', 'View: Close All Editors in Group']) {
      await window.command('Flowscope: Inspect Layers');
      await panelText(window, /two-moons · layers/, /The terms add up to log q\(x\) in every row/);
      await window.page.keyboard.press('Control+1');
      await window.command(first);
      await window.waitFor('one column', async () => (await columns.count()) === 1);
      if (first !== 'View: Close All Editors') await window.command('View: Close All Editors in Group');
      await closed();
    }
  });

  test('nothing went wrong unseen', async () => {
    expect(await takeNotifications(window)).toEqual([]);
    expect(window.errors.ofExtension()).toEqual([]);
  });
}
