import { expect, test } from 'vitest';
import { createLogFold, createStepList, rewindOnResume, statusOf } from './log-fold.ts';

const line = (event: string, step: number, more: object = {}) =>
  JSON.stringify({ seq: step, event, step, time: '2026-01-01T00:00:00.000Z', ...more });
const validation = (step: number, nll: number, best: boolean) =>
  line('validation', step, { nll, se: 0.1, n: 10, unit: 'nats', best });

function folded(lines: readonly string[], most?: number) {
  const fold = createLogFold(most);
  for (const json of lines) fold.take(json);
  return fold;
}

test('the last step counts, whatever neutral events follow it; a final event ends the run', () => {
  const lines = [line('start', 0), line('step', 3), line('step', 7), validation(7, 1.5, true), line('checkpoint', 7)];
  expect(folded(lines).last).toMatchObject({ event: 'step', step: 7 });
  expect(statusOf(folded(lines).last, true)).toBe('running');
  expect(statusOf(folded(lines).last, false)).toBe('interrupted');
  expect(statusOf(folded([...lines, line('paused', 7), line('checkpoint', 7)]).last, true)).toBe('paused');
  expect(statusOf(folded([...lines, line('done', 9)]).last, false)).toBe('finished');
  expect(statusOf(folded([...lines, line('failed', 9)]).last, true)).toBe('failed');
  expect(statusOf(folded([]).last, false)).toBe('interrupted');
});

test('validations of steps that a resumed run takes again do not count', () => {
  const before = [validation(10, 2, true), validation(20, 1, true), line('step', 25)];
  expect(folded(before).best).toMatchObject({ step: 20, nll: 1 });
  const resumed = folded([...before, line('resumed', 10, { fromStep: 10 })]);
  expect(resumed.best).toMatchObject({ step: 10, nll: 2 });
  expect(resumed.validation).toMatchObject({ step: 10, nll: 2 });
});

test('the newest validation is not always the best; only so many are kept', () => {
  const lines = [validation(1, 1, true), validation(2, 3, false), validation(3, 2, false)];
  expect(folded(lines).validation).toMatchObject({ step: 3, nll: 2, unit: 'nats' });
  expect(folded(lines).best).toMatchObject({ step: 1 });
  expect(folded(lines, 2).best).toBeNull();
});

test('only a resume goes back, and a list keeps the newest entries', () => {
  const list = createStepList<{ readonly step: number }>(2);
  for (const step of [1, 2, 3, 4, 5]) list.push({ step });
  expect(list.entries).toEqual([{ step: 4 }, { step: 5 }]);
  const record = (event: string, more: object) => ({ seq: 1, event, step: 4, time: '', ...more });
  rewindOnResume(record('step', { fromStep: 4 }), [list]);
  rewindOnResume(record('resumed', {}), [list]);
  expect(list.entries.at(-1)).toEqual({ step: 5 });
  rewindOnResume(record('resumed', { fromStep: 4 }), [list]);
  expect(list.entries.at(-1)).toEqual({ step: 4 });
});
