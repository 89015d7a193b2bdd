import type { Shape } from '../../tensor/tensor.ts';
import type { Listed } from './listed.ts';

/**
 * The input shape from which the listed layers produce `output`; null if a layer does not determine it (`flatten`).
 */
export function undoneShape(layers: readonly Listed[], output: Shape): Shape | null {
  let shape: Shape | null = output;
  for (const layer of layers.toReversed()) {
    if (shape === null) return null;
    shape = undone(layer, shape);
  }
  return shape;
}

function undone(layer: Listed, output: Shape): Shape | null {
  if (layer.kind === 'inverse') return changesShape(layer.layers) ? null : output;
  if (layer.kind === 'repeat') {
    let shape: Shape | null = output;
    for (let turn = 0; turn < layer.times && shape !== null; turn++) {
      const before = undoneShape(layer.layers, shape);
      if (
        before !== null &&
        before.length === shape.length &&
        before.every((extent, axis) => extent === shape![axis])
      ) {
        return before;
      }
      shape = before;
    }
    return shape;
  }
  if (layer.kind !== 'layer') return output;
  const { undoneShape: undo } = layer.definition;
  return undo ? undo(layer.config, output) : output;
}

function changesShape(layers: readonly Listed[]): boolean {
  return layers.some((layer) => {
    if (layer.kind === 'layer') return layer.definition.undoneShape !== undefined;
    return layer.kind === 'unknown' || changesShape(layer.layers);
  });
}
