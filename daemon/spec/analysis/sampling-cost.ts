import type { LayerDefinition } from '../../flow/definition.ts';
import type { FlatLayer } from '../../flow/flatten-plan.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import type { Report } from '../diagnostic.ts';
import type { Pace } from '../pace.ts';
import type { Sites } from '../text/sites.ts';

/** `iterative-inverse`: layers that are expensive in one direction. */
export async function reportSamplingCost(
  report: Report,
  layers: readonly FlatLayer[],
  definitions: ReadonlyMap<string, LayerDefinition>,
  sites: Sites,
  pace: Pace,
): Promise<void> {
  for (const layer of layers) {
    if (pace.due()) await pace.pause();
    const kind = definitions.get(layer.type)?.inverse ?? 'closed';
    if (kind === 'closed') continue;
    // With one dimension it takes one pass, like a closed inverse.
    if (kind === 'sequential' && sizeOf(layer.inputShape) === 1) continue;
    // Inside `inverse` the expensive direction is the one from data to latent.
    const [work, result] = layer.inverted ? ['the density', 'the density'] : ['sampling', 'samples'];
    const message =
      kind === 'sequential'
        ? `${work} costs D = ${sizeOf(layer.inputShape)} network passes`
        : `${layer.type} has no closed-form inverse: computing ${result} takes an iterative solver`;
    const span = sites.typeSpan(layer.path);
    report.add({ code: 'iterative-inverse', severity: 'information', message, span, path: layer.path });
  }
}
