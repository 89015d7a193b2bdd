/** The layers that gradients may invert instead of storing their inputs (`training.recompute`). */
import { layerOfType } from './bijections/registry.ts';
import { type Direction, type LayerDefinition, opposite } from './definition.ts';
import type { Segment } from './segments.ts';

/** Whether the input of every layer of a segment, applied in this direction, follows from its output in one pass. */
export function isUndoable(segment: Segment, direction: Direction): boolean {
  switch (segment.kind) {
    case 'leaf':
      return isUndoableLayer(layerOfType(segment.type), direction);
    case 'inverted':
      return segment.segments.every((inner) => isUndoable(inner, opposite(direction)));
    case 'loop':
      return segment.phases.flat().every((inner) => isUndoable(inner, direction));
  }
}

/** The same of one layer. A layer that is used backwards is undone by its own map, which always takes one pass. */
export function isUndoableLayer({ inverse, traits }: LayerDefinition, direction: Direction): boolean {
  if (traits?.manyToOne || traits?.saturates) return false;
  return direction === 'inverse' || inverse === 'closed';
}
