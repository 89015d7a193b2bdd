/** Measures the layers of a run's newest checkpoint for the hints in an editor. */
import { inspectLayers } from '../../../protocol/rpc/inspect-methods.ts';
import type { LayerFact } from '../../language/run-facts.ts';
import type { InspectionProcess } from '../../worker/inspection-process.ts';

/** Milliseconds; a hint is not worth a longer wait. */
const PATIENCE = 60_000;

/**
 * Measures like an untrusted session: it reads no data file outside the spec's folder.
 * @throws FlowscopeError as `inspect/layers`
 */
export async function measureLayers(worker: InspectionProcess, runDir: string): Promise<readonly LayerFact[]> {
  const { run: _, checkpoint, panel: __, ...params } = inspectLayers.params.parse({ run: runDir });
  const job = { kind: 'run', method: inspectLayers.name, runDir, checkpoint, trusted: false, params } as const;
  const answer = await worker.ask(job, AbortSignal.timeout(PATIENCE));
  const { layers } = answer as Pick<(typeof inspectLayers)['result']['_output'], 'layers'>;
  return layers
    .filter(({ index }) => index >= 0)
    .map(({ path, turn, mean, p10, p90, gain }) => ({
      path,
      turn,
      mean: mean ?? Number.NaN,
      ...(p10 === null || p90 === null ? {} : { p10, p90 }),
      ...(gain === null ? {} : { gain }),
    }));
}
