import type { Shape } from '../../tensor/tensor.ts';
import type { Listed } from './listed.ts';

/**
 * The input shape from which the listed layers arrive at `output`. All layers that may stand inside `inverse` keep the
 * shape, but `squeeze` (undone here) and `flatten` (which forgets it: null).
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
  if (layer.definition.type === 'flatten') return null;
  return layer.definition.type === 'squeeze' ? unsqueezed(output, Number(layer.config.factor ?? 2)) : output;
}

function unsqueezed(output: Shape, factor: number): Shape | null {
  const [height, width, channels] = output;
  if (height === undefined || width === undefined || channels === undefined) return output;
  const fewer = channels / factor ** 2;
  return Number.isInteger(fewer) ? [height * factor, width * factor, fewer] : null;
}

function changesShape(layers: readonly Listed[]): boolean {
  return layers.some((layer) => {
    if (layer.kind === 'layer') return ['squeeze', 'flatten'].includes(layer.definition.type);
    return layer.kind === 'unknown' || changesShape(layer.layers);
  });
}
