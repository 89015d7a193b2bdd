import { expect, test } from 'vitest';
import { shownLabels } from './shown-labels.ts';

const indices = (names: readonly string[], now: number, width: number) =>
  shownLabels(names, now, (index) => (index / (names.length - 1)) * width, width).map(({ index }) => index);

test('all labels are shown if they have room', () => {
  expect(indices(['data', 'one', 'two'], 0, 400)).toEqual([0, 1, 2]);
});

test('with little room, that of the current stage is always there, and none overlaps another', () => {
  const names = Array.from({ length: 17 }, (_, i) => `affine-coupling [${i}]`);
  for (let now = 0; now < names.length; now++) {
    const shown = shownLabels(names, now, (index) => index * 30, 480);
    expect(shown.map(({ index }) => index)).toContain(now);
    for (const [i, { left, index }] of shown.entries()) {
      expect(left).toBeGreaterThanOrEqual(0);
      const right = left + names[index]!.length * 5.6;
      expect(right).toBeLessThanOrEqual(480);
      if (i + 1 < shown.length) expect(shown[i + 1]!.left).toBeGreaterThan(right);
    }
  }
});
