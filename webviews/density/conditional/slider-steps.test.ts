import { expect, test } from 'vitest';
import { sliderSteps } from './slider-steps.ts';

test.each([
  // Numbers: round steps and ends.
  [0.93, 5.76, null, { least: 0.9, most: 5.8, step: 0.05 }],
  [0, 1, null, { least: 0, most: 1, step: 0.005 }],
  [3, 3, null, { least: 3, most: 3, step: 1 }],
  // Values of a grid.
  [70, 162, 1, { least: 70, most: 162, step: 1 }],
  [2, 4.4, 0.1, { least: 2, most: 4.4, step: 0.1 }],
  // So many that a key moves by several of them.
  [27_276, 79_072, 1, { least: 27_276, most: 79_072, step: 500 }],
  [0, 1000, 0.5, { least: 0, most: 1000, step: 5 }],
])('from %d to %d, values %j apart', (low, high, own, steps) => {
  expect(sliderSteps(low, high, own)).toEqual(steps);
});
