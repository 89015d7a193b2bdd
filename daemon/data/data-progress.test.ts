import { expect, test } from 'vitest';
import { spacedProgress } from './data-progress.ts';

test('reports are passed on at most every quarter of a second, and none of what is over by then', () => {
  let now = 1000;
  const seen: number[] = [];
  const report = spacedProgress(
    ({ done }) => seen.push(done),
    () => now,
  );
  for (let done = 0; done < 10; done++) {
    report({ what: 'decoding-images', done, total: 10 });
    now += 100;
  }
  expect(seen).toEqual([3, 6, 9]);
});
