/** The walkthrough takes place in a second window, while the first one has a run; when the second is closed, the first works on. */
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Desk, openDesk, SPECS } from './desk.ts';
import type { EditorWindow } from './editor-window.ts';
import { takeNotifications } from './messages.ts';
import { runRow, stepOf } from './run-rows.ts';
import { testWalkthrough } from './walkthrough-tests.ts';

let desk: Desk;
let window: EditorWindow;

beforeAll(async () => {
  desk = await openDesk();
  window = desk.window;
  await desk.begin(SPECS.endless);
});

afterAll(() => desk?.close());

test('a run is started in the first window, and paused', async () => {
  await window.command('Flowscope: Train Flow');
  await runRow(window, /^endless, step [1-9]/);
  await window.command('Flowscope: Pause Training');
  await runRow(window, /^endless, paused, step/);
});

describe('in a second window', () => testWalkthrough(() => desk));

test('of two windows one was closed, and the other works on', async () => {
  const before = stepOf(await runRow(window, /^endless, paused, step/));
  await window.openFile(SPECS.endless);
  const line = desk.moons.split('\n').findIndex((text) => text.includes('affine-coupling'));
  expect(await window.hover(line + 1, 20)).toContain('log|det');
  await window.page.keyboard.press('Escape');
  await window.command('Flowscope: Resume Training');
  await window.waitFor(`step after ${before}`, async () => stepOf(await runRow(window, /^endless, step \d/)) > before);
  await window.command('Flowscope: Stop Training');
  await runRow(window, /^endless, interrupted, step/);
});

test('nothing went wrong unseen', async () => {
  expect(await takeNotifications(window)).toEqual([]);
  expect(window.errors.ofExtension()).toEqual([]);
});
