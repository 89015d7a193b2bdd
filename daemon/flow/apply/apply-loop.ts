/** Applies a loop of layers: one body for all turns, with the parameters of each turn as slices. */
import { reshape } from '../../tensor/ops/arithmetic.ts';
import { split } from '../../tensor/ops/concat-split.ts';
import { joinedTurn, type UndoableStep } from '../../tensor/ops/scan-body.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { mapKey } from '../conditioners/context.ts';
import { type Direction, opposite } from '../definition.ts';
import { storedParameters } from '../parameters.ts';
import type { Loop, Segment } from '../segments.ts';
import { isUndoable } from '../undoable.ts';
import { type Environment, parameterOf } from './environment.ts';
import { flattenReading, leavesOf, stackReadings, withStartValues, withTurn } from './loop-readings.ts';
import { type Applied, around, type Reading } from './reading.ts';

/** As `applySegments`, which cannot be imported: loops may contain loops. */
export type ApplyBody = (
  segments: readonly Segment[],
  x: Tensor,
  direction: Direction,
  environment: Environment,
) => Applied;

/** @param applyBody what applies the layers inside */
export function applyLoop(
  loop: Loop,
  x: Tensor,
  direction: Direction,
  environment: Environment,
  applyBody: ApplyBody,
): Applied {
  const { phases, iterations, remainder } = loop;
  const stacks = phases.map((phase, p) => phaseParameters(phase, p, loop, environment));
  const names = stacks.flatMap(({ names: own }) => own);
  const contexts = loopContexts(environment, phases.flat());
  const within = (slices: readonly Tensor[], invariants: readonly Tensor[]): Environment => {
    const parameters = new Map(environment.parameters);
    for (const [i, name] of names.entries()) parameters.set(name, slices[i]!);
    return { ...environment, parameters, ...contexts.bound(invariants) };
  };

  const rest = (start: Tensor): Applied => {
    const last = new Map(stacks.slice(0, remainder).flatMap(({ last: own }) => [...own]));
    const parameters = new Map([...environment.parameters, ...last]);
    const applied = applyBody(phases.slice(0, remainder).flat(), start, direction, { ...environment, parameters });
    // The readings are in phase order: each belongs to turn iterations·P + p.
    const turnOf = new Map(
      phases.flatMap((phase, p) => leavesOf(phase).map((leaf) => [leaf, iterations * phases.length + p] as const)),
    );
    return {
      ...applied,
      readings: applied.readings.map((r) => ({
        ...r,
        turns: r.turns.map((t) => withTurn(t, loop.depth, turnOf.get(r.leaf)!)),
      })),
    };
  };

  const before = direction === 'inverse' && remainder > 0 ? rest(x) : { value: x, readings: [] };
  // By segment, since a body of steps is applied step by step, and again for the gradient.
  const segments = direction === 'forward' ? phases.flat() : phases.flat().toReversed();
  const bodyReadings: (readonly Reading[])[] = [];
  const steps = segments.map((segment, at): UndoableStep => {
    const apply = (way: Direction, [value]: readonly Tensor[], inside: Environment) =>
      around([], () => applyBody([segment], value!, way, inside));
    return {
      apply: (carry, slices, invariants) => {
        const applied = apply(direction, carry, within(slices, invariants));
        bodyReadings[at] = applied.readings;
        return { carry: [applied.value], outputs: applied.readings.flatMap(flattenReading) };
      },
      undo: (next, slices, invariants) => {
        const { value } = apply(opposite(direction), next, { ...within(slices, invariants), probe: null });
        return [value];
      },
    };
  });
  const undoable = environment.recompute && segments.every((segment) => isUndoable(segment, direction));
  const result = environment.loop({
    init: [before.value],
    scanned: stacks.flatMap(({ whole }) => whole),
    invariant: contexts.invariant,
    length: iterations,
    reverse: direction === 'inverse',
    body: undoable ? steps : joinedTurn(steps),
  });
  const looped = stackReadings(loop, bodyReadings.flat(), result.outputs);
  const after = direction === 'forward' && remainder > 0 ? rest(result.carry[0]!) : null;
  const leftOver = [...before.readings, ...(after?.readings ?? [])];
  const whole = withStartValues(looped, leftOver);
  const bare = leftOver.map((reading) => ({ ...reading, initialized: {} }));
  return {
    value: after?.value ?? result.carry[0]!,
    factored: after?.factored ?? [],
    readings: direction === 'forward' ? [...whole, ...bare] : [...bare, ...whole],
  };
}

/** The parts of the context that a loop's turns read, as its invariants, and how its body combines them. */
function loopContexts({ context, encoded }: Environment, segments: readonly Segment[]) {
  if (encoded === undefined) {
    const bound = ([own = null]: readonly (Tensor | null)[]) => ({ context: own });
    return { invariant: context === null ? [] : [context], bound };
  }
  const inside = new Set(
    leavesOf(segments).map(({ inputShape: [height = 1, width = 1] }) => mapKey({ height, width })),
  );
  const keys = [...encoded.maps.keys()].filter((key) => inside.has(key));
  return {
    invariant: [encoded.vector, ...keys.map((key) => encoded.maps.get(key)!)],
    bound: ([vector, ...maps]: readonly Tensor[]) => ({
      encoded: { vector: vector!, maps: new Map(keys.map((key, i) => [key, maps[i]!])) },
    }),
  };
}

interface PhaseParameters {
  readonly names: readonly string[];
  /** Slices of the whole iterations, [iterations, …]. */
  readonly whole: readonly Tensor[];
  /** The slice of the left-over turn. */
  readonly last: ReadonlyMap<string, Tensor>;
}

function phaseParameters(phase: readonly Segment[], p: number, loop: Loop, environment: Environment): PhaseParameters {
  const names = storedParameters(phase).map(({ name }) => name);
  const tensors = names.map((name) => parameterOf(environment.parameters, name));
  if (p >= loop.remainder) return { names, whole: tensors, last: new Map() };
  const parts = tensors.map((x) => split(x, [loop.iterations, 1], 0));
  const last = new Map(names.map((name, i) => [name, reshape(parts[i]![1]!, tensors[i]!.shape.slice(1))]));
  return { names, whole: parts.map(([whole]) => whole!), last };
}
