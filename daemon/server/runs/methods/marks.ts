import { runMarks } from '../../../../protocol/rpc/run-methods.ts';
import { createHandler, type Handler } from '../../handler.ts';
import type { RunService } from '../run-service.ts';
import type { SeriesTables } from '../series-tables.ts';

export function marksHandler(service: RunService, tables: SeriesTables): Handler {
  return createHandler(runMarks, async ({ run }, { session, signal }) => {
    const found = await service.find(run, session);
    const table = tables.of(found);
    await table.update();
    signal.throwIfAborted();
    return { start: table.marks.start, marks: [...table.marks.list], seq: table.seq };
  });
}
