/** The live preview in the real editor: a saved edit shows what it does. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, expect, test } from 'vitest';
import type { Desk } from './desk.ts';
import type { EditorWindow } from './editor-window.ts';
import { takeNotifications } from './messages.ts';
import { figure, panelText } from './panel-page.ts';
import { runFolders } from './run-folders.ts';
import { runRows } from './run-rows.ts';

const TITLE = /two-moons · preview/;
/** What its heading says while it trains and then. */
const SHOWN = /two-moons · (training, \d+ steps|(converged )?after \d)/;
const ENDED = /two-moons · (converged )?after \d+ steps/;

export function testPreview(desk: () => Desk): void {
  let window: EditorWindow;

  beforeAll(async () => {
    window = desk().window;
    await window.openFile('two-moons.flow.json');
  });

  test('a spec of the plane is trained beside its text, and no run comes of it', async () => {
    const before = runFolders(window.folder);
    await window.command('Flowscope: Preview Flow');
    await panelText(window, TITLE, ENDED);
    const frame = await window.webview(TITLE);
    expect(Number.parseFloat(await figure(frame, 'validation NLL'))).toBeLessThan(2);
    expect(await figure(frame, 'exact floor')).toMatch(/^1\.0\d+ nats$/);
    expect(await frame.locator('fs-plane-map canvas').count()).toBeGreaterThan(0);
    expect(await frame.locator('fs-scatter canvas').count()).toBe(1);
    await window.screenshot('preview');
    await frame.locator('fs-plane-map button.save').press('Enter');
    await window.waitFor('offer to save', async () =>
      /two-moons-preview-step-\d+-density-q-x-of-the-preview\.png$/.test(
        await window.page
          .locator('.quick-input-widget:visible input[type="text"]')
          .inputValue({ timeout: 1000 })
          .catch(() => ''),
      ),
    );
    await window.page.keyboard.press('Escape');
    // Although the focus was in it, a file is opened beside it.
    await window.openFile('two-moons.flow.json');
    expect(await window.page.locator('.editor-group-container.locked .tab').allInnerTexts()).toContainEqual(
      expect.stringMatching(TITLE),
    );
    expect(runFolders(window.folder)).toEqual(before);
    await window.waitFor('view with a row for each run', async () => (await runRows(window)).length === before.length);
  });

  test('it keeps training on demand, from where it ended, until it is stopped', async () => {
    const steps = async (text: RegExp) => Number(/\d+(?= steps)/.exec(await panelText(window, TITLE, text))?.[0]);
    const ended = await steps(ENDED);
    const frame = await window.webview(TITLE);
    await frame.getByRole('button', { name: 'Keep training from here' }).click();
    await frame.getByRole('button', { name: 'Stop' }).waitFor();
    expect(await steps(new RegExp(`training, (?!${ended} )\\d+ steps`))).toBeGreaterThan(ended);
    await frame.getByRole('button', { name: 'Stop' }).click();
    expect(await steps(/stopped after \d+ steps/)).toBeGreaterThan(ended);
    await window.screenshot('preview-kept');
  });

  test('an edit is announced, and saving it shows its density', async () => {
    await edit(3);
    await panelText(window, TITLE, /edited: save the spec/);
    await window.openFile('two-moons.flow.json');
    await window.save();
    await panelText(window, TITLE, SHOWN);
    await panelText(window, TITLE, ENDED);
  });

  test('a text with an error says so, and the last picture stays', async () => {
    await edit(-3);
    await window.save();
    await panelText(window, TITLE, /Line \d+: layers\[\d+\]\.times must be a whole number/);
    const frame = await window.webview(TITLE);
    expect(await frame.locator('fs-plane-map canvas').count()).toBeGreaterThan(0);
    await window.screenshot('preview-failed');
    await edit(8);
    await window.save();
    await panelText(window, TITLE, ENDED);
  });

  test('it follows the editor, and says what it cannot show', async () => {
    await window.openFile('letters.flow.json');
    await panelText(window, /letters · preview/, /the live preview needs 2-D data/);
    await window.openFile('eight-gaussians.flow.json');
    await panelText(window, /eight-gaussians · preview/, /eight-gaussians · (converged )?after \d+ steps/);
  });

  test('nothing went wrong unseen', async () => {
    expect(readFileSync(join(window.folder, 'two-moons.flow.json'), 'utf8')).toBe(desk().moons);
    expect(await takeNotifications(window)).toEqual([]);
    expect(window.errors.ofExtension()).toEqual([]);
  });

  /** Gives the spec another number of layers; eight is its own. */
  async function edit(times: number): Promise<void> {
    await window.openFile('two-moons.flow.json');
    await window.explained(() => window.text.replaceText(desk().moons.replace('"times": 8', `"times": ${times}`)));
  }
}
