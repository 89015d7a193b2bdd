/** The window in which most of the editor's tests take place, one after the other: opening one takes as long as several tests. */
import { join } from 'node:path';
import { inject } from 'vitest';
import { copyRun } from './copy-run.ts';
import { type Editor, type Files, openEditor } from './editor.ts';
import type { EditorWindow } from './editor-window.ts';
import { imageSpec } from './image-spec.ts';
import { PLANE_SPEC, planeSpec } from './plane-spec.ts';
import { runRow } from './run-rows.ts';
import { TRAINED_STEPS } from './trained-runs.ts';
import { achieve, SOON } from './wait-for.ts';

/** Specs beside those of `examples/`. */
export const SPECS = {
  /** The text of two-moons, of which there is no run. */
  written: 'written.flow.json',
  /** Of two-moons, trained in a moment. */
  short: 'short.flow.json',
  /** Of two-moons, trained as long as it is. */
  endless: 'endless.flow.json',
  images: 'images.flow.json',
} as const;

interface DeskRuns {
  readonly plane: string;
  readonly images: string;
}

export interface Desk {
  readonly editor: Editor;
  readonly window: EditorWindow;
  readonly home: string;
  /** Run directories in the window's folder. The examples' two-moons has two runs; this is the newer one. @throws Error before addRuns */
  readonly runs: DeskRuns;
  /** The text of the spec of the runs of the plane. */
  readonly moons: string;
  /** Puts the runs there; the Runs view has them when this returns. */
  addRuns(): Promise<void>;
  /** Closes what the test before has left open, and opens a file. */
  begin(file: string): Promise<void>;
  close(): Promise<void>;
}

export async function openDesk(): Promise<Desk> {
  const desk = await openDeskWithoutRuns();
  try {
    await desk.addRuns();
    return desk;
  } catch (error) {
    await desk.close();
    throw error;
  }
}

/** @param more files, by path */
export async function openDeskWithoutRuns(more: Files = {}): Promise<Desk> {
  const address = inject('editor');
  const moons = await planeSpec();
  const named = (name: string) => moons.replace('"name": "two-moons"', `"name": "${name}"`);
  const editor = await openEditor(address);
  try {
    const folder = await editor.folder('examples', {
      [PLANE_SPEC]: moons,
      [SPECS.written]: moons,
      [SPECS.short]: named('short').replace('"steps": 4000', '"steps": 60'),
      [SPECS.endless]: named('endless'),
      [SPECS.images]: imageSpec(),
      ...more,
    });
    const window = await editor.openFolder(folder);
    let runs: DeskRuns | null = null;
    return {
      editor,
      window,
      home: address.home,
      get runs() {
        if (runs === null) throw new Error('the runs are not there yet: addRuns');
        return runs;
      },
      moons,
      async addRuns() {
        runs = await copyRuns(folder);
        const { long, short } = TRAINED_STEPS.plane;
        for (const run of [
          'images, finished',
          `two-moons, finished, ${long} steps`,
          `two-moons, finished, ${short} steps`,
        ]) {
          await runRow(window, new RegExp(`^${run}`));
        }
      },
      begin: (file) => begin(window, file),
      close: () => editor.close(),
    };
  } catch (error) {
    await editor.close();
    throw error;
  }
}

async function copyRuns(folder: string): Promise<DeskRuns> {
  const trained = inject('trained');
  const plane = join(folder, PLANE_SPEC);
  await copyRun(trained.plane.long, plane);
  return {
    plane: await copyRun(trained.plane.short, plane),
    images: await copyRun(trained.images, join(folder, SPECS.images)),
  };
}

async function begin(window: EditorWindow, file: string): Promise<void> {
  const { page } = window;
  await page.keyboard.press('Escape');
  const tabs = page.locator('.editor-group-container .tab');
  const discard = page.locator('.monaco-dialog-box .monaco-button').filter({ hasText: "Don't Save" });
  await window.explained(() =>
    achieve(
      'empty window',
      () => window.command('View: Close All Editors'),
      async () => {
        if (await discard.isVisible()) await discard.click();
        return (await tabs.count()) === 0;
      },
      SOON,
    ),
  );
  await window.openFile(file);
}
