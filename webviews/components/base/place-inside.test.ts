import { expect, test } from 'vitest';
import { placeInside } from './place-inside.ts';

const view = { width: 320, height: 600 };
const popup = { width: 256, height: 100 };

test.each([
  ['below what it explains', { left: 16, top: 40, bottom: 80 }, { left: 16, top: 80 }],
  ['not over the right edge', { left: 200, top: 40, bottom: 80 }, { left: 56, top: 80 }],
  ['not over the left edge', { left: -40, top: 40, bottom: 80 }, { left: 8, top: 80 }],
  ['above at the lower edge', { left: 16, top: 520, bottom: 560 }, { left: 16, top: 420 }],
])('a pop-up is %s', (_, anchor, place) => {
  expect(placeInside(anchor, popup, view)).toEqual(place);
});

test('in a view that is too low, it is below', () => {
  expect(placeInside({ left: 16, top: 50, bottom: 90 }, popup, { width: 320, height: 150 }).top).toBe(90);
});
