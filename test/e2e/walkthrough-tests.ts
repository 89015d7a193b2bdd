/** The walkthrough, step by step as a new user takes it: from an empty folder to a verified flow. In a window of its own. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Desk, OPENING } from './desk.ts';
import type { EditorWindow } from './editor-window.ts';
import { answerDialog } from './messages.ts';
import { panelText } from './panel-page.ts';
import { runFolders } from './run-folders.ts';
import { runRows } from './run-rows.ts';

const SOON = 60_000;
const SPEC = 'two-moons.flow.json';
const STEPS = 200;

export function testWalkthrough(desk: () => Desk): void {
  let window: EditorWindow;

  beforeAll(async () => {
    window = await desk().editor.open(null);
  }, OPENING);

  afterAll(() => window?.close());

  /** Opens a step of the walkthrough, and presses its button. */
  async function step(title: string, button: string): Promise<void> {
    await window.command('Welcome: Open Walkthrough...');
    await window.pick('Get started with Flowscope');
    const { page } = window;
    const heading = page.locator('.getting-started-step .step-title', { hasText: title });
    await heading.waitFor({ timeout: SOON });
    await heading.click();
    await page.locator('.getting-started-step.expanded .monaco-button', { hasText: button }).click();
  }

  async function isDeleteOffered(): Promise<boolean> {
    return (await window.offeredCommands('Flowscope: Delete Run')).includes('Flowscope: Delete Run');
  }

  test('an empty folder gets a flow', async () => {
    expect(await isDeleteOffered()).toBe(false);
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
    const spec = join(window.folder, SPEC);
    writeFileSync(spec, readFileSync(spec, 'utf8').replace('"steps": 4000', `"steps": ${STEPS}`));
    await window.waitFor('changed text', async () => (await window.text.visibleText()).includes(`"steps": ${STEPS}`));
    await step('Train it', 'Train Flow');
    await window.waitFor('end of the training', async () =>
      (await window.notifications()).some((text) => text.startsWith('two-moons is trained')),
    );
    await panelText(window, /two-moons · training/, new RegExp(`finished, ${STEPS} steps`), SOON);
  });

  test('its layers and its latent space are looked at', async () => {
    await step('Look at the layers', 'Inspect Layers');
    await panelText(window, /two-moons · layers/, /The terms add up to log q\(x\) in every row/, SOON);

    await step('Walk the latent space', 'Explore Latent Space');
    await panelText(window, /two-moons · latent space/, /−3σ/, SOON);
  });

  test('it is verified', async () => {
    await step('Verify it', 'Verify Flow');
    await window.waitFor('verdict', async () =>
      (await window.notifications()).some((text) => text.startsWith(`${SPEC} is exact: 16 layers`)),
    );
  });

  test('its five steps are finished', async () => {
    await window.command('Welcome: Open Walkthrough...');
    await window.pick('Get started with Flowscope');
    const finished = window.page.locator('.getting-started-step .codicon-getting-started-step-checked.complete');
    await window.waitFor('five finished steps', async () => (await finished.count()) >= 5);
  });

  test('a deleted run is gone from the view and from the disk', async () => {
    const [runDir] = runFolders(window.folder);
    await window.command('Flowscope: Delete Run');
    await window.pick('two-moons');
    await answerDialog(window, /Delete the run two-moons-/, 'Delete');
    await window.waitFor('view without the run', async () => (await runRows(window)).length === 0);
    expect(existsSync(runDir!)).toBe(false);
    await window.waitFor('no offer to delete', async () => !(await isDeleteOffered()));
    expect(window.errors.ofExtension()).toEqual([]);
  });
}
