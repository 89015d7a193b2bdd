/** The parameters of a model that are not trained: the program captures them. */

import { type ParameterUnit, parameterUnits } from '../../flow/parameter-units.ts';
import type { StoredParameter } from '../../flow/parameters.ts';
import { reshape } from '../../tensor/ops/arithmetic.ts';
import { concat } from '../../tensor/ops/concat-split.ts';
import { input } from '../../tensor/ops/leaf.ts';
import type { Tensor } from '../../tensor/tensor.ts';

export interface FixedParameters {
  readonly inputs: readonly { readonly name: string; readonly tensor: Tensor }[];
  /** By the name of a parameter or of a unit of several. */
  readonly tensors: ReadonlyMap<string, Tensor>;
}

export function fixedParameters(parameters: readonly StoredParameter[]): FixedParameters {
  const own = parameters.filter(({ trainable }) => !trainable);
  const inputs = own.map(({ name, shape, dtype }) => ({ name, tensor: input(name, shape, dtype) }));
  const given = new Map(inputs.map(({ name, tensor }) => [name, tensor]));
  return { inputs, tensors: new Map(parameterUnits(own).flatMap((unit) => unitTensors(unit, given))) };
}

/** The members of a unit are given one by one. */
function unitTensors(
  { name, members }: ParameterUnit,
  given: ReadonlyMap<string, Tensor>,
): (readonly [string, Tensor])[] {
  const own = members.map((member) => given.get(member.name)!);
  const each = members.map((member, i) => [member.name, own[i]!] as const);
  if (members.length === 1) return each;
  const slices = own.map((tensor) => reshape(tensor, [1, ...tensor.shape]));
  return [...each, [name, concat(slices, 0)]];
}
