import type { AnswerContext, FigureAnswer } from '../answer.ts';
import { type OpenData, sourceOf } from '../opened/open-flow.ts';
import { splitRows } from '../opened/split-rows.ts';
import { pointArray } from '../points/point-array.ts';
import { decodedRows, roundTripOf, sampleMeasures, type YardstickOptions } from './yardsticks.ts';

export const yardsticksAnswer: FigureAnswer<'yardsticks'> = async ({ n, split, seed, pairs, pixels }, context) => {
  const { runtime, open, signal } = context;
  const data = await context.data();
  splitRows(data, split);
  const options = { split, n, seed, signal };
  const pictured = await picturedPairs();
  return {
    ...sourceOf(open),
    split,
    n,
    seed,
    ...(await measuresOf(context, data, options)),
    roundTrip: await roundTripOf(runtime, open, data, options),
    pairs: pictured,
  };

  async function picturedPairs() {
    if (pairs === 0 || open.maps.encode === null) return null;
    const chosen = Uint32Array.from({ length: Math.min(pairs, data.dataset[split].count) }, (_, row) => row);
    const { rows, decoded } = await decodedRows(runtime, open, data, chosen, options);
    const array = (values: Float64Array) => pointArray(values, [chosen.length], data.dataset, pixels);
    return { rows: array(rows), decoded: array(decoded), columns: data.dataset.columns };
  }
};

/** In the form of an answer. */
export async function measuresOf(
  { runtime, open }: Pick<AnswerContext, 'runtime' | 'open'>,
  data: OpenData,
  options: YardstickOptions,
) {
  const { modes, ...measured } = await sampleMeasures(runtime, open, data, options);
  return { ...measured, modes: modes && { ...modes, counts: [...modes.counts] } };
}
