/** Everything that changes while training, in memory and as named tensors of a checkpoint. */
import type { ParameterValues } from '../evaluation/row-graph.ts';
import type { StoredParameter } from '../flow/parameters.ts';
import type { SavedTensor, SavedTensors } from '../runs/checkpoints/tensor-file.ts';
import type { Results } from '../runtime/runtime.ts';
import { sizeOf } from '../tensor/tensor.ts';
import type { ParameterGroup } from './parameter-groups.ts';
import { packValues, unpackValues } from './parameter-groups.ts';

/** Arrays by the training program's state names (`group0.theta`, …). Never written in place. */
export type StateArrays = Readonly<Record<string, Float32Array>>;

/** A runtime's state as checkpoints store it: float32. */
export function stateArrays(state: Results): StateArrays {
  return Object.fromEntries(
    Object.entries(state).map(([name, values]) => [
      name,
      values instanceof Float32Array ? values : Float32Array.from(values),
    ]),
  );
}

/** The arrays of a group and their prefixes in a checkpoint. */
const KINDS = { theta: 'parameters/', m: 'optimizer/m/', v: 'optimizer/v/', average: 'ema/' } as const;
type Kind = keyof typeof KINDS;

const PARAMETERS = KINDS.theta;

export interface StateLayout {
  readonly groups: readonly ParameterGroup[];
  /** Parameters that are not trained: permutations, flags. */
  readonly fixed: readonly StoredParameter[];
  readonly averaged: boolean;
}

/** Initial state: moments are zero, the average is θ. */
export function initialState({ groups, averaged }: StateLayout, parameters: ParameterValues): StateArrays {
  const state: Record<string, Float32Array> = {};
  for (const group of groups) {
    const theta = packValues(group, (name) => parameters.get(name)!);
    state[`${group.name}.theta`] = theta;
    state[`${group.name}.m`] = new Float32Array(theta.length);
    state[`${group.name}.v`] = new Float32Array(theta.length);
    if (averaged) state[`${group.name}.average`] = theta;
  }
  return state;
}

/** Trained parameters by name; `average` gives the EMA's. */
export function namedArrays({ groups }: StateLayout, state: StateArrays, kind: Kind): Map<string, Float32Array> {
  const result = new Map<string, Float32Array>();
  for (const group of groups) {
    for (const [name, values] of unpackValues(group, state[`${group.name}.${kind}`]!)) result.set(name, values);
  }
  return result;
}

/** All tensors of a checkpoint. */
export function savedTensors(
  layout: StateLayout,
  state: StateArrays,
  fixed: ParameterValues,
): Map<string, SavedTensor> {
  return tensorsOf(layout, kindsOf(layout), state, fixed);
}

/** The tensors of a snapshot: the weights that `checkpointParameters` takes. */
export function snapshotTensors(
  layout: StateLayout,
  state: StateArrays,
  fixed: ParameterValues,
): Map<string, SavedTensor> {
  return tensorsOf(layout, [layout.averaged ? 'average' : 'theta'], state, fixed);
}

/** Bytes of the tensors of a snapshot. */
export function snapshotBytes({ groups, fixed }: StateLayout): number {
  const parameters = [...groups.flatMap(({ members }) => members), ...fixed];
  return parameters.reduce((total, { shape }) => total + Float32Array.BYTES_PER_ELEMENT * sizeOf(shape), 0);
}

function tensorsOf(
  layout: StateLayout,
  kinds: readonly Kind[],
  state: StateArrays,
  fixed: ParameterValues,
): Map<string, SavedTensor> {
  const shapes = new Map(layout.groups.flatMap(({ members }) => members).map(({ name, shape }) => [name, shape]));
  const saved = new Map<string, SavedTensor>();
  for (const kind of kinds) {
    for (const [name, data] of namedArrays(layout, state, kind)) {
      saved.set(`${KINDS[kind]}${name}`, { shape: shapes.get(name)!, data });
    }
  }
  for (const { name, shape } of layout.fixed) saved.set(`${PARAMETERS}${name}`, { shape, data: fixed.get(name)! });
  return saved;
}

export interface RestoredState {
  readonly state: StateArrays;
  readonly fixed: Map<string, Float32Array>;
}

/** Rebuilds the state. @throws Error with a plain sentence if a tensor is missing or has another size */
export function restoredState(layout: StateLayout, saved: SavedTensors): RestoredState {
  const values = (name: string, size: number): Float32Array => {
    const data = saved.get(name)?.data;
    if (!(data instanceof Float32Array) || data.length !== size) {
      throw new Error(`the checkpoint's tensor '${name}' is missing or does not have ${size} float32 elements`);
    }
    return data;
  };
  const state: Record<string, Float32Array> = {};
  for (const group of layout.groups) {
    const sizes = new Map(group.members.map(({ name, shape }) => [name, sizeOf(shape)]));
    for (const kind of kindsOf(layout)) {
      state[`${group.name}.${kind}`] = packValues(group, (name) => values(`${KINDS[kind]}${name}`, sizes.get(name)!));
    }
  }
  const fixed = new Map(layout.fixed.map(({ name, shape }) => [name, values(`${PARAMETERS}${name}`, sizeOf(shape))]));
  return { state, fixed };
}

function kindsOf({ averaged }: StateLayout): Kind[] {
  return averaged ? ['theta', 'm', 'v', 'average'] : ['theta', 'm', 'v'];
}

/** The stored parameters of a checkpoint for a flow: EMA weights if there are any. */
export function checkpointParameters(
  parameters: readonly StoredParameter[],
  saved: SavedTensors,
): { readonly values: ParameterValues; readonly weights: 'raw' | 'ema' } {
  const hasAverage = [...saved.keys()].some((name) => name.startsWith(KINDS.average));
  const values = new Map<string, Float32Array>();
  for (const { name, shape, trainable } of parameters) {
    const key = `${hasAverage && trainable ? KINDS.average : PARAMETERS}${name}`;
    const data = saved.get(key)?.data;
    if (!(data instanceof Float32Array) || data.length !== sizeOf(shape)) {
      throw new Error(`the checkpoint's tensor '${key}' is missing or does not have ${sizeOf(shape)} float32 elements`);
    }
    values.set(name, data);
  }
  return { values, weights: hasAverage ? 'ema' : 'raw' };
}
