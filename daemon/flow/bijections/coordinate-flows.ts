/** How coordinates flow through the common kinds of layers (see CoordinateFlow). */
import type { Shape } from '../../tensor/tensor.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import type { CoordinateFlow } from '../definition.ts';
import { resolvedMask } from './layer-keys.ts';

function each<T>(shape: Shape, value: (index: number) => T): T[] {
  return Array.from({ length: sizeOf(shape) }, (_, index) => value(index));
}

/** Every coordinate by itself; `learned` if the map is trained and not linear. */
export function elementwiseCoordinates(shape: Shape, learned = false): CoordinateFlow {
  return { source: each(shape, (i) => i), transformed: each(shape, () => learned), seen: each(shape, () => false) };
}

/** Output j is input source[j], unchanged. */
export function movedCoordinates(source: readonly number[], inputs = source.length): CoordinateFlow {
  return {
    source,
    transformed: source.map(() => false),
    seen: Array.from({ length: inputs }, () => false),
  };
}

/** Every output depends on every input; `learned` if the map is trained and not linear. */
export function mixedCoordinates(shape: Shape, learned = false): CoordinateFlow {
  const several = sizeOf(shape) > 1;
  return {
    source: each(shape, (i) => (several ? -1 : i)),
    transformed: each(shape, () => several || learned),
    seen: each(shape, () => several),
  };
}

/** Kept coordinates are seen and unchanged; the others are transformed given them. */
export function couplingCoordinates(config: { readonly mask: unknown }, shape: Shape): CoordinateFlow {
  const mask = resolvedMask(config.mask);
  return {
    source: each(shape, (i) => i),
    transformed: each(shape, (i) => mask[i] === 0),
    seen: each(shape, (i) => mask[i] === 1),
  };
}

/**
 * All coordinates count as transformed and seen: by the chain rule a single autoregressive layer is a complete model of
 * the dependencies, although its first dimension depends on no other and its last is seen by no other.
 */
export function autoregressiveCoordinates(shape: Shape): CoordinateFlow {
  return { source: each(shape, (i) => i), transformed: each(shape, () => true), seen: each(shape, () => true) };
}
