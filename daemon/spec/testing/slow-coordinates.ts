/** Reference implementation of the fates of coordinates: layer by layer, turn by turn, without caching. For tests. */

import type { CoordinateFlow, LayerDefinition } from '../../flow/definition.ts';
import type { FlatLayer } from '../../flow/flatten-plan.ts';
import type { Shape } from '../../tensor/tensor.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import type { CoordinateFates } from '../analysis/coordinates.ts';

interface Carried {
  /** The data coordinate that this one is, or -1 for a mixture. */
  readonly origin: number;
  readonly transformed: boolean;
}

/** Follows each data coordinate through all layers, including those that `split` factors out. */
export function slowCoordinates(
  layers: readonly FlatLayer[],
  definitions: ReadonlyMap<string, LayerDefinition>,
  inputShape: Shape,
): CoordinateFates {
  const count = sizeOf(inputShape);
  const seen = new Array<boolean>(count).fill(false);
  const touched = new Array<boolean>(count).fill(false);
  const settle = ({ origin, transformed }: Carried) => {
    if (origin >= 0 && transformed) touched[origin] = true;
  };
  let interacts = false;
  let current: readonly Carried[] = Array.from({ length: count }, (_, origin) => ({ origin, transformed: false }));
  for (const layer of layers) {
    const flow = flowOf(layer, definitions);
    if (!flow) break;
    interacts ||= flow.seen.some(Boolean);
    for (const [i, carried] of current.entries()) if (flow.seen[i] && carried.origin >= 0) seen[carried.origin] = true;
    const goesOn = new Set(flow.source);
    const mixes = flow.source.includes(-1);
    for (const [i, carried] of current.entries()) {
      if (goesOn.has(i)) continue;
      // Mixed into others, or factored out unchanged.
      settle({ origin: carried.origin, transformed: carried.transformed || mixes });
    }
    current = flow.source.map((from, j) => follow(current[from], flow.transformed[j] ?? false));
  }
  for (const carried of current) settle(carried);
  const indices = Array.from({ length: count }, (_, i) => i);
  return {
    untouched: indices.filter((i) => !touched[i]),
    unseen: indices.filter((i) => touched[i] && !seen[i]),
    interacts,
  };
}

function follow(from: Carried | undefined, transformed: boolean): Carried {
  if (!from) return { origin: -1, transformed: true };
  return { origin: from.origin, transformed: from.transformed || transformed };
}

/** In an inverted layer the dependencies are reversed: output coordinates come from the inputs that they led to. */
function flowOf(layer: FlatLayer, definitions: ReadonlyMap<string, LayerDefinition>): CoordinateFlow | null {
  const definition = definitions.get(layer.type);
  if (!definition) return null;
  const flow = definition.coordinates(layer.layer.config, layer.layer.inputShape);
  if (!layer.inverted) return flow;
  const count = sizeOf(layer.layer.inputShape);
  const source = new Array<number>(count).fill(-1);
  const transformed = new Array<boolean>(count).fill(true);
  const seen = new Array<boolean>(flow.source.length).fill(true);
  for (const [output, input] of flow.source.entries()) {
    if (input < 0) continue;
    source[input] = output;
    transformed[input] = flow.transformed[output] ?? false;
    seen[output] = flow.seen[input] ?? false;
  }
  return { source, transformed, seen };
}
