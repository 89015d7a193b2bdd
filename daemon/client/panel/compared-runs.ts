import type { RunInfo } from '../../../protocol/rpc/run-methods.ts';
import { hasBegun } from '../../../protocol/run-actions.ts';

/**
 * The runs that Compare shows when a user goes there with a run, which is the first of them.
 * @param kept the runs that it shows already: they stay if the run is one of several
 * @param runs newest first @returns run directories; without `kept`, the run and the newest other one of its spec, or of data of its
 * shape
 */
export function comparedRuns(
  runDir: string,
  kept: readonly string[],
  runs: readonly RunInfo[],
): readonly [string, ...string[]] {
  if (kept.length > 1 && kept.includes(runDir)) return [runDir, ...kept.filter((other) => other !== runDir)];
  const own = runs.find((run) => run.runDir === runDir);
  const others = runs.filter((run) => run.runDir !== runDir && hasBegun(run));
  const ofShape = own?.shape?.join();
  const other =
    others.find(({ spec }) => spec === own?.spec) ??
    others.find(({ shape }) => shape !== undefined && shape.join() === ofShape);
  return other === undefined ? [runDir] : [runDir, other.runDir];
}
