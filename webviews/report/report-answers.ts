/** The answers of a report: as they are stored, or parts of what is stored. */
import { type ArrayValues, valuesOf } from '../../protocol/array-values.ts';
import { samplesFigure } from '../../protocol/figures/samples.ts';
import { traversalFigure } from '../../protocol/figures/traversal.ts';
import type { ArrayReference } from '../../protocol/rpc/array-reference.ts';
import { runSeries } from '../../protocol/rpc/run-methods.ts';
import { askedValues, type Found, findAnswer, type Values } from './find-answer.ts';
import type { Report } from './report-data.ts';
import { seriesPart } from './series-part.ts';
import { chosenDirections, rowsOfValues } from './stored-parts.ts';

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

  function offer({ dtype }: Pick<ArrayReference, 'dtype'>, shape: number[], values: ArrayValues): ArrayReference {
    const place = next++;
    own.set(place, values.buffer);
    if (own.size > MOST_OWN) own.delete(own.keys().next().value!);
    return { array: place, dtype, shape, bytes: values.byteLength };
  }

  const arrayAt = async (place: number) => own.get(place) ?? array(place);
  const read = async ({ dtype, array: place }: ArrayReference) => valuesOf(dtype, await arrayAt(place));

  /** Rows of an array by their places. */
  async function rowsAt(reference: ArrayReference, chosen: readonly number[]): Promise<ArrayReference> {
    const [count = 0, ...row] = reference.shape;
    return offer(reference, [chosen.length, ...row], rowsOfValues(await read(reference), count, chosen));
  }

  const firstRows = (reference: ArrayReference, rows: number) =>
    rowsAt(
      reference,
      Array.from({ length: Math.min(rows, reference.shape[0] ?? 0) }, (_, i) => i),
    );

  /** The stored curves have a point for each pixel of all steps: a part of them has fewer. */
  async function curves(result: unknown, asked: Values): Promise<unknown> {
    const stored = runSeries.result.parse(result);
    const [from, to] = [numberOr(asked.from, stored.from), numberOr(asked.to, stored.to)];
    const keys = Array.isArray(asked.keys) ? asked.keys.map(String) : [];
    const parts = await Promise.all(
      keys.map(async (key) => {
        const series = stored.series.find((each) => each.key === key);
        const values = series === undefined ? new Float64Array(0) : await read(series.values);
        return { key, ...seriesPart(values, from, to) };
      }),
    );
    const series = parts.map(({ key, rows, count }) => {
      return { key, points: count, values: offer({ dtype: 'float64' }, [count, 4], rows) };
    });
    return { from, to, buckets: Math.max(1, ...parts.map(({ count }) => count)), seq: stored.seq, series };
  }

  /** The result of a question about the same, but for parameters of which the file may have more. */
  function storedMore(method: string, asked: Values, more: readonly string[]) {
    for (const { about } of content.answers.filter((answer) => answer.method === method)) {
      const found = findAnswer(content, method, {
        ...asked,
        ...Object.fromEntries(more.map((key) => [key, about[key]])),
      });
      if ('result' in found) return { about, result: found.result };
    }
    return null;
  }

  /** Some of the stored traversals; null if they are not among them. */
  async function traversals(asked: Values): Promise<Found | null> {
    const { directions: kinds, rows } = asked;
    const stored = storedMore(traversalFigure.method.name, asked, ['directions', 'rows']);
    if (stored === null || typeof rows !== 'number' || !Array.isArray(kinds)) return null;
    const all = traversalFigure.method.result.parse(stored.result);
    const most = numberOr(stored.about.rows, 0);
    // A flow may have fewer directions of a kind than were wanted: then these are all.
    const isMore = all.directions.some(
      ({ kind }) => all.directions.filter((other) => other.kind === kind).length >= most,
    );
    if (rows > most && isMore) return null;
    const chosen = chosenDirections(all.directions, kinds.map(String), rows);
    return {
      result: {
        ...all,
        directions: chosen.map((i) => all.directions[i]!),
        shape: [Math.max(1, chosen.length), ...all.shape.slice(1)],
        values: await rowsAt(all.values, chosen),
        ...(all.logq ? { logq: await rowsAt(all.logq, chosen) } : {}),
      },
    };
  }

  /** The first of the stored samples: a longer list starts with the samples of a shorter one. */
  async function samples(asked: Values): Promise<Found | null> {
    const { n, rows } = asked;
    const stored = storedMore(samplesFigure.method.name, asked, ['n']);
    if (stored === null || typeof n !== 'number') return null;
    const all = samplesFigure.method.result.parse(stored.result);
    // With fewer samples, each condition has fewer of them.
    const differ = all.conditions && n !== all.n;
    if (n > all.n || all.nearest !== null || differ) return null;
    return {
      result: {
        ...all,
        n,
        shape: [n, ...all.shape.slice(1)],
        samples: await firstRows(all.samples, n),
        rows: all.rows && typeof rows === 'number' && rows > 0 ? await firstRows(all.rows, rows) : null,
        ...(all.contextValues ? { contextValues: await firstRows(all.contextValues, n) } : {}),
      },
    };
  }

  return {
    async find(method, params) {
      const asked = askedValues(content, method, params);
      const found = findAnswer(content, method, asked);
      if ('result' in found) {
        return method === runSeries.name ? { result: await curves(found.result, asked) } : found;
      }
      if (method === traversalFigure.method.name) return (await traversals(asked)) ?? found;
      return (method === samplesFigure.method.name ? await samples(asked) : null) ?? found;
    },
    array: arrayAt,
  };
}

function numberOr(value: unknown, otherwise: number): number {
  return typeof value === 'number' ? value : otherwise;
}
