import type * as z from 'zod';
import { reportWrite } from '../../../protocol/rpc/report-methods.ts';
import type { InspectionProcess } from '../../worker/inspection-process.ts';
import { createHandler, type Handler } from '../handler.ts';
import { checkSpecFolder } from '../runs/spec-folder.ts';
import { checkPath } from '../runs/trusted-path.ts';
import type { RunLocator } from './run-locator.ts';

export function reportHandler(locator: RunLocator, worker: InspectionProcess): Handler {
  return createHandler(reportWrite, async ({ run: name, checkpoint, path, overwrite }, { session, signal }) => {
    const run = await locator.find(name, session);
    await checkSpecFolder(run, session);
    // Refused before any work starts.
    await checkPath(session, path, 'path');
    const { trusted } = session;
    const job = { kind: 'report', runDir: run.directory, checkpoint, path, overwrite, trusted } as const;
    // The worker's own answer has no arrays.
    return reportWrite.result.parse(await worker.ask(job, signal)) satisfies z.input<typeof reportWrite.result>;
  });
}
