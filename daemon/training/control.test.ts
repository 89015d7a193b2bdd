import { expect, test } from 'vitest';
import { controlSource } from './control.ts';

test('a pause can be taken back, a stop is final', () => {
  const control = controlSource();
  expect(control.requested).toBeNull();
  control.request('pause');
  expect(control.requested).toBe('pause');
  control.request(null);
  expect(control.requested).toBeNull();
  control.request('stop');
  for (const other of ['pause', null] as const) {
    control.request(other);
    expect(control.requested).toBe('stop');
  }
});

test('a checkpoint that is asked for is taken once', () => {
  const control = controlSource();
  expect(control.takeSave()).toBe(false);
  control.requestSave();
  control.requestSave();
  expect([control.takeSave(), control.takeSave()]).toEqual([true, false]);
});

test('a request wakes who waits, and waiting ends by itself', async () => {
  const control = controlSource();
  // Longer than the test's timeout.
  const woken = control.wait(600_000);
  control.request('stop');
  await woken;
  await control.wait(5);
});
