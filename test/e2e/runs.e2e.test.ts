/** Trainings in the editor, from the first step to the deleted run. Each test goes on where the one before it ended. */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { type Editor, openEditor } from './editor.ts';
import type { EditorWindow } from './editor-window.ts';
import { answerDialog, takeNotifications } from './messages.ts';
import { panelText } from './panel-page.ts';
import { runFolders, sequence } from './run-folders.ts';
import { runRow, runRows, stepOf } from './run-rows.ts';

/** A worker starts, a panel is drawn anew. Milliseconds, on a busy machine. */
const SOON = 60_000;
const PANEL = /two-moons · training/;

let editor: Editor;
let window: EditorWindow;

beforeAll(async () => {
  editor = await openEditor(inject('editor'));
  window = await editor.open();
});

afterAll(() => editor?.close());

test('a text that was not saved is trained as it stands, and is seen in three places', async () => {
  await window.openFile('two-moons.flow.json');
  const lines = (await window.editorText()).split('\n');
  const line = lines.findIndex((text) => text.includes('"steps": 4000'));
  await window.typeAt(line + 1, lines[line]!.indexOf('4000') + 1 + '4000'.length, '00');
  await window.command('Flowscope: Train Flow');
  const first = stepOf(await runRow(window, /^two-moons, step [1-9]\d* of 400000, .*unsaved text/, SOON));
  await window.waitFor('a later step in the Runs view', async () => stepOf((await runRows(window))[0]!) > first);
  await window.waitFor('progress in the status bar', () =>
    window.statusBarItem(/two-moons \d+ % · NLL −?\d\.\d{4} nats/).isVisible(),
  );
  const shown = await panelText(window, PANEL, /training loss/, SOON);
  expect(shown).toContain('(trained from text that was not saved)');
  await panelText(window, PANEL, new RegExp(`step (?!${stepOf(shown)} )\\d+ of 400000`), SOON);
  await window.screenshot('runs-training');
  expect(runFolders(window.folder)).toHaveLength(1);
  expect(readFileSync(join(window.folder, 'two-moons.flow.json'), 'utf8')).toContain('"steps": 4000,');
});

test('pausing and resuming are offered when they make sense, and do what they say', async () => {
  await offers('Pause', 'Stop');
  await window.command('Flowscope: Pause Training');
  const paused = stepOf(await runRow(window, /^two-moons, paused, step/));
  await offers('Resume', 'Stop');
  await window.screenshot('runs-paused');
  await window.command('Flowscope: Resume Training');
  await runRow(window, new RegExp(`^two-moons, step (?!${paused} )\\d+ of`));
  await offers('Pause', 'Stop');
  await window.command('File: Revert File');
  expect(await takeNotifications(window)).toEqual([]);
});

test('a reload of the window neither stops a training nor loses its page', async () => {
  const before = stepOf((await runRows(window))[0]!);
  await window.reload();
  const after = stepOf(await runRow(window, /^two-moons, step [1-9]/, SOON));
  expect(after).toBeGreaterThan(before);
  const shown = await panelText(window, PANEL, /step \d+ of/, SOON);
  expect(stepOf(shown)).toBeGreaterThan(before);
  await window.screenshot('runs-reloaded');
  expectWholeLog();
});

test('of two windows one is closed, the other works on', async () => {
  await window.command('Flowscope: Pause Training');
  await runRow(window, /^two-moons, paused, step/);
  const other = await editor.open();
  await other.openFile('rings.flow.json');
  await other.waitFor('hints', async () => (await other.text.visibleText()).includes('→ 2 dimensions'), SOON);
  expect(other.errors.ofExtension()).toEqual([]);
  await other.close();
  const before = stepOf((await runRows(window))[0]!);
  await window.command('Flowscope: Resume Training');
  await window.openFile('two-moons.flow.json');
  const line = (await window.editorText()).split('\n').findIndex((text) => text.includes('affine-coupling'));
  expect(await window.hover(line + 1, 20)).toContain('log|det');
  await window.waitFor('a later step in the Runs view', async () => stepOf((await runRows(window))[0]!) > before);
}, 240_000);

test('a training that is stopped can be resumed', async () => {
  const before = stepOf((await runRows(window))[0]!);
  await window.command('Flowscope: Stop Training');
  const stopped = stepOf(await runRow(window, /^two-moons, interrupted, step/));
  expect(stopped).toBeGreaterThan(before);
  await offers('Resume');
  expectWholeLog();
});

test('a deleted run is gone from the view and from the disk', async () => {
  const [runDir] = runFolders(window.folder);
  await window.command('Flowscope: Delete Run');
  await window.pick('two-moons');
  await answerDialog(window, /Delete the run two-moons-/, 'Delete');
  await window.waitFor('view without the run', async () => (await runRows(window)).length === 0);
  expect(existsSync(runDir!)).toBe(false);
  await window.waitFor('no offer to delete', async () => {
    return !(await window.offeredCommands('Flowscope: Delete Run')).includes('Flowscope: Delete Run');
  });
});

test('nothing went wrong unseen', async () => {
  expect(await takeNotifications(window)).toEqual([]);
  expect(window.errors.ofExtension()).toEqual([]);
});

/** Waits until the palette offers these and not the others of Pause, Resume and Stop. */
async function offers(...titles: readonly string[]): Promise<void> {
  await window.waitFor(`offer of ${titles}`, async () => {
    const offered = await window.offeredCommands('Flowscope: Training');
    return ['Pause', 'Resume', 'Stop'].every(
      (title) => offered.includes(`Flowscope: ${title} Training`) === titles.includes(title),
    );
  });
}

/** Every record once, in order, none missing. */
function expectWholeLog(): void {
  const numbers = sequence(runFolders(window.folder)[0]!);
  expect(numbers.length).toBeGreaterThan(5);
  expect(numbers).toEqual(numbers.map((_, index) => index + 1));
}
