/** Restricted Mode and invalid settings. No folder is trusted until the user trusts it. At the end the desk's folder is trusted and otherwise unchanged. */
import { existsSync, readdirSync } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type EditorSettings, USUAL, writeEditorSettings } from './code-server.ts';
import { daemonOf } from './daemon-process.ts';
import type { Desk } from './desk.ts';
import type { EditorWindow } from './editor-window.ts';
import { activations } from './extension-logs.ts';
import { answerDialog, takeNotifications } from './messages.ts';
import { applyQuickFix } from './quick-fix.ts';
import { runFolders } from './run-folders.ts';
import { runRow, runRows } from './run-rows.ts';
import { underlined } from './squiggles.ts';

const NOWHERE = '/nowhere/node';
const ELSEWHERE = 'ws://192.0.2.1:4000';
const WRONG_PROGRAM = `The daemon is not available: The setting flowscope.nodePath is invalid: '${NOWHERE}' cannot be run (ENOENT).`;
const WRONG_ADDRESS = `The daemon is not available: The setting flowscope.daemon.url is invalid: '${ELSEWHERE}' is not a loopback address.`;
/** Its only mistake is a name. */
const BROKEN = `{
  "name": "broken",
  "data": { "source": "two-moons" },
  "layers": [{ "type": "afine-coupling" }]
}
`;

/** Its data lie outside its folder, which is looked at only where that is trusted. */
const OUTSIDE = `{
  "name": "outside",
  "data": { "source": "csv", "path": "../secret.csv", "shape": [2] },
  "layers": [
    { "type": "affine-coupling" },
    { "type": "affine-coupling" }
  ]
}
`;

/** What the desk's window opens with. */
export const UNTRUSTED: EditorSettings = { trust: 'asked', machine: { 'flowscope.nodePath': NOWHERE } };
/** Beside the desk's own specs, until these tests are over. */
export const UNTRUSTED_SPECS = { 'broken.flow.json': BROKEN, 'outside.flow.json': OUTSIDE };

export function testTrust(desk: () => Desk): void {
  let window: EditorWindow;

  beforeAll(async () => {
    window = desk().window;
    // The extension's host starts after the window is there.
    await window.waitFor('activated extension', () => activations(desk().home).length > 0);
  });

  afterAll(async () => {
    await writeEditorSettings(desk().home, USUAL);
    for (const path of [...Object.keys(UNTRUSTED_SPECS), '.vscode']) {
      await rm(join(window.folder, path), { recursive: true, force: true });
    }
    await window.waitFor('settings without those of the workspace', async () => (await lineNumbers()) > 0);
  });

  test('a missing program shows one message, which opens the setting', async () => {
    await window.openFile('two-moons.flow.json');
    await message(window, WRONG_PROGRAM);
    await window.openFile('rings.flow.json');
    await window.screenshot('settings-wrong-program');
    await window.answer(WRONG_PROGRAM, 'Open Settings');
    const settings = window.page.locator('.settings-editor');
    await window.waitFor('setting', () => settings.getByText('Node Path', { exact: true }).first().isVisible());
    const value = settings
      .locator('.setting-item-contents input[type="text"], .setting-item-contents textarea')
      .first();
    await window.waitFor('value of the setting', async () => (await value.inputValue()) === NOWHERE);
    await window.screenshot('settings-open');
    await window.page.keyboard.press('Escape');
    await window.waitFor('closed settings', async () => !(await settings.isVisible()));
    expect(await takeNotifications(window)).toEqual([]);
  });

  test('a non-loopback address also shows one message', async () => {
    await writeEditorSettings(desk().home, { trust: 'asked', machine: { 'flowscope.daemon.url': ELSEWHERE } });
    // The window may apply the new setting late, and a message that was already shown is not shown again.
    const specs = ['checkerboard', 'eight-gaussians', 'eight-gaussians-affine', 'letters', 'mnist-nice'];
    for (const spec of specs) {
      await window.openFile(`${spec}.flow.json`);
      await window.waitFor('spec', async () => (await window.text.visibleText()).includes('"layers"'));
      if ((await window.notifications()).length > 0) break;
    }
    await message(window, WRONG_ADDRESS);
    expect(daemonOf(desk().home)).toBe(null);
    expect(await takeNotifications(window)).toEqual([expect.stringContaining(WRONG_ADDRESS)]);
  });

  test('when the setting is right, the daemon comes by itself; in Restricted Mode the language features work', async () => {
    await writeEditorSettings(desk().home, { trust: 'asked', machine: {} });
    await window.openFile('broken.flow.json');
    await window.waitFor('problem', async () =>
      (await window.problems()).some((row) => row.startsWith('Error:') && row.includes('afine-coupling')),
    );
    await window.openFile('two-moons.flow.json');
    await window.waitFor('hint', async () => (await window.text.visibleText()).includes('2-D · '));
  });

  test('in Restricted Mode training asks for trust, and nothing is trained', async () => {
    await window.command('Flowscope: Train Flow');
    const text = 'Train Flow: This needs a trusted workspace';
    await message(window, text);
    await window.screenshot('restricted');
    await window.answer(text, 'Manage Workspace Trust');
    const trust = window.page.locator('.workspace-trust-editor');
    await window.waitFor('trust editor', () => trust.isVisible());
    await window.screenshot('restricted-trust');
    await window.page.keyboard.press('Escape');
    await window.waitFor('closed trust editor', async () => !(await trust.isVisible()));
    expect(readdirSync(window.folder)).not.toContain('.flowscope');
    expect(await takeNotifications(window)).toEqual([]);
    expect(window.errors.ofExtension()).toEqual([]);
  });

  test('data outside the folder is reported at its path, and the quick fix opens Workspace Trust', async () => {
    await window.openFile('outside.flow.json');
    const text = "'../secret.csv' is outside the folder of the spec: it is read only in a trusted workspace";
    await window.waitFor('problem', async () => (await window.problems()).some((row) => row.includes(text)));
    const path = '"../secret.csv"';
    await window.waitFor('line under the path', async () => (await underlined(window, 'warning')).includes(path));
    await window.text.goTo(3, OUTSIDE.split('\n')[2]!.indexOf(path) + 2);
    await applyQuickFix(window, 'Manage Workspace Trust');
    const trust = window.page.locator('.workspace-trust-editor');
    await window.waitFor('trust editor', () => trust.isVisible());
    await window.page.keyboard.press('Escape');
    expect(await takeNotifications(window)).toEqual([]);
  });

  test('the same settings have no effect in the workspace', async () => {
    // The last one has an effect, so that it is seen when the window has taken them.
    const settings = {
      'flowscope.nodePath': NOWHERE,
      'flowscope.daemon.url': ELSEWHERE,
      'editor.lineNumbers': 'off',
    };
    const before = daemonOf(desk().home)!.pid;
    await mkdir(join(window.folder, '.vscode'));
    await writeFile(join(window.folder, '.vscode', 'settings.json'), JSON.stringify(settings));
    await window.openFile('two-moons.flow.json');
    await window.waitFor('settings of the workspace', async () => (await lineNumbers()) === 0);
    await window.command('Workspaces: Manage Workspace Trust');
    await window.page
      .locator('.workspace-trust-editor .monaco-button')
      .filter({ hasText: /^Trust$/ })
      .click();
    await window.openFile('two-moons.flow.json');
    // Only a daemon that is started looks for its program.
    await window.command('Flowscope: Restart Daemon');
    await window.waitFor('new daemon', () => (daemonOf(desk().home)?.pid ?? before) !== before);
    await window.command('Flowscope: Train Flow');
    await runRow(window, /^two-moons, step [1-9]/);
    await window.command('Flowscope: Stop Training');
    await runRow(window, /^two-moons, interrupted/);
  });

  test('a deleted run is gone from the view and from the disk, and no run is left to delete', async () => {
    const [runDir] = runFolders(window.folder);
    await window.command('Flowscope: Delete Run');
    await window.pick('two-moons');
    await answerDialog(window, /Delete the run two-moons-/, 'Delete');
    await window.waitFor('view without the run', async () => (await runRows(window)).length === 0);
    expect(existsSync(runDir!)).toBe(false);
    await window.waitFor('no offer to delete', async () => {
      return !(await window.offeredCommands('Flowscope: Delete Run')).includes('Flowscope: Delete Run');
    });
    expect(await takeNotifications(window)).toEqual([]);
    expect(window.errors.ofExtension()).toEqual([]);
  });

  function lineNumbers(): Promise<number> {
    return window.text.root.locator('.margin .line-numbers').count();
  }
}

/** Waits for this message, of which there must be one and no other. */
async function message(of: EditorWindow, text: string): Promise<void> {
  const found = await of.waitFor(`message ${text}`, async () => {
    const shown = await of.notifications();
    return shown.length > 0 && shown;
  });
  expect(found).toEqual([expect.stringContaining(text)]);
}
