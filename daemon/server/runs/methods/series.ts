/** Handlers of the methods that return a run's curves and marks. */
import { runMarks, runSeries } from '../../../../protocol/rpc/run-methods.ts';
import { bucketed } from '../../../runs/curves/bucketed.ts';
import { createHandler, type Handler } from '../../handler.ts';
import type { RunService } from '../run-service.ts';
import type { SeriesTables } from '../series-tables.ts';

export function seriesHandler(service: RunService, tables: SeriesTables): Handler {
  return createHandler(runSeries, async ({ run, keys, from, to, buckets }, { session, signal }) => {
    const found = await service.find(run, session);
    const table = tables.of(found);
    await table.update();
    signal.throwIfAborted();
    const columns = table.columns(keys);
    const first = from ?? Math.min(...columns.map(({ column }) => column.steps[0] ?? Number.POSITIVE_INFINITY));
    const last = to ?? Math.max(...columns.map(({ column }) => column.steps.at(-1) ?? 0));
    const low = Number.isFinite(first) ? first : 0;
    const high = Math.max(low, last);
    return {
      from: low,
      to: high,
      buckets,
      seq: table.seq,
      series: columns.map(({ key, column }) => {
        const { points, values } = bucketed(column, low, high, buckets);
        return { key, points, values: session.offer({ dtype: 'float64', shape: [buckets, 4], values }, signal) };
      }),
    };
  });
}

export function marksHandler(service: RunService, tables: SeriesTables): Handler {
  return createHandler(runMarks, async ({ run }, { session, signal }) => {
    const found = await service.find(run, session);
    const table = tables.of(found);
    await table.update();
    signal.throwIfAborted();
    return { start: table.marks.start, marks: [...table.marks.list], seq: table.seq };
  });
}
