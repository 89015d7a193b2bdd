/** Shape rules that several layers share. Problems are clauses that follow the layer's type: "linear needs …". */
import type { Shape } from '../../tensor/tensor.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import type { ShapeResult } from '../definition.ts';

/** `7 × 7 × 4` for images, `5 dimensions` for vectors. */
export function shapeText(shape: Shape): string {
  if (shape.length === 1) return shape[0] === 1 ? '1 dimension' : `${shape[0]} dimensions`;
  return shape.join(' × ');
}

/** Elementwise layers accept any shape and keep it. */
export function anyShape(_config: object, input: Shape): ShapeResult {
  return { shape: input };
}

/** Layers on vectors [D]. */
export const vectorShape =
  (type: string) =>
  (_config: object, input: Shape): ShapeResult =>
    input.length === 1
      ? { shape: input }
      : {
          problem: `${type} needs a vector, found an image of ${shapeText(input)}: put { "type": "flatten" } before it`,
        };

/** Layers on images [height, width, channels]. */
export const imageShape =
  (type: string) =>
  (_config: object, input: Shape): ShapeResult =>
    input.length === 3
      ? { shape: input }
      : { problem: `${type} needs an image, found a vector of ${shapeText(input)}` };

/** Couplings accept vectors and images, but need something to keep and something to transform. */
export const couplingShape =
  (type: string) =>
  (_config: object, input: Shape): ShapeResult =>
    sizeOf(input) >= 2
      ? { shape: input }
      : {
          problem: `${type} needs at least 2 dimensions (it transforms one part given the other part), found 1: use the elementwise { "type": "spline" } on 1-D data`,
        };
