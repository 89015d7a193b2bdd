/** The daemon is killed under the editor: once, and the training goes on to its end; and again and again. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, inject, test } from 'vitest';
import { daemonOf, killDaemon } from './daemon-process.ts';
import { type Editor, openEditor } from './editor.ts';
import type { EditorWindow } from './editor-window.ts';
import { takeNotifications } from './messages.ts';
import { runFolders, sequence } from './run-folders.ts';
import { runRow, stepOf } from './run-rows.ts';
import { CHECKOUT } from './vsix.ts';
import { SOON } from './wait-for.ts';

/** A whole training. */
const LONG = 240_000;
const STEPS = 1000;
/** That are made up for within three minutes. */
const LOSSES = 4;
const { home } = inject('editor');

let editor: Editor;
let window: EditorWindow;

beforeAll(async () => {
  editor = await openEditor(inject('editor'));
  const spec = readFileSync(join(CHECKOUT, 'examples/two-moons.flow.json'), 'utf8');
  const short = spec.replace('"name": "two-moons"', '"name": "short-moons"').replace('4000', String(STEPS));
  window = await editor.open('examples', { 'short-moons.flow.json': short });
});

afterAll(() => editor?.close());

test(
  'a daemon that is killed comes back by itself, and its training can be resumed to the end',
  async () => {
    await window.openFile('short-moons.flow.json');
    await window.command('Flowscope: Train Flow');
    await runRow(window, /^short-moons, step [1-9]/, LONG);
    const killed = killDaemon(home);
    const stopped = stepOf(await runRow(window, /^short-moons, interrupted, step/, SOON));
    expect(daemonOf(home)?.pid).not.toBe(killed);
    await window.screenshot('daemon-killed');
    const told = `Training of short-moons was interrupted at step ${stopped}. Resume it to continue from the last checkpoint.`;
    await window.waitFor('message', async () => (await window.notifications()).includes(told));
    expect(await window.notifications()).toEqual([told]);
    await window.answer(told, 'Resume Training');
    await runRow(window, new RegExp(`^short-moons, finished, ${STEPS} steps`), LONG);
    await window.waitFor('message of the end', async () => (await window.notifications()).length > 0);
    await window.screenshot('daemon-trained');
    expect(await takeNotifications(window)).toEqual([
      expect.stringMatching(
        `^short-moons is trained: ${STEPS} steps, best NLL \\d\\.\\d{4} ± \\d\\.\\d{4} nats at step \\d+\\.$`,
      ),
    ]);
    const numbers = sequence(runFolders(window.folder)[0]!);
    expect(numbers).toEqual(numbers.map((_, index) => index + 1));
    expect(stopped).toBeLessThan(STEPS);
  },
  2 * LONG,
);

test(
  'a daemon that is killed again and again is given up with one message, which starts it anew',
  async () => {
    const before = daemonOf(home)!.pid;
    await window.command('Flowscope: Restart Daemon');
    await window.waitFor('new daemon', () => (daemonOf(home)?.pid ?? before) !== before, SOON);
    let last = await processOnceConnected();
    expect(last).not.toBe(before);
    for (let i = 0; i < LOSSES; i++) {
      expect(killDaemon(home)).toBe(last);
      await window.waitFor('new daemon', () => (daemonOf(home)?.pid ?? last) !== last, SOON);
      last = await processOnceConnected();
    }
    expect(await takeNotifications(window)).toEqual([]);
    killDaemon(home);
    const text = 'Flowscope: The connection to the daemon was lost repeatedly.';
    await window.waitFor('message', async () => (await window.notifications()).includes(text), SOON);
    await window.waitFor('sign in the status bar', () => window.statusBarItem(/^\s*Flowscope\s*$/).isVisible());
    await window.screenshot('daemon-given-up');
    expect(await window.notifications()).toEqual([text]);
    await window.answer(text, 'Restart Daemon');
    await window.waitFor('new daemon', () => (daemonOf(home)?.pid ?? last) !== last, SOON);
    expect(await processOnceConnected()).not.toBe(last);
    await window.waitFor('no sign in the status bar', async () => {
      return !(await window.statusBarItem(/^\s*Flowscope\s*$/).isVisible());
    });
    expect(await window.hover(9, 18)).toContain('repeat');
  },
  LONG,
);

test('nothing went wrong unseen', async () => {
  expect(await takeNotifications(window)).toEqual([]);
  expect(window.errors.ofExtension()).toEqual([]);
});

/** Of the daemon that the window is connected to: it says so itself. */
async function processOnceConnected(): Promise<number> {
  await window.command('Flowscope: Show Backends');
  const rows = window.page.locator('.quick-input-widget:visible .monaco-list-row');
  const id = await window.waitFor(
    'process of the daemon',
    async () => /process (\d+)/.exec((await rows.allInnerTexts()).join('\n'))?.[1],
  );
  await window.page.keyboard.press('Escape');
  return Number(id);
}
