/** Measures the layers of a run's newest checkpoint for the hints in an editor. */
import * as z from 'zod';
import { layersFigure } from '../../../protocol/figures/layers.ts';
import type { LayerFact } from '../../language/run-facts.ts';
import type { InspectionProcess } from '../../worker/inspection-process.ts';

/** Milliseconds; a hint is not worth a longer wait. */
const PATIENCE = 60_000;

/** The worker's answer still has numbers that are not finite. */
const measure = z.custom<number | null>((value) => typeof value === 'number' || value === null);
const measured = z.object({
  layers: z.array(
    z.object({
      ...layersFigure.result.shape.layers.element.pick({ index: true, path: true, turn: true }).shape,
      mean: measure,
      p10: measure,
      p90: measure,
      gain: measure,
    }),
  ),
});

/**
 * Measures like an untrusted session: it reads no data file outside the spec's folder.
 * @throws FlowscopeError as `inspect/layers`
 */
export async function measureLayers(worker: InspectionProcess, runDir: string): Promise<readonly LayerFact[]> {
  const params = layersFigure.read({ training: false });
  const job = { kind: 'run', figure: 'layers', runDir, checkpoint: 'latest', trusted: false, params } as const;
  const { layers } = measured.parse(await worker.ask(job, AbortSignal.timeout(PATIENCE)));
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
