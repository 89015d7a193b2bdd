/** The answers of a report: as they are stored, or parts of what is stored. */
import { type ArrayValues, valuesOf } from '../../protocol/array-values.ts';
import { traversalFigure } from '../../protocol/figures/traversal.ts';
import type { ArrayReference, Dtype } from '../../protocol/rpc/array-reference.ts';
import { runSeries } from '../../protocol/rpc/run-methods.ts';
import { type Found, findAnswer } from './find-answer.ts';
import type { Report } from './report-data.ts';
import { seriesPart } from './series-part.ts';
import { chosenDirections, rowsOfValues } from './traversal-part.ts';

export interface ReportAnswers {
  find(method: string, params: unknown): Promise<Found>;
  array(place: number): Promise<ArrayBuffer>;
}

/** Arrays that are made here have places after those of the file. */
const FIRST_OWN = 2 ** 30;
/** More are not kept: a panel fetches them as soon as it has the answer. */
const MOST_OWN = 64;

export function reportAnswers({ content, array }: Report): ReportAnswers {
  const own = new Map<number, ArrayBuffer>();
  let next = FIRST_OWN;

  function offer(dtype: Dtype, shape: number[], values: ArrayValues): ArrayReference {
    const place = next++;
    own.set(place, values.buffer);
    if (own.size > MOST_OWN) own.delete(own.keys().next().value!);
    return { array: place, dtype, shape, bytes: values.byteLength };
  }

  const read = async ({ dtype, array: place }: ArrayReference) => valuesOf(dtype, await array(place));

  /** The stored curves have a point for each pixel of all steps: a part of them has fewer. */
  async function curves(result: unknown, params: unknown): Promise<unknown> {
    const stored = runSeries.result.parse(result);
    const asked = runSeries.params.parse(params);
    const [from, to] = [asked.from ?? stored.from, asked.to ?? stored.to];
    const parts = await Promise.all(
      asked.keys.map(async (key) => {
        const series = stored.series.find((each) => each.key === key);
        const values = series === undefined ? new Float64Array(0) : await read(series.values);
        return { key, ...seriesPart(values, from, to) };
      }),
    );
    const series = parts.map(({ key, rows, count }) => {
      return { key, points: count, values: offer('float64', [count, 4], rows) };
    });
    return { from, to, buckets: Math.max(1, ...parts.map(({ count }) => count)), seq: stored.seq, series };
  }

  /** Some of the stored traversals; null if they are not among them. */
  async function traversals(params: unknown): Promise<Found | null> {
    const asked = traversalFigure.method.params.parse(params);
    const { directions: kinds, rows } = asked;
    const stored = content.answers.find(({ method }) => method === traversalFigure.method.name)?.about.rows;
    if (typeof stored !== 'number' || rows > stored) return null;
    const { directions: _, ...others } = asked;
    const found = findAnswer(content, traversalFigure.method.name, { ...others, rows: stored });
    if (!('result' in found)) return null;
    const all = traversalFigure.method.result.parse(found.result);
    const chosen = chosenDirections(all.directions, kinds, rows);
    const values = rowsOfValues(await read(all.values), all.directions.length, chosen);
    const [, ...point] = all.values.shape;
    const result = {
      ...all,
      directions: chosen.map((i) => all.directions[i]!),
      shape: [Math.max(1, chosen.length), ...all.shape.slice(1)],
      values: offer(all.values.dtype, [chosen.length, ...point], values),
    };
    return { result };
  }

  return {
    async find(method, params) {
      const found = findAnswer(content, method, params);
      if ('result' in found) {
        return method === runSeries.name ? { result: await curves(found.result, params) } : found;
      }
      return (method === traversalFigure.method.name ? await traversals(params) : null) ?? found;
    },
    array: async (place) => own.get(place) ?? array(place),
  };
}
