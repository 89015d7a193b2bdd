import { runGet } from '../../../../protocol/rpc/run-methods.ts';
import { FlowscopeError } from '../../../errors/flowscope-error.ts';
import { readDataRecord } from '../../../runs/directory/data-record.ts';
import type { Run } from '../../../runs/directory/run-directory.ts';
import { readRunFile } from '../../../runs/directory/run-file.ts';
import { isSpecText } from '../../../runs/directory/run-record.ts';
import { hasIntegers } from '../../../spec/analysis/integers.ts';
import { createHandler, type Handler } from '../../handler.ts';
import type { Session } from '../../session.ts';
import type { RunService } from '../run-service.ts';

const LARGEST_SPEC = 4 * 1024 * 1024;

export function getHandler(service: RunService): Handler {
  return createHandler(runGet, async ({ run }, { session }) => {
    const info = await service.get(run, session);
    return { run: info, ...(await recordOf(service, info.runDir, session)) };
  });
}

const NO_RECORD: ReadonlySet<string> = new Set(['run-not-begun', 'run-not-found']);

/** A queued run has no record yet, but its spec text is known. */
async function recordOf(service: RunService, runDir: string, session: Session) {
  try {
    const found = await service.find(runDir, session);
    const { record, paths } = found;
    const text = await readRunFile(paths.spec, LARGEST_SPEC).catch(() => null);
    // A changed text is not what was trained.
    const specText = text !== null && isSpecText(record, text) ? text : null;
    return {
      specText,
      planHash: record.planHash,
      dimension: record.dimension,
      versions: { ...record.versions },
      ...(await integersIn(found)),
    };
  } catch (error) {
    if (!(error instanceof FlowscopeError && NO_RECORD.has(error.code))) throw error;
    return { specText: await service.plannedText(runDir, session), planHash: null, dimension: null, versions: {} };
  }
}

/** Nothing is reported about a run that is damaged. */
async function integersIn(run: Run): Promise<{ readonly integers?: boolean }> {
  try {
    const data = await readDataRecord(run);
    return data === null ? {} : { integers: hasIntegers(run, data.summary) };
  } catch (error) {
    if (!(error instanceof FlowscopeError)) throw error;
    return {};
  }
}
