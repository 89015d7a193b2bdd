/** A plain function of tensors, as every runtime compiles it. */
import { simplify } from '../tensor/simplify.ts';
import type { Tensor } from '../tensor/tensor.ts';

export interface NamedTensor {
  readonly name: string;
  readonly tensor: Tensor;
}

/** A tensor that says which part of it belongs to which row of the batch. */
export interface BatchedTensor extends NamedTensor {
  /** The axis whose extent is the batch size; null if the tensor does not depend on it. */
  readonly batchAxis: number | null;
}

export interface FunctionModel {
  readonly inputs: readonly NamedTensor[];
  readonly outputs: readonly NamedTensor[];
}

/**
 * A function whose batch may have any size. Its graph is built with one size, the extent of the declared axes, which
 * must be a prime that divides no other extent: then every extent that it divides is the batch.
 */
export interface OpenFunctionModel {
  readonly inputs: readonly BatchedTensor[];
  readonly outputs: readonly BatchedTensor[];
}

/** The same function with a simplified graph. */
export function simplifyModel<M extends FunctionModel>(model: M): M {
  const simplified = simplify(model.outputs.map(({ tensor }) => tensor));
  return { ...model, outputs: model.outputs.map((output, i) => ({ ...output, tensor: simplified[i]! })) };
}

/** The size of the batch with which an open function's graph was built. @throws Error if the axes do not agree */
export function batchExtent({ inputs, outputs }: OpenFunctionModel): number {
  const extents = [...inputs, ...outputs].flatMap(({ tensor, batchAxis }) =>
    batchAxis === null ? [] : [tensor.shape[batchAxis]],
  );
  const [extent] = extents;
  if (extent === undefined || extents.some((other) => other !== extent))
    throw new Error(`the batch axes have the extents ${extents}`);
  return extent;
}
