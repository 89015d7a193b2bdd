/** A training in the editor, from its first step until it is stopped. Each test goes on where the one before it ended. */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { daemonOf, killDaemon } from './daemon-process.ts';
import { type Desk, SPECS } from './desk.ts';
import type { EditorWindow } from './editor-window.ts';
import { takeNotifications } from './messages.ts';
import { panelText } from './panel-page.ts';
import { runFolders, sequence } from './run-folders.ts';
import { runRow, stepOf } from './run-rows.ts';

const TRAINING = /endless · training/;
const LAYERS = /two-moons · layers/;
const PREVIEW = /eight-gaussians · preview/;

export function testRuns(desk: () => Desk): void {
  let window: EditorWindow;

  beforeAll(async () => {
    window = desk().window;
    await window.openFile(SPECS.endless);
  });

  test('a text that was not saved is trained as it stands, and is seen in three places', async () => {
    const lines = desk().moons.split('\n');
    const line = lines.findIndex((text) => text.includes('"steps": 4000'));
    await window.typeAt(line + 1, lines[line]!.indexOf('4000') + 1 + '4000'.length, '00');
    await window.command('Flowscope: Train Flow');
    const first = stepOf(await runRow(window, /^endless, step [1-9]\d* of 400000, .*unsaved text/));
    await laterThan(first);
    await window.waitFor('progress in the status bar', () =>
      window.statusBarItem(/endless \d+ % · NLL −?\d\.\d{4} nats/).isVisible(),
    );
    const shown = await panelText(window, TRAINING, /training loss/);
    expect(shown).toContain('(trained from unsaved text)');
    await panelText(window, TRAINING, new RegExp(`step (?!${stepOf(shown)} )\\d+ of 400000`));
    // Of snapshots, long before the first checkpoint.
    await panelText(window, TRAINING, /What the model has learned · step \d+[\s\S]*Density q\(x\)/);
    await window.screenshot('runs-training');
    expect(runDirs()).toHaveLength(1);
    expect(readFileSync(join(window.folder, SPECS.endless), 'utf8')).toContain('"steps": 4000,');
  });

  test('pausing and resuming are offered when they make sense, and do what they say', async () => {
    await offers('Pause', 'Stop');
    await window.command('Flowscope: Pause Training');
    const paused = stepOf(await runRow(window, /^endless, paused, step/));
    await offers('Resume', 'Stop');
    await window.screenshot('runs-paused');
    await window.command('Flowscope: Resume Training');
    await laterThan(paused);
    await offers('Pause', 'Stop');
    await window.command('Flowscope: Pause Training');
    await runRow(window, /^endless, paused, step/);
    await window.command('File: Revert File');
    expect(await takeNotifications(window)).toEqual([]);
  });

  test('a layer is selected, and the preview of another flow is open', async () => {
    await window.openFile('two-moons.flow.json');
    await window.command('Flowscope: Inspect Layers');
    await panelText(window, LAYERS, /The terms add up to log q\(x\) in every row/);
    await (await window.webview(LAYERS)).locator('fs-waterfall g.term').nth(2).click();
    await panelText(window, LAYERS, /Layer 2: affine-coupling \[1\]/);
    await window.openFile('eight-gaussians.flow.json');
    await window.command('Flowscope: Preview Flow');
    await panelText(window, PREVIEW, /eight-gaussians · (converged )?after \d+ steps/);
  });

  describe('after a reload of the window', () => {
    let before: number;

    // As long as opening a window.
    beforeAll(async () => {
      await window.command('Flowscope: Resume Training');
      before = await laterThan(0);
      await window.reload();
    });

    test('the run continues, and its panel follows', async () => {
      await laterThan(before);
      expect(stepOf(await panelText(window, TRAINING, /step \d+ of/))).toBeGreaterThan(before);
      await window.screenshot('runs-reloaded');
      expectWholeLog();
    });

    test('no panel says that it has no run', async () => {
      const titles = (await window.page.locator('.editor-group-container .tab').allInnerTexts()).join();
      expect(titles).toMatch(/endless · training/);
      expect(titles).toMatch(/two-moons · layers/);
      expect(titles).not.toMatch(/no run/);
    });

    test('the other panels are there as they were', async () => {
      await panelText(window, LAYERS, /Layer 2: affine-coupling \[1\]/);
      await window.screenshot('panel-reloaded');
      await panelText(window, PREVIEW, /eight-gaussians · (converged )?after \d+ steps/);
    });
  });

  test('a killed daemon restarts by itself, and its run can be resumed', async () => {
    const killed = killDaemon(desk().home);
    const stopped = stepOf(await runRow(window, /^endless, interrupted, step/));
    expect(daemonOf(desk().home)?.pid).not.toBe(killed);
    const told = `Training of endless was interrupted at step ${stopped}. Resume it to continue from the last checkpoint.`;
    await window.waitFor('message', async () => (await window.notifications()).includes(told));
    expect(await window.notifications()).toEqual([told]);
    await window.screenshot('daemon-killed');
    await window.answer(told, 'Resume Training');
    await laterThan(stopped);
    await window.openFile(SPECS.endless);
    await window.command('Flowscope: Pause Training');
    await runRow(window, /^endless, paused, step/);
    expectWholeLog();
    expect(await takeNotifications(window)).toEqual([]);
  });

  test('a stopped run can be resumed', async () => {
    await window.command('Flowscope: Resume Training');
    const before = await laterThan(0);
    await window.command('Flowscope: Stop Training');
    const stopped = stepOf(await runRow(window, /^endless, interrupted, step/));
    expect(stopped).toBeGreaterThanOrEqual(before);
    await offers('Resume');
    expectWholeLog();
  });

  test('nothing went wrong unseen', async () => {
    expect(await takeNotifications(window)).toEqual([]);
    expect(window.errors.ofExtension()).toEqual([]);
  });

  /** Waits until the Runs view says that the training runs and is behind this step, and gives the step that it says. */
  function laterThan(step: number): Promise<number> {
    return window.waitFor(`step after ${step} in the Runs view`, async () => {
      const now = stepOf(await runRow(window, /^endless, step \d/));
      return now > step && now;
    });
  }

  /** Waits until the palette offers these and not the others of Pause, Resume and Stop. */
  async function offers(...titles: readonly string[]): Promise<void> {
    await window.waitFor(`offer of ${titles}`, async () => {
      const offered = await window.offeredCommands('Flowscope: Training');
      return ['Pause', 'Resume', 'Stop'].every(
        (title) => offered.includes(`Flowscope: ${title} Training`) === titles.includes(title),
      );
    });
  }

  function runDirs(): readonly string[] {
    return runFolders(window.folder).filter((path) => basename(path).startsWith('endless-'));
  }

  /** Every record once, in order, none missing. */
  function expectWholeLog(): void {
    const numbers = sequence(runDirs()[0]!);
    expect(numbers.length).toBeGreaterThan(5);
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
  }
}
