/** Measures the layers of a run's newest checkpoint for the hints in an editor. */
import * as z from 'zod/mini';
import { layersFigure } from '../../../protocol/figures/layers.ts';
import type { LayerFact, NllSum } from '../../language/run-facts.ts';
import type { InspectionProcess } from '../../worker/inspection-process.ts';

/** Milliseconds; a hint is not worth a longer wait. */
const PATIENCE = 60_000;

/** The worker's answer still has numbers that are not finite. */
const measure = z.custom<number | null>((value) => typeof value === 'number' || value === null);
const measured = z.object({
  gaussianNll: measure,
  lastTerm: z.object({ kind: z.enum(['base-mismatch', 'base-term']), value: measure }),
  total: z.object({ mean: measure }),
  layers: z.array(
    z.object({
      ...z.pick(layersFigure.result.shape.layers.def.element, { index: true, path: true, turn: true }).shape,
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
  const answer = measured.parse(await worker.ask(job, AbortSignal.timeout(PATIENCE)));
  const sum = sumOf(answer);
  return answer.layers
    .filter(({ index }) => index >= 0)
    .map(({ path, turn, mean, p10, p90, gain }) => ({
      path,
      turn,
      mean: mean ?? Number.NaN,
      ...(p10 === null || p90 === null ? {} : { p10, p90 }),
      ...(gain === null ? {} : { gain }),
      ...(sum === null ? {} : { sum }),
    }));
}

/** null if a figure is missing, for example because columns depend on each other. */
function sumOf({ gaussianNll, layers, lastTerm, total }: z.output<typeof measured>): NllSum | null {
  const gains = layers.reduce((all, { gain }) => all + (gain ?? Number.NaN), 0);
  const figures = [gaussianNll, gains, lastTerm.value, total.mean];
  if (!figures.every((figure) => figure !== null && Number.isFinite(figure))) return null;
  return { gaussianNll: gaussianNll!, gains, lastTerm: lastTerm.value!, kind: lastTerm.kind, nll: -total.mean! };
}
