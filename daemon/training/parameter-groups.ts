/**
 * Layout of the parameters in memory during training. Small tensors share one flat vector, so that the optimizer needs
 * only a handful of operations for all of them; large ones stay separate, so that each fits in the cache.
 */
import type { StoredParameter } from '../flow/parameters.ts';
import { broadcastTo, reshape } from '../tensor/ops/arithmetic.ts';
import { concat, split } from '../tensor/ops/concat-split.ts';
import { scalar } from '../tensor/ops/leaf.ts';
import type { Shape, Tensor } from '../tensor/tensor.ts';
import { sizeOf } from '../tensor/tensor.ts';

export interface ParameterGroup {
  readonly name: string;
  readonly members: readonly StoredParameter[];
  /** [n] for packed members, else the only member's own shape. */
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
    for (const p of own.filter(({ shape }) => sizeOf(shape) > SMALL)) {
      groups.push({ name: `group${groups.length}`, members: [p], shape: p.shape, decay });
    }
    let pack: StoredParameter[] = [];
    let size = 0;
    const close = () => {
      if (pack.length > 0) groups.push({ name: `group${groups.length}`, members: pack, shape: [size], decay });
      pack = [];
      size = 0;
    };
    for (const p of own.filter(({ shape }) => sizeOf(shape) <= SMALL)) {
      if (size + sizeOf(p.shape) > PACK) close();
      pack.push(p);
      size += sizeOf(p.shape);
    }
    close();
  }
  return groups;
}

/** Splits a group's tensor into its members' tensors. */
export function unpackTensor(group: ParameterGroup, packed: Tensor): Map<string, Tensor> {
  const { members } = group;
  if (members.length === 1) return new Map([[members[0]!.name, reshape(packed, members[0]!.shape)]]);
  const parts = split(
    packed,
    members.map(({ shape }) => sizeOf(shape)),
    0,
  );
  return new Map(members.map(({ name, shape }, i) => [name, reshape(parts[i]!, shape)]));
}

/** Packs the members' tensors (gradients) into the group's tensor; absent ones are zero. */
export function packTensors(group: ParameterGroup, tensors: ReadonlyMap<string, Tensor | null>): Tensor {
  const { members, shape } = group;
  const parts = members.map(({ name, shape: own }) => {
    const tensor = tensors.get(name) ?? broadcastTo(scalar(0), own);
    return members.length === 1 ? tensor : reshape(tensor, [sizeOf(own)]);
  });
  return members.length === 1 ? reshape(parts[0]!, shape) : concat(parts, 0);
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
