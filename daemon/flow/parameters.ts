/** The flow's stored parameters: those of a loop are stacked on a leading axis, one slice per turn. */
import { randomStream } from '../random/random-stream.ts';
import type { Shape } from '../tensor/tensor.ts';
import { sizeOf } from '../tensor/tensor.ts';
import type { ParameterSpec } from './definition.ts';
import { foldsOf } from './folds.ts';
import type { Segment } from './segments.ts';

export interface StoredParameter {
  /** E.g. `layers[0].layers[1]#phase0.conditioner.layer0.weight`. */
  readonly name: string;
  /** Stack axes of the loops around it, outermost first, then the parameter's own. */
  readonly shape: Shape;
  readonly trainable: boolean;
  readonly dtype: 'float' | 'int64';
  readonly decay: boolean;
  /** Rows of each sample that are multiplied by it. Absent: 1. */
  readonly rows?: number;
  /** Of one slice: entries with an effect (1) and without (0). Absent: all have one. */
  readonly mask?: () => Float64Array;
  /** The same object for parameters of equal layers, which are slices of one tensor where graphs fold the layers. */
  readonly fold?: ParameterFold;
  /** Initial values; every slice has its own random stream. */
  readonly initialize: (seed: number) => Float32Array;
}

/** Parameters that are slices of one tensor, in the order of the flow. */
export interface ParameterFold {
  /** Of the tensor in which they are stacked. */
  readonly name: string;
}

/** Number of slices that phase `p` of a loop has. */
export function sliceCount(loop: { readonly iterations: number; readonly remainder: number }, p: number): number {
  return loop.iterations + (p < loop.remainder ? 1 : 0);
}

export function storedParameters(segments: readonly Segment[], stack: Shape = []): StoredParameter[] {
  return segments.flatMap((segment) => {
    if (segment.kind === 'leaf') return segment.bijection.parameters.map((spec) => stored(segment.prefix, spec, stack));
    if (segment.kind === 'inverted') return storedParameters(segment.segments, stack);
    return segment.phases.flatMap((phase, p) => storedParameters(phase, [...stack, sliceCount(segment, p)]));
  });
}

/** A parameter outside any loop, e.g. of the base distribution. */
export function stored(prefix: string, spec: ParameterSpec, stack: Shape = []): StoredParameter {
  const name = `${prefix}.${spec.name}`;
  const source = `${prefix}.${spec.stream ?? spec.name}`;
  const [slices, size] = [sizeOf(stack), sizeOf(spec.shape)];
  return {
    name,
    shape: [...stack, ...spec.shape],
    trainable: spec.trainable,
    dtype: spec.dtype,
    decay: spec.decay,
    ...(spec.rows === undefined ? {} : { rows: spec.rows }),
    ...(spec.mask === undefined ? {} : { mask: spec.mask }),
    initialize(seed) {
      const values = new Float32Array(slices * size);
      for (let i = 0; i < slices; i++)
        values.set(spec.initialize(randomStream(seed, 'initialization', source, i)), i * size);
      return values;
    },
  };
}

/** The parameters of a whole flow; those of layers that graphs can fold say so. */
export function flowParameters(segments: readonly Segment[]): StoredParameter[] {
  const folds = new Map<string, ParameterFold>();
  for (const part of foldsOf(segments)) {
    if (part.kind !== 'fold') continue;
    for (const [phase, { prefix, bijection }] of part.turns[0]!.entries())
      for (const { name } of bijection.parameters) {
        const fold = { name: foldName(`${prefix}.${name}`, part.turns.length) };
        for (const turn of part.turns) folds.set(`${turn[phase]!.prefix}.${name}`, fold);
      }
  }
  return storedParameters(segments).map((own) => {
    const fold = folds.get(own.name);
    return fold ? { ...own, fold } : own;
  });
}

/** Name of a tensor with the parameters of equal layers, by that of the first. */
export function foldName(first: string, count: number): string {
  return `${first}…${count}`;
}
