/**
 * Layout of the parameters in memory during training. Small tensors share one flat vector, so that the optimizer needs
 * only a handful of operations for all of them; large ones stay separate, so that each fits in the cache.
 */
import { namedTensors, type ParameterUnit, parameterUnits } from '../flow/parameter-units.ts';
import type { StoredParameter } from '../flow/parameters.ts';
import { broadcastTo, reshape } from '../tensor/ops/arithmetic.ts';
import { concat, split } from '../tensor/ops/concat-split.ts';
import { scalar } from '../tensor/ops/leaf.ts';
import type { Shape, Tensor } from '../tensor/tensor.ts';
import { sizeOf } from '../tensor/tensor.ts';

export interface ParameterGroup {
  readonly name: string;
  /** In the order of their values: unit by unit. */
  readonly members: readonly StoredParameter[];
  /** What graphs take of it: a parameter, or those of folded layers. */
  readonly units: readonly ParameterUnit[];
  /** [n] for packed units, else the only unit's own shape. */
  readonly shape: Shape;
  readonly decay: boolean;
}

/** Maximum elements of a tensor that is packed with others, and of a pack (64 K floats = 256 KiB). */
const SMALL = 1 << 14;
const PACK = 1 << 16;

/**
 * Groups the trainable parameters in a fixed order.
 * @param decays whether the optimizer decays weights: those that it decays then get groups of their own
 */
export function parameterGroups(parameters: readonly StoredParameter[], decays: boolean): ParameterGroup[] {
  const trainable = parameters.filter(({ trainable: t }) => t);
  const groups: ParameterGroup[] = [];
  for (const decay of decays ? [true, false] : [false]) {
    const own = decays ? trainable.filter((p) => p.decay === decay) : trainable;
    const units = parameterUnits(own);
    const add = (some: readonly ParameterUnit[], shape: Shape) => {
      const members = some.flatMap((unit) => unit.members);
      groups.push({ name: `group${groups.length}`, members, units: some, shape, decay });
    };
    for (const unit of units) if (sizeOf(unit.shape) > SMALL) add([unit], unit.shape);
    let pack: ParameterUnit[] = [];
    let size = 0;
    const close = () => {
      if (pack.length > 0) add(pack, [size]);
      pack = [];
      size = 0;
    };
    for (const unit of units.filter(({ shape }) => sizeOf(shape) <= SMALL)) {
      if (size + sizeOf(unit.shape) > PACK) close();
      pack.push(unit);
      size += sizeOf(unit.shape);
    }
    close();
  }
  return groups;
}

/** Splits a group's tensor into those of its units, by their names. */
export function unpackTensor({ units }: ParameterGroup, packed: Tensor): Map<string, Tensor> {
  if (units.length === 1) return new Map([[units[0]!.name, reshape(packed, units[0]!.shape)]]);
  const parts = split(
    packed,
    units.map(({ shape }) => sizeOf(shape)),
    0,
  );
  return new Map(units.map(({ name, shape }, i) => [name, reshape(parts[i]!, shape)]));
}

/** The tensors of the units and of their members, by name. */
export function unpackMembers(group: ParameterGroup, units: ReadonlyMap<string, Tensor>): Map<string, Tensor> {
  return new Map(group.units.flatMap((unit) => namedTensors(unit, units.get(unit.name)!)));
}

/** Packs the units' tensors (gradients) into the group's tensor; absent ones are zero. */
export function packTensors({ units, shape }: ParameterGroup, tensors: ReadonlyMap<string, Tensor | null>): Tensor {
  const parts = units.map(({ name, shape: own }) => {
    const tensor = tensors.get(name) ?? broadcastTo(scalar(0), own);
    return units.length === 1 ? tensor : reshape(tensor, [sizeOf(own)]);
  });
  return units.length === 1 ? reshape(parts[0]!, shape) : concat(parts, 0);
}

/** Packs the members' values into the group's values. Entries without an effect are zero. */
export function packValues(group: ParameterGroup, values: (name: string) => Float32Array): Float32Array {
  const packed = new Float32Array(sizeOf(group.shape));
  let at = 0;
  for (const { name, mask } of group.members) {
    const own = values(name);
    packed.set(mask ? masked(own, mask()) : own, at);
    at += own.length;
  }
  return packed;
}

/** Each slice of the values times the mask. */
function masked(values: Float32Array, mask: Float64Array): Float32Array {
  return values.map((value, i) => (mask[i % mask.length] === 0 ? 0 : value));
}

/** Splits a group's values into views of its members' values. */
export function unpackValues(group: ParameterGroup, packed: Float32Array): Map<string, Float32Array> {
  const result = new Map<string, Float32Array>();
  let at = 0;
  for (const { name, shape } of group.members) {
    const size = sizeOf(shape);
    result.set(name, packed.subarray(at, at + size));
    at += size;
  }
  return result;
}
