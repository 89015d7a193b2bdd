/** A flow's leaf layers one by one, without its loops, so that each can be applied by itself. */
import type { Direction } from './definition.ts';
import { sliceCount } from './parameters.ts';
import type { Leaf, Segment } from './segments.ts';

export interface PlacedLeaf {
  /** Turns of a loop share it. */
  readonly leaf: Leaf;
  /** Direction in which data pass its own map: inside an odd number of `inverse` it is backwards. */
  readonly direction: Direction;
  /** Which slice of its stacked parameters it has. */
  readonly slice: number;
}

/** In the order of the expanded plan, data → latent. */
export function placedLeaves(segments: readonly Segment[], direction: Direction = 'forward', slice = 0): PlacedLeaf[] {
  const ordered = direction === 'forward' ? segments : segments.toReversed();
  return ordered.flatMap((segment): PlacedLeaf[] => {
    if (segment.kind === 'leaf') return [{ leaf: segment, direction, slice }];
    if (segment.kind === 'inverted') {
      return placedLeaves(segment.segments, direction === 'forward' ? 'inverse' : 'forward', slice);
    }
    const { phases, iterations, remainder } = segment;
    const turns = Array.from({ length: iterations * phases.length + remainder }, (_, turn) => turn);
    return (direction === 'forward' ? turns : turns.toReversed()).flatMap((turn) => {
      const phase = turn % phases.length;
      // Stack axes are in row-major order, the outermost loop first; a left-over turn has the last slice.
      const own = slice * sliceCount(segment, phase) + Math.floor(turn / phases.length);
      return placedLeaves(phases[phase]!, direction, own);
    });
  });
}
