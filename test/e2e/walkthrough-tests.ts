/** The walkthrough, step by step as a new user takes it: from an empty folder to a verified flow, in a separate window. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Desk } from './desk.ts';
import type { EditorWindow } from './editor-window.ts';
import { panelText } from './panel-page.ts';
import { achieve, SOON } from './wait-for.ts';

const SPEC = 'two-moons.flow.json';
const STEPS = 200;

export function testWalkthrough(desk: () => Desk): void {
  let window: EditorWindow;

  beforeAll(async () => {
    window = await desk().editor.open(null);
  });

  afterAll(() => window?.close());

  /** Opens a step of the walkthrough, and presses its button. */
  async function step(title: string, button: string): Promise<void> {
    await window.command('Welcome: Open Walkthrough...');
    await window.pick('Get started with Flowscope');
    const { page } = window;
    const heading = page.locator('.getting-started-step .step-title', { hasText: title });
    await heading.waitFor();
    await heading.click();
    await page.locator('.getting-started-step.expanded .monaco-button', { hasText: button }).click();
  }

  test('an empty folder gets a flow', async () => {
    await step('Write a flow', 'New Flow');
    await window.pick('two-moons');
    // The name that is proposed.
    await window.waitFor('question for the name', () =>
      window.page
        .locator('.quick-input-widget:visible', { hasText: SPEC })
        .or(window.page.locator('.quick-input-widget:visible', { hasText: 'New Flow (3/3)' }))
        .first()
        .isVisible(),
    );
    await window.page.keyboard.press('Enter');
    await window.waitFor('the new spec', async () => (await window.activeTab()) === SPEC);
    expect(existsSync(join(window.folder, SPEC))).toBe(true);
  });

  test('it is trained', async () => {
    // As it is it trains for a quarter of a minute.
    const text = readFileSync(join(window.folder, SPEC), 'utf8').replace('"steps": 4000', `"steps": ${STEPS}`);
    await window.explained(() => window.text.replaceText(text));
    await window.save();
    await step('Train the flow', 'Train Flow');
    await window.waitFor('end of the training', async () =>
      (await window.notifications()).some((text) => text.startsWith('two-moons is trained')),
    );
    await panelText(window, /two-moons · training/, new RegExp(`finished, ${STEPS} steps`));
  });

  test('its layers and its latent space are looked at', async () => {
    await step('Inspect the layers', 'Inspect Layers');
    await panelText(window, /two-moons · layers/, /The terms add up to log q\(x\) in every row/);

    await step('Explore the latent space', 'Explore Latent Space');
    await panelText(window, /two-moons · latent space/, /−3σ/);
  });

  test('it is verified', async () => {
    await step('Verify the flow', 'Verify Flow');
    await window.waitFor('verdict', async () =>
      (await window.notifications()).some((text) => text.startsWith(`${SPEC} passed verification: 16 layers`)),
    );
  });

  test('models of other kinds get specs on the same data', async () => {
    await step('Compare a flow, a VAE and a GAN', 'New Comparison');
    await window.pick('eight-gaussians');
    await window.waitFor('specs', async () =>
      (await window.notifications()).some((text) => text.startsWith('5 specs of eight-gaussians are in')),
    );
    expect(existsSync(join(window.folder, 'eight-gaussians-vae.flow.json'))).toBe(true);
    // The next steps are about the flow.
    await window.openFile(SPEC);
  });

  test(
    'it is shared',
    async () => {
      await step('Share the result', 'Export Report');
      const dialog = window.page.locator('.quick-input-widget:visible', { hasText: 'Export Report' });
      await dialog.waitFor();
      // While the dialog reads the folder, a key only makes it list the files again.
      await window.explained(() =>
        achieve(
          'report',
          async () => {
            if (await dialog.isVisible()) await window.page.keyboard.press('Enter');
          },
          async () =>
            (await window.notifications()).some((text) => text.startsWith('Wrote') && text.includes('two-moons.html')),
          // It takes a second of the processor for each step of the run.
          4 * SOON,
        ),
      );
      expect(existsSync(join(window.folder, 'two-moons.html'))).toBe(true);
    },
    5 * SOON,
  );

  test('a step leads to the guide', async () => {
    await window.command('Welcome: Open Walkthrough...');
    await window.pick('Get started with Flowscope');
    await window.page.locator('.getting-started-step .step-title', { hasText: 'Inspect the layers' }).click();
    await window.page
      .locator('.getting-started-step.expanded img')
      .or(window.page.locator('.getting-started-media img'))
      .first()
      // A narrow page leaves its pictures out.
      .waitFor({ state: 'attached' });
    await window.screenshot('walkthrough');
    await window.page.locator('.getting-started-step.expanded a', { hasText: 'What each layer does' }).click();
    await window.waitFor(
      'page of the guide',
      async () => (await window.activeTab())?.includes('inspect-layers.md') === true,
    );
    await window.screenshot('guide');
  });

  test('its seven steps are finished', async () => {
    await window.command('Welcome: Open Walkthrough...');
    await window.pick('Get started with Flowscope');
    const finished = window.page.locator('.getting-started-step .codicon-getting-started-step-checked.complete');
    await window.waitFor('seven finished steps', async () => (await finished.count()) >= 7);
    expect(window.errors.ofExtension()).toEqual([]);
  });
}
