import { expect, test } from 'vitest';
import type { Watch } from '../models/definition.ts';
import type { StepReport } from './step-report.ts';
import { watching } from './watching.ts';

const HIGH: Watch = { code: 'high', term: 'b', steps: 4, above: 1, message: (mean) => `b is ${mean}` };
const LOW: Watch = { code: 'low', term: 'a', steps: 2, below: 0, message: (mean) => `a is ${mean}` };

const report = (step: number, a: number, b: number): StepReport => ({
  ...{ step, loss: 0, gradientNorm: 0, objectives: [], layers: null, learningRate: 0, skipped: false },
  terms: [a, b],
});

/** The warnings of steps `from`, from + 1, … with these values of both terms, added in chunks. */
function warned(values: readonly (readonly [number, number])[], { from = 1, chunk = 1 } = {}) {
  const watched = watching([HIGH, LOW], ['a', 'b']);
  const reports = values.map(([a, b], i) => report(from + i, a, b));
  const found = [];
  for (let at = 0; at < reports.length; at += chunk) found.push(...watched.add(reports.slice(at, at + chunk)));
  return found.map(({ step, code, message }) => `${step} ${code}: ${message}`);
}

test('a mean beyond its bound is reported at the end of its window, whatever the chunks', () => {
  const values = [
    [1, 0],
    [-3, 0],
    [1, 2],
    [1, 6],
  ] as const;
  const expected = ['2 low: a is -1', '4 high: b is 2'];
  for (const chunk of [1, 3, 4]) expect(warned(values, { chunk })).toEqual(expected);
});

test('it is reported again only after it was in order', () => {
  const values = [-1, -1, -1, -1, 1, 1, -2, -2].map((a) => [a, 0] as const);
  expect(warned(values)).toEqual(['2 low: a is -1', '8 low: a is -2']);
});

test('what is out of order in the last window is open', () => {
  const watched = watching([HIGH, LOW], ['a', 'b']);
  const open = () => watched.open.map(({ code, message }) => `${code}: ${message}`);
  watched.add([report(1, -1, 2), report(2, -3, 2)]);
  expect(open()).toEqual(['low: a is -2']);
  watched.add([report(3, 1, 2), report(4, -5, 2)]);
  expect(open()).toEqual(['low: a is -2', 'high: b is 2']);
  watched.add([report(5, 1, 2), report(6, 1, 2)]);
  expect(open()).toEqual(['high: b is 2']);
});

test('what another watch explains is reported when that one is in order again', () => {
  const watched = watching([LOW, { ...HIGH, steps: 2, explainedBy: ['low'] }], ['a', 'b']);
  const steps = [-1, -1, 1, 1, -1, -1].map((a, i) => report(i + 1, a, 2));
  expect(steps.flatMap((step) => watched.add([step])).map(({ step, code }) => `${step} ${code}`)).toEqual([
    ...['2 low', '4 high', '6 low'],
  ]);
  expect(watched.open.map(({ code }) => code)).toEqual(['low']);
});

test('a window that a resumed run joins late says nothing', () => {
  const values = [-1, -1, -1].map((a) => [a, 0] as const);
  expect(warned(values, { from: 2 })).toEqual(['4 low: a is -1']);
});
