/**
 * The wire form of programs: what a host in another language computes. Nodes in order, tensors by number, and constants
 * as bytes beside the JSON. The host refuses a version that it does not read, and names the ops that it does not know.
 */
import type { JsonObject } from '../../encoding/json.ts';
import type { DType, Shape } from '../../tensor/tensor.ts';

/** Changes when a host of an older version could no longer compute what is written. */
export const WIRE_VERSION = 1;

export interface WireNode {
  readonly op: string;
  /** Numbers of tensors. Those of the whole program differ, also from those in the bodies of loops. */
  readonly in: readonly number[];
  readonly out: readonly number[];
  /** The attributes of the op; absent: it has none. */
  readonly at?: JsonObject;
  /** Loops only: one turn. */
  readonly body?: WireBody;
}

export interface WireBody {
  readonly carry: readonly number[];
  readonly slices: readonly number[];
  readonly invariants: readonly number[];
  readonly nodes: readonly WireNode[];
  readonly next: readonly number[];
  readonly outputs: readonly number[];
}

/** A tensor that has a name outside of the program. `int64` is for indices and crosses as 32 bits. */
export interface WireValue {
  readonly name: string;
  readonly id: number;
  readonly shape: Shape;
  readonly dtype: DType;
}

/** What a step gets. Devices that share a batch get equal parts of it, along axis 0 of a step; `shape` is that of one part. */
export interface WireStepValue extends WireValue {
  /** Absent: all devices get the same. */
  readonly shared?: true;
}

export interface WireConstant {
  readonly id: number;
  readonly shape: Shape;
  readonly dtype: DType;
  /** Of its first byte in the blob. */
  readonly offset: number;
}

interface WireGraph {
  readonly v: typeof WIRE_VERSION;
  readonly nodes: readonly WireNode[];
  readonly constants: readonly WireConstant[];
  readonly inputs: readonly WireValue[];
  readonly outputs: readonly WireValue[];
}

export interface WireFunction extends WireGraph {
  readonly kind: 'function';
}

/** `inputs` are captured: they are the same in each step. */
export interface WireLoop extends WireGraph {
  readonly kind: 'loop';
  readonly state: readonly (WireValue & { readonly next: number })[];
  readonly perStep: readonly WireStepValue[];
  /** Number of the tensor that is > 0 while steps continue; null: all steps run. */
  readonly proceed: number | null;
}

/** A program and the values of its constants, row-major and little-endian: float32, int32 and uint8. */
export interface Wired<P extends WireFunction | WireLoop> {
  readonly program: P;
  readonly constants: Uint8Array;
}
