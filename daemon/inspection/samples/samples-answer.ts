import { columnDomains, domainPairs } from '../../data/column-domains.ts';
import { columnsOf } from '../../data/context-layout.ts';
import { contextColumns } from '../../data/context-values.ts';
import type { ContextEncoding } from '../../data/definition.ts';
import { categoryNames } from '../../data/modelled-categories.ts';
import type { RowValues } from '../../data/stored/row-store.ts';
import { valuesAt } from '../../data/stored/stored-rows.ts';
import { turnPairs } from '../../data/turns.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import { type AnswerArray, arrayOf, arrayOrNull, type FigureAnswer } from '../answer.ts';
import { lessOrigin, originOf } from '../numerics/origin.ts';
import { contextNeedsRows, givenContext } from '../opened/choose-context.ts';
import { conditionPictures } from '../opened/condition-pictures.ts';
import { type OpenFacts, sourceOf } from '../opened/open-flow.ts';
import { drawSamples } from '../points/draw-samples.ts';
import { pointArray } from '../points/point-array.ts';
import { logDensityOf } from '../points/point-log-density.ts';
import { shownRows } from '../points/weighted-rows.ts';
import { type ConditionRows, conditionRows } from './condition-rows.ts';
import { nearestRows } from './nearest-rows.ts';
import { drawsOthers, valueRows } from './value-rows.ts';

/** Limit for the samples as float64: a client may hold several such arrays. */
const MOST_BYTES = 64 * 2 ** 20;

export const samplesAnswer: FigureAnswer<'samples'> = async (params, context) => {
  const { n, temperature, seed, pixels, logq, rows, split, nearest, conditions, by, compact } = params;
  const { runtime, open, signal } = context;
  const width = sizeOf(open.maps.inputShape);
  if (Math.max(n, rows) * width * 8 > MOST_BYTES) {
    throw new FlowscopeError(
      'too-large',
      `${Math.max(n, rows)} points of ${width} numbers are too many for one request`,
      {
        exitCode: 2,
        hint: `Request at most ${Math.floor(MOST_BYTES / (8 * width))}; flowscope sample can write more to a file.`,
      },
    );
  }
  // Samples need rows only to draw contexts from, so a run without context can be sampled even if its data are gone.
  const byCondition = conditions > 0 && by === null && (open.plan.context?.images ?? []).length > 0;
  const needsContext = contextNeedsRows(open, params, by !== null) || drawsOthers(open.plan.context, params);
  const needsRows = rows > 0 || nearest > 0 || byCondition || needsContext;
  const data: OpenFacts = needsRows ? await context.data() : await context.facts();
  const byValue = valueRows(open, data, params);
  const chosen = byValue === null ? conditionRows(open, data, params) : null;
  const own = chosen ?? byValue;
  const given = own === null ? givenContext(open, data, params) : null;
  const {
    values,
    context: drawn,
    clipped,
  } = await drawSamples(runtime, open, data, {
    count: n,
    temperature,
    seed,
    context: given,
    contexts: own?.contexts,
    signal,
  });
  const { dataset } = data;
  const origin = compact && dataset.summary.shape.length === 1 ? originOf(values, width) : null;
  const packed = (points: RowValues | Float64Array, count: number) =>
    origin === null
      ? pointArray(points, [count], dataset, pixels)
      : arrayOf(lessOrigin(points, origin), [count, width]);
  return {
    ...sourceOf(context.open),
    n,
    shape: [n, ...dataset.summary.shape],
    temperature,
    seed,
    context: params.context,
    ...(dataset.chains === undefined ? {} : { clipped }),
    ...(byValue && {
      by: { column: byValue.column, values: [...byValue.values], each: byValue.each },
      given: conditionPictures(open, byValue.contexts.subarray(0, open.maps.contextSize)).conditions,
    }),
    columns: dataset.columns,
    ...categoryNames(dataset),
    ...domainPairs(columnDomains(dataset)),
    ...turnPairs(dataset.summary),
    samples: packed(values, n),
    origin: arrayOrNull(origin, [width]),
    ...(rows === 0 ? { rows: null } : await rowsOf()),
    contextValues: contextArray(dataset.contextEncoding ?? [], drawn, n),
    logq: logq ? arrayOrNull(await logDensityOf(runtime, open, data, { values, context: drawn }, signal), [n]) : null,
    contexts: columnsOf(dataset.contextEncoding ?? []).map((entry) => ({
      column: entry.column,
      values: entry.kind === 'category' ? [...entry.values] : null,
    })),
    conditions: chosen && conditionsOf(chosen),
    nearest: nearest === 0 ? null : await nearestOf(values.subarray(0, Math.min(nearest, n) * width)),
  };

  function conditionsOf({ rows: own, each, names, cells, areas }: ConditionRows) {
    const { shape } = dataset.summary;
    return {
      split,
      rows: [...own],
      each,
      names: [...names],
      cells: arrayOf(cells, [own.length, names.length, ...shape]),
      areas: areas.map((area) => ({ ...area })),
    };
  }

  async function nearestOf(points: typeof values) {
    const { train } = (await context.data()).dataset;
    const found = await nearestRows(points, train, width, signal);
    const count = found.indices.length;
    const picked = Float64Array.from(valuesAt(train, Uint32Array.from(found.indices)));
    return {
      rows: pointArray(picked, [count], dataset, pixels),
      indices: arrayOf(found.indices, [count]),
      distances: arrayOf(found.distances, [count]),
    };
  }

  async function rowsOf() {
    const full = await context.data();
    const own = full.dataset[split];
    const shown = shownRows(own, rows);
    const count = shown.rows.length;
    return { rows: packed(valuesAt(own, shown.rows), count), rowWeights: arrayOrNull(shown.weights ?? null, [count]) };
  }
};

function contextArray(
  encoding: readonly ContextEncoding[],
  context: Float32Array | null,
  count: number,
): AnswerArray | null {
  const columns = contextColumns(encoding, context);
  if (columns === null) return null;
  const entries = columnsOf(encoding);
  const width = entries.length;
  const values = new Float64Array(count * width);
  for (let i = 0; i < count; i++) {
    for (const [k, cell] of columns.row(i).entries()) {
      const entry = entries[k]!;
      values[i * width + k] = entry.kind === 'category' ? entry.values.indexOf(String(cell)) : Number(cell);
    }
  }
  return arrayOf(values, [count, width]);
}
