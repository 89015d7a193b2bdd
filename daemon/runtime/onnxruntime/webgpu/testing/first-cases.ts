import { LAYER_CASES } from '../../../../flow/bijections/layer-cases.ts';
import type { LayerCase } from '../../../../flow/bijections/layer-fixture.ts';

/** The first case of each layer type. */
export function firstCases(): readonly LayerCase[] {
  return LAYER_CASES.filter(({ type }, i) => LAYER_CASES.findIndex((other) => other.type === type) === i);
}
