/** Every text of the panels comes from a table: the panels of a flow of the plane, and states that need no daemon. */
import type { Browser, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { PreviewSnapshot } from '../../protocol/panel/preview-messages.ts';
import type { RunInfo } from '../../protocol/rpc/run-methods.ts';
import { NARROW } from './accessibility-tests.ts';
import { unreadable } from './clipped.ts';
import { bundlePanel, openHosted } from './fake-host.ts';
import { IS_FULL_TIER } from './full-tier.ts';
import { overflow, pseudoLocale, unfold, unmarked } from './pseudo-locale.ts';
import { testPseudoLocale } from './pseudo-locale-tests.ts';
import { sharedBrowser } from './shared-browser.ts';
import { OTHERS, RUN, trainingAnswer } from './training-page.ts';

const NAMES = [RUN, ...OTHERS].flatMap(({ id, runDir, name, spec, backend }) => [runDir, id, spec, name, backend]);

const ERROR = { code: 'missing-data', message: 'wine.csv does not exist' };
const RUNNING: Partial<RunInfo> = {
  status: 'running',
  queuePosition: null,
  begun: true,
  step: 40,
  loss: 2,
  samplesPerSecond: 90,
  eta: 9,
};
const PAUSE = { reason: 'disk-full', message: 'the disk is full' } as const;

/** Name of a state, the message that brings it about as an expression, and a part of what it says. */
type State = readonly [name: string, message: string, text: string];

const training = (name: string, more: Partial<RunInfo>, text: string, others = OTHERS): State => [
  name,
  trainingAnswer({ ...RUN, ...more }, others),
  text,
];

const preview = (status: PreviewSnapshot['status'], hasPicture: boolean, text: string): State => {
  const notFinite = { count: 1, negativeInfinity: 1, positiveInfinity: 0, nan: 0 };
  const message = `{
    spec: 'file:///wine.flow.json', name: 'wine', floor: 1, status: ${JSON.stringify(status)},
    picture: ${hasPicture} ? {
      step: 1, loss: 2, validation: ${JSON.stringify({ nll: 2, se: 0.1, n: 100, notFinite })}, elapsed: 1, unit: 'nats', warm: 0.5,
      columns: ['x', 'y'], extent: [-1, 1, -1, 1],
      density: { width: 2, height: 2, values: new Float32Array(4).buffer },
      samples: new Float32Array([0, 0, 1, 1]).buffer, rows: new Float32Array([0, 1]).buffer,
    } : null,
  }`;
  return [`${status.kind}${hasPicture ? ', with a picture' : ''}`, message, text];
};

const STATES: Readonly<Record<'training' | 'preview', readonly State[]>> = {
  training: [
    training('queued', { unsaved: true, parameters: 0 }, 'Waiting for these runs'),
    training('queued alone', {}, 'Waiting for free memory', []),
    training('starting', { status: 'starting', queuePosition: null }, 'Preparing the run'),
    training('interrupted', { status: 'interrupted', queuePosition: null }, 'This run has not started'),
    training('failed', { status: 'failed', queuePosition: null, error: ERROR }, ERROR.message),
    training('running', RUNNING, 'time left'),
    training('paused', { ...RUNNING, status: 'paused', pause: PAUSE }, 'Paused:'),
  ],
  preview: [
    preview({ kind: 'starting', keeps: false }, false, 'Training'),
    preview({ kind: 'failed', message: 'no data' }, false, 'cannot be previewed'),
    preview({ kind: 'training', keeps: true }, true, 'training, '),
    preview({ kind: 'done', reason: 'converged' }, true, 'converged after'),
    preview({ kind: 'done', reason: 'time' }, true, 'Keep Training'),
    preview({ kind: 'done', reason: 'steps' }, true, 'all of the spec'),
    preview({ kind: 'done', reason: 'stopped' }, true, 'stopped after '),
    preview({ kind: 'edited' }, true, 'save the spec'),
    preview({ kind: 'failed', message: 'no data' }, true, 'before the last edit'),
  ],
};

testPseudoLocale('plane');

describe.each(['training', 'preview'] as const)('without a daemon: %s', (panel) => {
  let browser: Browser;
  let page: Page;

  beforeAll(async () => {
    const [opened, { translation }, script] = await Promise.all([sharedBrowser(), pseudoLocale(), bundlePanel(panel)]);
    browser = opened;
    page = await openHosted(browser, { panel, script, answer: '{}', viewport: NARROW, translation });
  });
  afterAll(() => browser?.close());

  test.each(STATES[panel])('%s', async (_, message, text) => {
    await page.evaluate(`postMessage(${message})`);
    await page.getByText(text).first().waitFor({ timeout: 30_000 });
    await unfold(page);
    expect(await unmarked(page, NAMES)).toEqual([]);
    for (const width of IS_FULL_TIER ? [320, NARROW.width, 800] : [320]) {
      await page.setViewportSize({ ...NARROW, width });
      expect(await overflow(page)).toBe(0);
      expect(await unreadable(page), `at ${width} pixels`).toEqual([]);
    }
  });
});
