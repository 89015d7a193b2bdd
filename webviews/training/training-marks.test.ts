import { expect, test } from 'vitest';
import type { Marks } from './training-data.ts';
import { chartMarks } from './training-marks.ts';

const MARK = { event: 'done', step: 9, time: '2026-01-01T00:00:00.000Z', text: 'completed' } as const;

const marked = (mark: Marks['marks'][number]) => chartMarks({ start: null, marks: [mark], seq: 1 }, null);

test('the end of a run is marked only if something was out of order', () => {
  expect(marked(MARK)).toEqual([]);
  expect(marked({ ...MARK, warned: true })).toEqual([{ x: 9, kind: 'bad', label: 'ended with problems' }]);
});
