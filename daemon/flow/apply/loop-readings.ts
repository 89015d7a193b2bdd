/** Readings of a loop: those of its body get a stack axis. */
import { reshape } from '../../tensor/ops/arithmetic.ts';
import { concat } from '../../tensor/ops/concat-split.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { Leaf, Loop, Segment } from '../segments.ts';
import type { Reading } from './reading.ts';

/**
 * Initial values are parameters: those of the left-over turn are the last slice of the stack in either direction of the
 * loop, and only one of a leaf's readings has them.
 */
export function withStartValues(looped: readonly Reading[], leftOver: readonly Reading[]): Reading[] {
  const last = new Map(leftOver.filter(startsFromData).map(({ leaf, initialized }) => [leaf, initialized]));
  return looped.map((reading) => {
    const own = last.get(reading.leaf);
    if (!own || !startsFromData(reading)) return reading;
    const joined = Object.entries(reading.initialized).map(([name, slices]) => {
      const slice = own[name]!;
      return [name, concat([slices, reshape(slice, [1, ...slice.shape])], 0)] as const;
    });
    return { ...reading, initialized: Object.fromEntries(joined) };
  });
}

function startsFromData({ initialized }: Reading): boolean {
  return Object.keys(initialized).length > 0;
}

/** The tensors of a reading, in the order in which `stackReadings` takes them. */
export function flattenReading({ logDet, probed, initialized }: Reading): Tensor[] {
  return [logDet, ...Object.values(probed), ...Object.values(initialized)];
}

/** Adds the loop's stack axis to the body's readings. */
export function stackReadings(loop: Loop, readings: readonly Reading[], outputs: readonly Tensor[]): Reading[] {
  let at = 0;
  const next = () => outputs[at++]!;
  const record = (source: Readonly<Record<string, Tensor>>) =>
    Object.fromEntries(Object.keys(source).map((key) => [key, next()] as const));
  const phaseOf = new Map(loop.phases.flatMap((phase, p) => leavesOf(phase).map((leaf) => [leaf, p] as const)));
  return readings.map((reading) => {
    const logDet = next();
    const probed = record(reading.probed);
    const initialized = record(reading.initialized);
    const phase = phaseOf.get(reading.leaf)!;
    const turns = Array.from({ length: loop.iterations }, (_, i) => i * loop.phases.length + phase).flatMap((turn) =>
      reading.turns.map((inner) => withTurn(inner, loop.depth, turn)),
    );
    return { leaf: reading.leaf, turns, logDet, logPrior: null, probed, initialized };
  });
}

/** The turns of a reading, with the counter of the loop at this depth. */
export function withTurn(turn: readonly number[], depth: number, value: number): number[] {
  return turn.map((counter, i) => (i === depth ? value : counter));
}

/** All layers, in order. */
export function leavesOf(segments: readonly Segment[]): Leaf[] {
  return segments.flatMap((segment) => {
    if (segment.kind === 'leaf') return [segment];
    return segment.kind === 'inverted' ? leavesOf(segment.segments) : segment.phases.flatMap(leavesOf);
  });
}
