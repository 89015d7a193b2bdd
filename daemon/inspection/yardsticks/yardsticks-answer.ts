import type { AnswerContext, FigureAnswer } from '../answer.ts';
import { type OpenData, sourceOf } from '../opened/open-flow.ts';
import { splitRows } from '../opened/split-rows.ts';
import { roundTripOf, sampleMeasures, type YardstickOptions } from './yardsticks.ts';

export const yardsticksAnswer: FigureAnswer<'yardsticks'> = async ({ n, split, seed }, context) => {
  const { runtime, open, signal } = context;
  const data = await context.data();
  splitRows(data, split);
  const options = { split, n, seed, signal };
  return {
    ...sourceOf(open),
    split,
    n,
    seed,
    ...(await measuresOf(context, data, options)),
    roundTrip: await roundTripOf(runtime, open, data, options),
  };
};

/** In the form of an answer. */
export async function measuresOf(
  { runtime, open }: Pick<AnswerContext, 'runtime' | 'open'>,
  data: OpenData,
  options: YardstickOptions,
) {
  const { samples, modes } = await sampleMeasures(runtime, open, data, options);
  return { samples, modes: modes && { ...modes, counts: [...modes.counts] } };
}
