import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { createLogFold, type LogFold } from '../logs/log-fold.ts';
import { scanLog } from '../logs/log-scan.ts';
import type { Run } from './run-directory.ts';

/** Why a log is that of another run; null: it is of this run, or it does not say. */
export function foreignLog({ record }: Run, started: LogFold['started']): string | null {
  if (started === null) return null;
  const { name, parameters, seed, runDir } = started;
  // The run may have been moved since, but its id is the name that its directory had, on whatever system.
  const id = typeof runDir === 'string' ? (/[^/\\]+$/.exec(runDir)?.[0] ?? null) : null;
  const said = [
    [name, record.name],
    [parameters, record.parameters],
    [seed, record.seed],
    [id, record.id],
  ] as const;
  if (said.every(([own, known]) => typeof own !== typeof known || own === known)) return null;
  return `it belongs to another run (${id ?? name}, seed ${seed})`;
}

/** Bytes at the beginning of a log that have the record of its start. */
const START = 1024 * 1024;

/** @throws FlowscopeError `run-damaged` if the log of the run is that of another one */
export function checkLogOrigin(run: Run): void {
  const { metrics } = run.paths;
  const fold = createLogFold();
  scanLog(metrics, 0, fold.take, START);
  const reason = foreignLog(run, fold.started);
  if (reason === null) return;
  throw new FlowscopeError('run-damaged', `Cannot use ${metrics}: ${reason}.`, {
    file: metrics,
    reason,
    hint: `Restore it from a backup, or remove it: \`flowscope train --resume ${run.directory}\` then continues with a new log.`,
  });
}
