/** A page of `flowscope view` with trained specs of docs/gallery.md, and what the command line says of them. */
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Page } from 'playwright-core';
import { expect } from 'vitest';
import { formatNats } from '../../daemon/format/numbers.ts';
import type { PanelName } from '../../protocol/panel/panels.ts';
import { flowscope, train } from './command-line.ts';
import { keepPicture } from './looks.ts';
import { type PageErrors, watchErrors } from './page-errors.ts';
import { sharedBrowser } from './shared-browser.ts';
import { openViewBrowser } from './view-browser.ts';

/** Its training ends before its time. */
const DIVERGING = 'exploding-scale';
const SOON = { timeout: 60_000 };

interface Said extends Readonly<Record<'kind' | 'severity' | 'headline' | 'text' | 'advice', string>> {
  readonly consequenceOf?: string;
}

interface Inspected {
  readonly layers: readonly { readonly conditioned: boolean; readonly gain: number; readonly cutNll: number }[];
  readonly total: { readonly mean: number };
  readonly verdict: {
    readonly text: string;
    readonly findings: readonly Said[];
  };
}

interface Run {
  readonly name: string;
  readonly runDir: string;
}

export interface GalleryPage {
  readonly errors: PageErrors;
  /** Shows the run of a spec in a panel, until that says `text`, and keeps a picture of it. @param option that is on in it */
  show(panel: PanelName, name: string, text: string, option?: string): Promise<void>;
  inspect(name: string): Promise<Inspected>;
  /** The findings, as `kind: headline` or `cause → kind: headline`. The panel must show the same. */
  findings(name: string): Promise<string[]>;
  /** Follows the link of the verdict to the best step. @returns the text beside the time slider */
  showBest(name: string): Promise<string>;
  /** The runs that *Compare* marks as the best, and its note beside the NLLs of a run. */
  compare(name: string): Promise<{ readonly best: readonly string[]; readonly said: string }>;
  /** Codes of what is said of the spec before it is trained. */
  warnings(name: string): Promise<string[]>;
  close(): Promise<void>;
}

/** Trains the specs with these names, and opens a page with their runs. */
export async function openGalleryPage(names: readonly string[]): Promise<GalleryPage> {
  const opened = await openViewBrowser('gallery', sharedBrowser());
  const specOf = (name: string) => join(opened.folder, 'gallery', `${name}.flow.json`);
  await mkdir(join(opened.folder, 'gallery'));
  await opened.copyExample('letters.csv');
  for (const name of names) {
    await opened.copyExample(join('gallery', `${name}.flow.json`));
    expect([name, await train(specOf(name))]).toEqual([name, name !== DIVERGING]);
  }
  const found = await flowscope<{ runs: readonly Run[] }>('runs', '--root', join(opened.folder, 'gallery'));
  const runs = new Map(found.runs.map((run) => [run.name, run]));
  const view = { viewport: { width: 1000, height: 700 }, colorScheme: 'light' } as const;
  const page: Page = await (await opened.browser.newContext(view)).newPage();
  const errors = watchErrors(page);
  // docs/gallery.md describes the last weights.
  const latest = ['--panel', 'layers', '--checkpoint', 'latest'];
  await page.goto((await opened.views.open(...found.runs.map(({ runDir }) => runDir), ...latest)).url);
  const inspect = (name: string) => flowscope<Inspected>('inspect', runs.get(name)!.runDir, '--checkpoint', 'latest');

  async function show(panel: PanelName, name: string, text: string, option?: string): Promise<void> {
    // The run that is shown before may not offer the panel.
    await page.goto(new URL(`/${panel}`, page.url()).href);
    await page.locator('fs-run-bar select').selectOption(runs.get(name)!.runDir);
    await page.getByText(text).filter({ visible: true }).first().waitFor(SOON);
    const box = option === undefined ? null : page.locator(`vscode-checkbox[label="${option}"]`);
    await box?.click();
    await keepPicture(page, `gallery-${name}-${panel}`);
    await box?.click();
  }

  return {
    errors,
    show,
    inspect,
    async findings(name) {
      const { total, verdict } = await inspect(name);
      await show('layers', name, formatNats(total.mean));
      await page.getByText('Generalization gap').waitFor(SOON);
      const said = await page.locator('.finding').allInnerTexts();
      const own = verdict.findings.filter(({ consequenceOf }) => consequenceOf === undefined);
      expect(said).toHaveLength(own.length);
      for (const [i, { kind, headline, text, advice }] of own.entries()) {
        for (const sentence of [headline, text, advice]) expect(said[i]).toContain(sentence);
        const followers = verdict.findings.filter(({ consequenceOf }) => consequenceOf === kind);
        expect(said[i]!.includes('robable consequence')).toBe(followers.length > 0);
      }
      const line = await page.locator('.headline').textContent();
      const fault = verdict.findings.find(({ severity }) => severity !== 'note');
      expect(line).toContain(fault?.headline ?? 'No problem found');
      return verdict.findings.map(({ kind, headline, consequenceOf: of }) => {
        return `${of === undefined ? '' : `${of} → `}${kind}: ${headline}`;
      });
    },
    async showBest(name) {
      await show('layers', name, 'Generalization gap');
      await page.getByRole('button', { name: /^Show step \d+ \(best\)$/ }).click();
      const shown = page.locator('fs-checkpoint-slider output', { hasText: '★' });
      await shown.waitFor(SOON);
      return (await shown.allInnerTexts()).join();
    },
    async compare(name) {
      await page.goto(new URL('/compare', page.url()).href);
      const rows = page.locator('.figures tbody tr');
      await rows.locator('.best').first().waitFor(SOON);
      const best = await rows
        .filter({ has: page.locator('.best') })
        .locator('th')
        .allInnerTexts();
      return { best, said: (await rows.filter({ hasText: name }).allInnerTexts()).join() };
    },
    async warnings(name) {
      const { diagnostics } = await flowscope<{ diagnostics: readonly { code: string }[] }>('check', specOf(name));
      return [...new Set(diagnostics.map(({ code }) => code))];
    },
    close: () => opened.close(),
  };
}
