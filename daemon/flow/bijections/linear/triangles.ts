/** Constant 0/1 matrices that select a part of a square matrix. */
import { constant } from '../../../tensor/ops/leaf.ts';
import type { Tensor } from '../../../tensor/tensor.ts';

/** 1 where `inside`, else 0; [dimension, dimension]. */
export function triangle(dimension: number, inside: (row: number, column: number) => boolean): Tensor {
  const values = Float64Array.from({ length: dimension * dimension }, (_, i) =>
    inside(Math.floor(i / dimension), i % dimension) ? 1 : 0,
  );
  return constant(values, [dimension, dimension]);
}

export interface Triangles {
  readonly below: () => Tensor;
  readonly above: () => Tensor;
  readonly diagonal: () => Tensor;
}

/**
 * Triangles are as large as the weights, so they are created when a graph is built, not when parameters are counted, and
 * only once, so that each stays one node of the graph.
 */
export function lazyTriangles(dimension: number): Triangles {
  return {
    below: lazy(() => triangle(dimension, (row, column) => row > column)),
    above: lazy(() => triangle(dimension, (row, column) => row < column)),
    diagonal: lazy(() => triangle(dimension, (row, column) => row === column)),
  };
}

function lazy<T>(make: () => T): () => T {
  let made: T | null = null;
  return () => {
    made ??= make();
    return made;
  };
}
