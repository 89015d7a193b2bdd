import type { NdArray, Shape } from './tensor.ts';
import { sizeOf } from './tensor.ts';

type Strides = readonly number[];

/** NumPy broadcasting of two shapes; throws if they are incompatible. */
export function broadcastShapes(a: Shape, b: Shape): Shape {
  const rank = Math.max(a.length, b.length);
  const shape: number[] = [];
  for (let i = 0; i < rank; i++) {
    const x = a[a.length - rank + i] ?? 1;
    const y = b[b.length - rank + i] ?? 1;
    if (x !== y && x !== 1 && y !== 1) throw new Error(`shapes [${a}] and [${b}] do not broadcast`);
    shape.push(x === 1 ? y : x);
  }
  return shape;
}

/** Row-major strides, with 0 where `shape` is stretched to `target`. */
export function broadcastStrides(shape: Shape, target: Shape): number[] {
  const strides = new Array<number>(target.length).fill(0);
  let stride = 1;
  for (let i = shape.length - 1; i >= 0; i--) {
    const axis = target.length - shape.length + i;
    strides[axis] = shape[i] === 1 ? 0 : stride;
    stride *= shape[i]!;
  }
  return strides;
}

/** Calls `visit(outputIndex, …offsets)` for every element of `target`, with the offset into each strided operand. */
export function forEachIndex(
  target: Shape,
  strides: readonly (readonly number[])[],
  visit: (index: number, offsets: readonly number[]) => void,
): void {
  const total = sizeOf(target);
  const counters = new Array<number>(target.length).fill(0);
  const offsets = new Array<number>(strides.length).fill(0);
  for (let index = 0; index < total; index++) {
    visit(index, offsets);
    for (let axis = target.length - 1; axis >= 0; axis--) {
      counters[axis]!++;
      for (let k = 0; k < strides.length; k++) offsets[k]! += strides[k]![axis]!;
      if (counters[axis]! < target[axis]!) break;
      for (let k = 0; k < strides.length; k++) offsets[k]! -= strides[k]![axis]! * target[axis]!;
      counters[axis] = 0;
    }
  }
}

/** Elementwise map of two broadcast operands. */
export function mapBroadcast(a: NdArray, b: NdArray, f: (x: number, y: number) => number): NdArray {
  const shape = broadcastShapes(a.shape, b.shape);
  const data = new Float64Array(sizeOf(shape));
  const [x, y] = [a.data, b.data];
  const strides = [broadcastStrides(a.shape, shape), broadcastStrides(b.shape, shape)] as const;
  const { run, outer, steps } = longestRun(shape, strides);
  const [stepA, stepB] = steps;
  let index = 0;
  forEachIndex(shape.slice(0, outer), strides, (_, [offsetA, offsetB]) => {
    let [i, j] = [offsetA!, offsetB!];
    for (const end = index + run; index < end; index++) {
      data[index] = f(x[i]!, y[j]!);
      i += stepA;
      j += stepB;
    }
  });
  return { shape, data };
}

/** The last axes of `shape` over which both operands move in equal steps: one loop goes over all their elements. */
function longestRun(shape: Shape, [a, b]: readonly [Strides, Strides]) {
  let outer = shape.length;
  while (outer > 0 && shape[outer - 1] === 1) outer--;
  const steps = [a[outer - 1] ?? 0, b[outer - 1] ?? 0] as const;
  let run = 1;
  for (; outer > 0; outer--) {
    const size = shape[outer - 1]!;
    if (size !== 1 && (a[outer - 1] !== steps[0] * run || b[outer - 1] !== steps[1] * run)) break;
    run *= size;
  }
  return { run, outer, steps };
}

/** Axes over which a gradient of shape `from` must be summed to get shape `to`. */
export function stretchedAxes(from: Shape, to: Shape): number[] {
  const axes: number[] = [];
  const offset = from.length - to.length;
  for (let axis = 0; axis < from.length; axis++) {
    if (axis < offset || (to[axis - offset] === 1 && from[axis] !== 1)) axes.push(axis);
  }
  return axes;
}
