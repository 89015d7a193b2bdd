/** Which layers do more than an affine map. */
import { applySegments } from '../../../flow/apply/apply-segments.ts';
import { layerOfType, traitsOf } from '../../../flow/bijections/registry.ts';
import type { FlatLayer } from '../../../flow/flatten-plan.ts';
import { type Flow, parameterInputs } from '../../../flow/flow.ts';
import { storedParameters } from '../../../flow/parameters.ts';
import { type PlacedLeaf, placedLeaves } from '../../../flow/placed-leaves.ts';
import type { Leaf } from '../../../flow/segments.ts';
import { input } from '../../../tensor/ops/leaf.ts';
import { scan } from '../../../tensor/ops/scan.ts';

/** Of each layer: `data` prepares the data, `straight` is an affine map of its input, whatever its parameters are. */
export type Bend = 'bent' | 'straight' | 'data';

/** @param layers of the flow's expanded plan */
export function bendsOf(flow: Flow, layers: readonly FlatLayer[]): readonly Bend[] {
  const placed = placedLeaves(flow.segments);
  const known = new Map<Leaf, boolean>();
  return layers.map(({ type, layer }, l) => {
    if (traitsOf(type).preprocessing) return 'data';
    const { conditioner } = layerOfType(type);
    // A network makes shifts that bend, even where volumes stay the same.
    if (conditioner !== undefined && conditioner.needed?.(layer.config) !== false) return 'bent';
    const at = placed[l]!;
    const isConstant = known.get(at.leaf) ?? hasConstantLogDet(at, flow);
    known.set(at.leaf, isConstant);
    return isConstant ? 'straight' : 'bent';
  });
}

/** Whether the log-det is the same for every row: without a network, only that of an affine map is. */
function hasConstantLogDet({ leaf, direction }: PlacedLeaf, { contextSize }: Flow): boolean {
  // With a batch of two, a log-det whose extent is 1 must be the same for every row.
  const batch = 2;
  const x = input('x', [batch, ...(direction === 'forward' ? leaf.inputShape : leaf.outputShape)]);
  const { readings } = applySegments([leaf], x, direction, {
    parameters: parameterInputs({ parameters: storedParameters([leaf]) }),
    context: contextSize > 0 ? input('context', [batch, contextSize]) : null,
    noise: (_kind, shape) => input('noise', shape),
    ...{ loop: scan, probe: null, initialize: false },
  });
  return readings[0]!.logDet.shape[0] === 1;
}
