/** The panels of a flow of images in the real editor, while it trains and after a reload. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Desk, OPENING, openDesk, SPECS } from './desk.ts';
import type { EditorWindow } from './editor-window.ts';
import { takeNotifications } from './messages.ts';
import { panelText } from './panel-page.ts';
import { runRow, runRows, stepOf } from './run-rows.ts';
import { TRAINED_STEPS } from './trained-runs.ts';
import { achieve } from './wait-for.ts';

const SOON = 60_000;
const STEPS = TRAINED_STEPS.images;

let desk: Desk;
let window: EditorWindow;

beforeAll(async () => {
  desk = await openDesk();
  window = desk.window;
  await desk.begin(SPECS.images);
}, OPENING);

afterAll(() => desk?.close());

test('Layers and Training follow a training live, and are there again after a reload', async () => {
  await open('Train Flow');
  // Its first checkpoints are there by then.
  await window.waitFor('progress', async () => stepOf((await runRows(window))[0] ?? '') > 300, SOON);
  const checkpoint = async () =>
    Number(/\nstep (\d+)/.exec(await panelText(window, /images · layers/, /The terms add up/, SOON))?.[1]);
  // Not the run before.
  await window.explained(() =>
    achieve(
      'the layers of the training',
      () => open('Inspect Layers'),
      async () => (await checkpoint()) > STEPS,
      SOON,
    ),
  );
  const first = await checkpoint();
  await window.waitFor('the layers of a later checkpoint', async () => (await checkpoint()) > first, SOON);
  await window.command('Flowscope: Stop Training');
  await runRow(window, /^images, interrupted, step/, SOON);
  await window.reload();
  await panelText(window, /images · layers/, /The terms add up/, SOON);
});

test('nothing went wrong unseen', async () => {
  expect(await takeNotifications(window)).toEqual([]);
  expect(window.errors.ofExtension()).toEqual([]);
});

async function open(command: string): Promise<void> {
  await window.text.focus();
  await window.command(`Flowscope: ${command}`);
}
