import { expect, test } from 'vitest';
import type { JsonObject } from '../encoding/json.ts';
import type { Progress } from './progress.ts';
import { NO_PROGRESS, progressRecord, readProgress, validated } from './progress.ts';

/** Progress after a validation every ten steps, and which of them were the best. */
function afterValidations(
  validations: readonly (number | { readonly nll: number; readonly notFinite: { readonly count: number } })[],
  minDelta: number,
) {
  let progress: Progress = NO_PROGRESS;
  const best = validations.map((each, i) => {
    const validation = typeof each === 'number' ? { nll: each } : each;
    const result = validated({ ...progress, step: 10 * (i + 1) }, validation, minDelta);
    progress = result.progress;
    return result.best;
  });
  return { progress, best };
}

test('the best is the lowest; early stopping asks for minDelta more', () => {
  const { progress, best } = afterValidations([3, 2, 1.9, 1.95, 1.85], 0.5);
  expect(best).toEqual([true, true, true, false, true]);
  // Only the fall from 3 to 2 was large enough, and there were three validations since.
  expect(progress).toMatchObject({ best: { nll: 1.85, step: 50 }, reference: 2, stale: 3 });
});

test('small gains add up: the reference stays where it was until they are large enough together', () => {
  const { progress } = afterValidations([2, 1.8, 1.6, 1.4], 0.5);
  expect(progress).toMatchObject({ reference: 1.4, stale: 0 });
});

test('a validation that is not finite is never the best', () => {
  const { progress, best } = afterValidations([Number.NaN, Number.POSITIVE_INFINITY, 5, Number.NaN], 0);
  expect(best).toEqual([false, false, true, false]);
  expect(progress).toMatchObject({ best: { nll: 5, step: 30 }, stale: 1 });
});

const leavingOut = (count: number, nll: number) => ({ nll, notFinite: { count } });

test('a validation that leaves rows out never beats one that leaves out fewer, whatever its NLL', () => {
  const { progress, best } = afterValidations([leavingOut(3, 1), 9, leavingOut(1, -5), 8, leavingOut(2, -50)], 0.5);
  expect(best).toEqual([true, true, false, true, false]);
  expect(progress.best).toEqual({ nll: 8, notFinite: 0, step: 40 });
  // Without the rule the last one would have been an improvement of 58 nats.
  expect(progress).toMatchObject({ reference: 8, referenceNotFinite: 0, stale: 1 });
});

test('as many rows left out: the lower NLL; fewer of them are an improvement of any size', () => {
  const { progress, best } = afterValidations([leavingOut(3, 5), leavingOut(3, 4), leavingOut(2, 6)], 100);
  expect(best).toEqual([true, true, true]);
  expect(progress).toMatchObject({
    best: { nll: 6, notFinite: 2, step: 30 },
    reference: 6,
    referenceNotFinite: 2,
    stale: 0,
  });
});

test('a record of a version that did not count rows: its best left none out', () => {
  const { best: _best, referenceNotFinite: _rows, ...old } = progressRecord({ ...NO_PROGRESS, reference: 2 }, FORM);
  const read = readProgress({ ...old, best: { nll: 2, step: 10 } }, FORM);
  expect(read).toMatchObject({ best: { nll: 2, notFinite: 0, step: 10 }, reference: 2, referenceNotFinite: 0 });
  expect(validated({ ...read, step: 20 }, leavingOut(1, 1), 0)).toMatchObject({ best: false, progress: { stale: 1 } });
});

const FORM = 'adam-scaled(0.9, 0.999)';

test('a record says all that a resume needs, through JSON', () => {
  const progress: Progress = {
    step: 120,
    best: { nll: 1 / 3, notFinite: 2, step: 100 },
    reference: 1.02,
    referenceNotFinite: 1,
    stale: 2,
    skipped: 3,
    skippedInARow: 1,
    loss: 1.5,
  };
  for (const each of [progress, NO_PROGRESS]) {
    const record = JSON.parse(JSON.stringify(progressRecord(each, FORM))) as JsonObject;
    expect(readProgress(record, FORM)).toEqual(each);
  }
});

test('moments of another optimizer are refused', () => {
  const record = progressRecord(NO_PROGRESS, FORM);
  const other = 'adam-scaled(0.9, 0.99)';
  expect(() => readProgress(record, other)).toThrow(
    expect.objectContaining({ code: 'checkpoint', message: expect.stringContaining(other) }),
  );
});
