/** What helps while a flow is written: hints, lenses, completion, hovers, names, formatting, and what a run adds to them. */
import { beforeAll, expect, test } from 'vitest';
import { hints, lens, lenses } from './annotations.ts';
import { type Desk, SPECS } from './desk.ts';
import type { EditorWindow } from './editor-window.ts';
import { takeNotifications } from './messages.ts';
import { achieve, SOON } from './wait-for.ts';

const COUPLING = '{ "type": "affine-coupling", "mask": "alternate", "conditioner": "net" },';
const ACTNORM = '{ "type": "actnorm" }';

export function testLanguage(desk: () => Desk): void {
  let window: EditorWindow;
  let moons: string;

  beforeAll(async () => {
    ({ window, moons } = desk());
    await desk().begin(SPECS.written);
  });

  /** The line and the column behind the first `piece` of a text, from 1. */
  function behind(text: string, piece: string): readonly [line: number, column: number] {
    const at = text.indexOf(piece) + piece.length;
    const before = text.slice(0, at);
    return [before.split('\n').length, at - before.lastIndexOf('\n')];
  }

  /** Takes a suggestion once it is the chosen one: others are there, and chosen, until all that was typed has been looked at. */
  async function takeSuggestion(name: string): Promise<void> {
    const chosen = window.page.locator('.suggest-widget.visible .monaco-list-row.focused .label-name');
    await window.waitFor(`chosen suggestion ${name}`, async () =>
      (await chosen.allInnerTexts()).some((text) => text.trim() === name),
    );
    await window.page.keyboard.press('Tab');
  }

  /** Presses a key unless it has had its effect; again when it got lost. */
  async function pressUntil(key: string, effect: string): Promise<void> {
    const isThere = () => window.statusBarItem(effect).isVisible();
    const press = async () => {
      if (!(await isThere())) await window.page.keyboard.press(key);
    };
    await window.explained(() => achieve(effect, press, isThere, SOON));
  }

  test('a spec opens as a Flow spec, and its commands are offered', async () => {
    await window.waitFor('Flow spec in the status bar', () => window.statusBarItem('Flow spec').isVisible());
    expect(await window.offeredCommands('Flowscope: Train')).toContain('Flowscope: Train Flow');
  });

  test('lenses above the spec, shape and parameters behind each layer', async () => {
    await window.waitFor('lens', async () => (await lenses(window)).includes('▶ Train'));
    expect(await lenses(window)).toEqual(['▶ Train', 'Preview', 'Verify']);
    await window.waitFor('hints', async () => Object.keys(await hints(window)).length === 2);
    expect(await hints(window)).toEqual({
      [COUPLING]: '2-D · 8 × 4418 parameters',
      [ACTNORM]: '2-D · 8 × 4 parameters',
    });
  });

  test('hovering over a layer type explains it, with its formula and a paper', async () => {
    const text = await window.hover(...behind(moons, '"affine-cou'));
    expect(text).toContain('affine-coupling · layer');
    expect(text).toContain('log|det| = ');
    expect(text).toMatch(/Dinh.*20\d\d/);
    await window.page.keyboard.press('Escape');
  });

  test('layer types appear while a text is typed; a chosen one brings its main keys along, as stops for Tab', async () => {
    const [line, column] = behind(moons, ACTNORM);
    // Enter is no choice of a suggestion here.
    await window.typeAt(line, column, ',');
    await pressUntil('Enter', `Ln ${line + 1}, Col 7`);
    await window.typeAt(line + 1, 7, '{ "type": "spl');
    await takeSuggestion('spline-coupling');
    const keys = ', "mask": "alternate", "conditioner": "net", "bins": ';
    await window.waitFor('snippet', async () =>
      (await window.text.visibleText()).includes(`"spline-coupling"${keys}8`),
    );
    await window.waitFor('stop at the mask', () => window.statusBarItem('(11 selected)').isVisible());
    // The conditioner, the bins.
    for (const selected of [5, 1]) await pressUntil('Tab', `(${selected} selected)`);
    await window.page.keyboard.type('16');
    const layer = `{ "type": "spline-coupling"${keys}16}`;
    expect(await window.editorText()).toBe(moons.replace(ACTNORM, `${ACTNORM},\n      ${layer}`));
  });

  test('dataset names appear while the source is typed', async () => {
    await window.explained(() => window.text.replaceText(moons.replace('"source": "two-moons"', '"source": ')));
    await window.typeAt(...behind(moons, '"source": '), '"r');
    await takeSuggestion('rings');
    const chosen = moons.replace('"source": "two-moons"', '"source": "rings"');
    await window.waitFor('chosen source', async () => (await window.text.visibleText()).includes('"source": "rings"'));
    expect(await window.editorText()).toBe(chosen);
    await window.explained(() => window.text.replaceText(moons));
  });

  test('renaming a conditioner changes its definition and its uses; F12 goes to the definition', async () => {
    await window.text.goTo(...behind(moons, '"conditioner": "n'));
    await window.page.keyboard.press('F12');
    await window.waitFor('cursor at the definition', () => window.statusBarItem(/Ln 6, Col/).isVisible());
    await window.text.goTo(...behind(moons, '"conditioner": "n'));
    await window.page.keyboard.press('F2');
    const box = window.page.locator('.rename-box input');
    await window.waitFor('box for the name', () => box.isVisible());
    await box.fill('brain');
    await box.press('Enter');
    const renamed = moons.replace('"net": {', '"brain": {').replace('"conditioner": "net"', '"conditioner": "brain"');
    await window.waitFor('new name', async () => (await window.text.visibleText()).includes('"conditioner": "brain"'));
    expect(await window.editorText()).toBe(renamed);
  });

  test('formatting keeps what stands on one line; the outline has the layers', async () => {
    const ugly = moons.replace(/^ {2,}/gm, (space) => `${space} `).replace('"base": { ', '"base":{');
    await window.explained(() => window.text.replaceText(ugly));
    await window.page.keyboard.press('Control+Shift+i');
    await window.waitFor('formatted text', async () => (await window.text.visibleText()).includes('"base": { "type"'));
    expect(await window.editorText()).toBe(moons);
    await window.command('Explorer: Focus on Outline View');
    const rows = window.page.locator('.outline-tree .monaco-list-row .label-name');
    const seen = new Set<string>();
    // Few rows are in sight at once.
    await window.waitFor('layers in the outline', async () => {
      for (const name of await rows.allInnerTexts()) seen.add(name.trim());
      await window.page.keyboard.press('ArrowDown');
      return ['layers', 'repeat', 'affine-coupling', 'actnorm', 'training'].every((name) => seen.has(name));
    });
  });

  test('a run shows at the layers and above the spec, until the flow is edited', async () => {
    await window.openFile(SPECS.short);
    await window.waitFor('lens', async () => (await lenses(window)).includes('▶ Train'));
    await lens(window, '▶ Train').click();
    const panel = window.page.locator('.editor-group-container .tab').filter({ hasText: 'short · training' });
    await window.waitFor('panel of the training', () => panel.isVisible());
    await window.openFile(SPECS.short);
    const result = /^Latest run: finished, best NLL \d\.\d+ ± \d\.\d+ nats at step \d+$/;
    await window.waitFor('result', async () => (await lenses(window)).some((text) => result.test(text)));
    await window.waitFor('gain', async () =>
      Object.values(await hints(window))
        .join()
        .includes('gain'),
    );
    const measured = expect.stringMatching(/^gain −?\d\.\d\d · log-det −?\d\.\d\d · 2-D · 8 repeats$/);
    expect(await hints(window)).toEqual({ [COUPLING]: measured, [ACTNORM]: measured });

    await window.typeAt(...behind(moons, '"hidden": [64, 6'), '0');
    const stale = /^edited since run short-[\dTZ]+-\w+ · compare$/;
    await window.waitFor('stale lens', async () => (await lenses(window)).some((text) => stale.test(text)));
    await window.waitFor('hints without measurements', async () => {
      const shown = Object.values(await hints(window)).join();
      return shown.includes('2-D') && !shown.includes('log-det');
    });

    await window.command('Flowscope: Compare Spec with Run');
    const title = /^short\.flow\.json: as trained in short-[\dTZ]+-\w+ ↔ now$/;
    await window.waitFor('comparison in the front', async () => title.test(await window.activeTab()));
    const comparison = window.page.locator('.monaco-diff-editor .view-lines');
    await window.waitFor('both texts', async () => {
      const text = (await comparison.allTextContents()).join().replaceAll('\u00a0', ' ');
      return text.includes('[64, 64]') && text.includes('[64, 604]');
    });
    await window.screenshot('language-compare');
  });

  test('nothing went wrong unseen', async () => {
    expect(await takeNotifications(window)).toEqual([expect.stringMatching(/^short is trained: 60 steps, best NLL /)]);
    expect(window.errors.ofExtension()).toEqual([]);
  });
}
