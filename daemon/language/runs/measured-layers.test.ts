import { setImmediate as turn } from 'node:timers/promises';
import { expect, test } from 'vitest';
import { measuredLayers } from './measured-layers.ts';

test('a run in a state is measured once, told of, and measured again in another state; failures are quiet', async () => {
  const asked: string[] = [];
  const told: string[] = [];
  const of = measuredLayers(
    async (runDir) => {
      asked.push(runDir);
      if (runDir === 'bad') throw new Error('no data');
      return [{ path: 'layers[0]', turn: [], mean: asked.length, gain: 0.5 }];
    },
    (runDir) => told.push(runDir),
  );
  expect([of('a', 'finished 10'), of('a', 'finished 10'), of('bad', 'finished 1')]).toEqual([null, null, null]);
  await turn();
  expect(asked).toEqual(['a', 'bad']);
  expect(told).toEqual(['a']);
  expect(of('a', 'finished 10')).toEqual([{ path: 'layers[0]', turn: [], mean: 1, gain: 0.5 }]);
  expect(of('bad', 'finished 1')).toBeNull();
  expect(of('a', 'finished 20')).toBeNull();
  await turn();
  expect(of('a', 'finished 20')?.[0]?.mean).toBe(3);
  expect(asked).toEqual(['a', 'bad', 'a']);
});
