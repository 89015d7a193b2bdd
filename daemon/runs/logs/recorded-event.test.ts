import { expect, test } from 'vitest';
import { $ZodError } from 'zod/v4/core';
import { eventOfRecord } from './recorded-event.ts';

const place = { seq: 7, time: '2026-11-25T00:00:00.000Z' };
const paused = { event: 'paused', step: 3, reason: 'user', message: 'as asked' };

test('an event loses the keys of the log and those of a newer version', () => {
  expect(eventOfRecord({ ...place, ...paused, mood: 'calm' })).toEqual(paused);
  const start = {
    event: 'start',
    v: 1,
    runDir: '/runs/a',
    name: 'a',
    resumedFrom: null,
    seed: 1,
    steps: 10,
    parameters: 4,
    dimension: 2,
    backend: 'cpu',
    threads: 1,
    rows: { train: 8, validation: 1, test: 1 },
    floor: null,
  };
  // The log adds a step to every event, but this one has none.
  expect(JSON.stringify(eventOfRecord({ ...place, step: 0, ...start }))).toBe(JSON.stringify(start));
});

test('records of the log and unknown events are no events', () => {
  expect(eventOfRecord({ ...place, ...{ event: 'resumed', step: 3, attempt: 2, fromStep: 3 } })).toBeNull();
  expect(eventOfRecord({ ...place, ...{ event: 'celebrated', step: 3 } })).toBeNull();
});

test('an event that is known must fit', () => {
  expect(() => eventOfRecord({ ...place, ...paused, ...{ reason: 'moonrise' } })).toThrow($ZodError);
});
