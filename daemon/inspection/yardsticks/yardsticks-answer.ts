import type { FigureAnswer } from '../answer.ts';
import { sourceOf } from '../opened/open-flow.ts';
import { splitRows } from '../opened/split-rows.ts';
import { roundTripOf, sampleMeasures } from './yardsticks.ts';

export const yardsticksAnswer: FigureAnswer<'yardsticks'> = async ({ n, split, seed }, context) => {
  const { runtime, open, signal } = context;
  const data = await context.data();
  splitRows(data, split);
  const options = { split, n, seed, signal };
  const { samples, modes } = await sampleMeasures(runtime, open, data, options);
  return {
    ...sourceOf(open),
    split,
    n,
    seed,
    samples,
    modes: modes && { ...modes, counts: [...modes.counts] },
    roundTrip: await roundTripOf(runtime, open, data, options),
  };
};
