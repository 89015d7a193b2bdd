/** The Training panel of runs that have recorded nothing, without a daemon. */
import type { Browser, Page } from 'playwright-core';
import { panelSnapshot } from '../../daemon/client/panel/panel-snapshot.ts';
import type { PanelSnapshot } from '../../protocol/panel/panel-messages.ts';
import type { RunInfo } from '../../protocol/rpc/run-methods.ts';
import { openHosted } from './fake-host.ts';
import { lookAt, type Theme } from './looks.ts';

export const RUN: RunInfo = {
  id: 'wine-20261128T100000Z-0003',
  runDir: '/work/.flowscope/runs/wine-20261128T100000Z-0003',
  name: 'wine',
  spec: '/work/wine.flow.json',
  status: 'queued',
  step: 0,
  steps: 4000,
  started: '2026-11-28T10:00:00.000Z',
  updated: '2026-11-28T10:00:00.000Z',
  pid: null,
  backend: 'cpu',
  seed: 7,
  parameters: 12_345,
  validation: null,
  best: null,
  checkpoints: [],
  error: null,
  owned: true,
  queuePosition: 2,
  begun: false,
  pause: null,
  unsaved: false,
  loss: null,
  samplesPerSecond: null,
  eta: null,
};
/** As the editor sets them. */
const BODY_CLASSES: Readonly<Record<Theme, string>> = {
  light: 'vscode-light',
  dark: 'vscode-dark',
  'high-contrast': 'vscode-high-contrast',
  'high-contrast-light': 'vscode-high-contrast vscode-high-contrast-light',
};
const other = (name: string, more: Partial<RunInfo>): RunInfo => ({
  ...RUN,
  id: name,
  runDir: `/work/${name}`,
  name,
  ...more,
});
/** What is ahead of it in the queue. */
export const OTHERS: readonly RunInfo[] = [
  other('moons', { status: 'running', step: 120, eta: 12, queuePosition: null, begun: true }),
  other('rings', { queuePosition: 1 }),
];

export interface TrainingPage {
  readonly page: Page;
  /** Messages of the panel, in order. */
  said(): Promise<readonly { readonly type: string }[]>;
  /** Shows it in a theme as the editor does, and gives axe's serious findings. */
  lookAt(theme: Theme): Promise<readonly string[]>;
}

/** Shows `run` in the training panel, beside `others`. @param script of `bundlePanel` */
export async function openTrainingPage(
  browser: Browser,
  script: string,
  run: RunInfo,
  others: readonly RunInfo[] = [],
): Promise<TrainingPage> {
  const page = await openHosted(browser, {
    panel: 'training',
    script,
    answer: trainingAnswer(run, others),
    viewport: { width: 760, height: 520 },
  });
  await page.locator('h2#state').waitFor({ timeout: 30_000 });
  return {
    page,
    said: async () => (await page.evaluate('said')) as { type: string }[],
    async lookAt(theme) {
      await page.evaluate(`document.body.className = '${BODY_CLASSES[theme]}'`);
      return lookAt(page, theme);
    },
  };
}

/** The snapshot of a run, as an expression. */
export function trainingAnswer(run: RunInfo, others: readonly RunInfo[] = []): string {
  const runs = [run, ...others];
  const subject = { runs: [run.runDir], checkpoint: 'latest' as const };
  const find = (runDir: string) => runs.find((entry) => entry.runDir === runDir) ?? null;
  const around = {
    runs,
    find,
    connection: 'connected' as const,
    cursorLayer: () => null,
    problem: null,
    shows: 0,
    isOpen: () => false,
  };
  const snapshot: PanelSnapshot = panelSnapshot({ panel: 'training', subject, view: {} }, around);
  return JSON.stringify({ type: 'snapshot', snapshot });
}
