/** What a runtime computes of every layer, compared with the float64 meaning: both directions, and the gradients. */
import { caseName, LAYER_CASES } from '../../daemon/flow/bijections/layer-cases.ts';
import type { Runtime } from '../../daemon/runtime/runtime.ts';
import { computedBy, layerParityCase, parityError } from '../../daemon/runtime/testing/parity-cases.ts';

export interface LayerParity {
  readonly layer: string;
  /** Largest errors, relative to max(1, largest value). */
  readonly forward: number;
  readonly inverse: number;
  readonly gradient: number;
}

export async function layerParity(runtime: Runtime): Promise<readonly LayerParity[]> {
  const found: LayerParity[] = [];
  for (const layer of LAYER_CASES) {
    const forward = await parityError(layerParityCase(layer, 'forward'), computedBy(runtime));
    const inverse = await parityError(layerParityCase(layer, 'inverse'), computedBy(runtime));
    found.push({
      layer: caseName(layer),
      forward: forward.values,
      inverse: inverse.values,
      gradient: Math.max(forward.gradients, inverse.gradients),
    });
  }
  return found;
}
