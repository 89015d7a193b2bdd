/** The walkthrough, step by step as a new user takes it: from an empty folder to a verified flow. */
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type Editor, openEditor } from './editor.ts';
import type { EditorWindow } from './editor-window.ts';
import { panelText } from './panel-page.ts';

let editor: Editor;
let window: EditorWindow;

beforeAll(async () => {
  editor = await openEditor(inject('editor'));
  window = await editor.open(null);
});

afterAll(() => editor?.close());

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

test('an empty folder has a flow that is trained, looked at and verified', { timeout: 240_000 }, async () => {
  await step('Write a flow', 'New Flow');
  await window.pick('two-moons');
  // The name that is proposed.
  await window.waitFor('question for the name', () =>
    window.page
      .locator('.quick-input-widget:visible', { hasText: 'two-moons.flow.json' })
      .or(window.page.locator('.quick-input-widget:visible', { hasText: 'New Flow (3/3)' }))
      .first()
      .isVisible(),
  );
  await window.page.keyboard.press('Enter');
  await window.waitFor('the new spec', async () => (await window.activeTab()) === 'two-moons.flow.json');
  expect(existsSync(join(window.folder, 'two-moons.flow.json'))).toBe(true);

  await step('Train it', 'Train Flow');
  await window.waitFor(
    'end of the training',
    async () => (await window.notifications()).some((text) => text.startsWith('two-moons is trained')),
    90_000,
  );
  await panelText(window, /two-moons · training/, /finished, 4000 steps/);

  await step('Look at the layers', 'Inspect Layers');
  await panelText(window, /two-moons · layers/, /The terms add up to log q\(x\) in every row/);

  await step('Walk the latent space', 'Explore Latent Space');
  await panelText(window, /two-moons · latent space/, /−3σ/);

  await step('Verify it', 'Verify Flow');
  await window.waitFor('verdict', async () =>
    (await window.notifications()).some((text) => text.startsWith('two-moons.flow.json is exact: 16 layers')),
  );

  await window.command('Welcome: Open Walkthrough...');
  await window.pick('Get started with Flowscope');
  await window.waitFor(
    'five finished steps',
    async () =>
      (await window.page.locator('.getting-started-step .codicon-getting-started-step-checked.complete').count()) >= 5,
  );
  expect(window.errors.ofExtension()).toEqual([]);
});
