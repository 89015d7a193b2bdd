import { expect, test } from 'vitest';
import { keyedRange, movedRange, takenRange, zoomedRange } from './step-range.ts';

const EXTENT = { from: 0, to: 1000 };

test('zooming keeps the step under the mouse; moving stops at the ends and keeps the width', () => {
  expect(zoomedRange({ from: 100, to: 200 }, 0.5, 100)).toEqual({ from: 100, to: 250 });
  expect(movedRange({ from: 100, to: 200 }, -5, EXTENT)).toEqual({ from: 0, to: 100 });
  expect(movedRange({ from: 850, to: 950 }, 5, EXTENT)).toEqual({ from: 900, to: 1000 });
});

test('a range is limited to the data; all steps give null, less than two steps are rejected', () => {
  expect(takenRange({ from: -50, to: 400 }, EXTENT)).toEqual({ from: 0, to: 400 });
  expect(takenRange({ from: -50, to: 5000 }, EXTENT)).toBeNull();
  expect(takenRange({ from: 10, to: 11 }, EXTENT)).toBeUndefined();
  expect(takenRange(null, EXTENT)).toBeNull();
});

test('handles keys of the chart and leaves others to the editor', () => {
  const press = (key: string, more: object = {}) =>
    keyedRange({ key, preventDefault() {}, ...more } as unknown as KeyboardEvent, { from: 100, to: 200 }, EXTENT);
  expect(press('ArrowRight')).toEqual({ from: 120, to: 220 });
  expect(press('+')).toEqual({ from: 110, to: 190 });
  expect(press('Escape')).toBeNull();
  expect([press('a'), press('0', { metaKey: true })]).toEqual([undefined, undefined]);
});
