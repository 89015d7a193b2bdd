/** Parameters as graphs take them: those of folded layers are one tensor. */
import { reshape } from '../tensor/ops/arithmetic.ts';
import { split } from '../tensor/ops/concat-split.ts';
import type { Shape, Tensor } from '../tensor/tensor.ts';
import type { ParameterFold, StoredParameter } from './parameters.ts';

export interface ParameterUnit {
  /** Of its member, or of the fold. */
  readonly name: string;
  /** Members are slices of a leading axis if there are several. */
  readonly shape: Shape;
  readonly members: readonly StoredParameter[];
}

/** In the order of their first members. */
export function parameterUnits(parameters: readonly StoredParameter[]): readonly ParameterUnit[] {
  const units = new Map<ParameterFold | StoredParameter, StoredParameter[]>();
  for (const own of parameters) {
    const key = own.fold ?? own;
    const members = units.get(key);
    if (members) members.push(own);
    else units.set(key, [own]);
  }
  return [...units.values()].map((members) => {
    const [{ name, shape, fold }] = members as [StoredParameter];
    return fold && members.length > 1
      ? { name: fold.name, shape: [members.length, ...shape], members }
      : { name, shape, members };
  });
}

/** The tensors of a unit and of its members, by name. What is not used costs nothing. */
export function namedTensors(
  { name, shape, members }: ParameterUnit,
  unit: Tensor,
): readonly (readonly [string, Tensor])[] {
  if (members.length === 1) return [[name, unit]];
  const slices = split(
    unit,
    members.map(() => 1),
    0,
  );
  return [[name, unit], ...members.map((own, i) => [own.name, reshape(slices[i]!, shape.slice(1))] as const)];
}
