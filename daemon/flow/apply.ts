/** Builds the graph of a flow, in either direction, with the per-layer terms. */
import { reshape } from '../tensor/ops/arithmetic.ts';
import { concat, split } from '../tensor/ops/concat-split.ts';
import type { scan } from '../tensor/ops/scan.ts';
import { joinedTurn, type UndoableStep } from '../tensor/ops/scan-body.ts';
import type { Tensor } from '../tensor/tensor.ts';
import { standardNormalLogProb } from './bases/gaussian.ts';
import type { BatchShare } from './batch-mean.ts';
import { mapKey } from './conditioners/context.ts';
import type { Direction, EncodedContext, Scope, Transformed } from './definition.ts';
import { opposite } from './definition.ts';
import { type Fold, foldsOf } from './folds.ts';
import { foldName, storedParameters } from './parameters.ts';
import type { Leaf, Loop, Segment } from './segments.ts';
import { isUndoable } from './undoable.ts';

/** What is read at every layer besides its log-det: named tensors of [B], [1] or any other fixed shape. */
export type Probe = (at: ProbePoint) => Readonly<Record<string, Tensor>>;

export interface ProbePoint {
  readonly leaf: Leaf;
  /** Direction in which this layer's own map was applied: inside `inverse` it is reversed. */
  readonly direction: Direction;
  readonly input: Tensor;
  /** With the channels that leave the flow after it. */
  readonly output: Transformed;
  /** The values that the layers before and after it see: its input and output but for channels that join or leave. */
  readonly from: Tensor;
  readonly to: Tensor;
  readonly scope: Scope;
}

export interface Environment {
  /** Stored parameters by name, without the stack axes of the loops already entered. */
  readonly parameters: ReadonlyMap<string, Tensor>;
  /** [B, C], as in the rows; null without context. */
  readonly context: Tensor | null;
  /** The encoded context, if it has images: see `withEncodedContext`. Absent without images. */
  readonly encoded?: EncodedContext;
  readonly noise: Scope['noise'];
  /** Whether the masked entries of parameters are zero: see `StoredParameter.mask`. Absent: they may be anything. */
  readonly masked?: boolean;
  /** `scan`, or `unrolled` if the runtime has no control flow, or short loops of large layers are faster unrolled. */
  readonly loop: typeof scan;
  /** Whether gradients recompute the activations of loops from their outputs. Absent: they are stored. */
  readonly recompute?: boolean;
  /** Several devices compute the batch, and this is the graph of one of them. Absent: it has the whole batch. */
  readonly share?: BatchShare;
  readonly probe: Probe | null;
  /**
   * Whether equal layers in a row run as a loop, which needs their stacked parameters (`parameterUnits`). Each such loop has
   * one reading for each phase. Absent: layers are applied as they are written.
   */
  readonly folds?: boolean;
  /** Compute initial values from data, before a layer that has them is applied (initialization pass only). */
  readonly initialize: boolean;
}

/** One layer's readings, or those of folded ones. Inside loops they have the loops' stack axes first. */
export interface Reading {
  readonly leaf: Leaf;
  /** The layer of each slice, if equal layers are folded; `leaf` is the first. Absent: all slices are of `leaf`. */
  readonly folded?: readonly Leaf[];
  /** Repeat counters of each slice, in row-major order of the stack axes; one entry outside loops. */
  readonly turns: readonly (readonly number[])[];
  /** log|det| of the computed direction, nats: [...stack, B] or [...stack, 1]. */
  readonly logDet: Tensor;
  /** log N(ε; 0, 1) of what left the flow here, [B], nats; null if nothing did, and on the way from latent to data. */
  readonly logPrior: Tensor | null;
  readonly probed: Readonly<Record<string, Tensor>>;
  /**
   * New values of stored parameters from the data pass, by parameter name (without the leaf's prefix), in their stored
   * shapes. If a loop's left-over turn has its own reading, the other reading has all values.
   */
  readonly initialized: Readonly<Record<string, Tensor>>;
}

export interface Applied {
  readonly value: Tensor;
  /** What left the flow, in this order, [B, …] each; on the way from latent to data, what is still to join it. */
  readonly factored: readonly Tensor[];
  /** In the order in which the layers are applied. */
  readonly readings: readonly Reading[];
}

/**
 * Applies f (`forward`, data → latent) or g = f⁻¹ (`inverse`) to x [B, …].
 * @param factored what left the flow before x, in this order; the inverse joins it again, the last one first
 */
export function applySegments(
  segments: readonly Segment[],
  x: Tensor,
  direction: Direction,
  environment: Environment,
  factored: readonly Tensor[] = [],
): Applied {
  const ordered = direction === 'forward' ? segments : segments.toReversed();
  let [value, outside] = [x, factored];
  const readings: Reading[] = [];
  for (const segment of ordered) {
    const applied = applySegment(segment, value, outside, direction, environment);
    value = applied.value;
    outside = applied.factored;
    readings.push(...applied.readings);
  }
  return { value, factored: outside, readings };
}

/** As `applySegments`, forwards, with equal layers in a row as loops. */
export function applyFolded(
  segments: readonly Segment[],
  x: Tensor,
  direction: 'forward',
  environment: Environment,
): Applied {
  let [value, factored] = [x, [] as readonly Tensor[]];
  const readings: Reading[] = [];
  for (const part of foldsOf(segments)) {
    const applied =
      part.kind === 'fold'
        ? around(factored, () => applyFold(part, value, direction, environment))
        : applySegment(part, value, factored, direction, environment);
    value = applied.value;
    factored = applied.factored;
    readings.push(...applied.readings);
  }
  return { value, factored, readings };
}

/** The layers of the first turn stand for all, with the stacked parameters under their names. */
function applyFold({ turns }: Fold, x: Tensor, direction: Direction, environment: Environment): Applied {
  const [first] = turns as [readonly Leaf[]];
  const stacked = first.flatMap(({ prefix, bijection }) =>
    bijection.parameters.map(({ name }) => {
      const own = `${prefix}.${name}`;
      return [own, environment.parameters.get(foldName(own, turns.length)) ?? null] as const;
    }),
  );
  const parameters = new Map(environment.parameters);
  for (const [name, tensor] of stacked) {
    // Those of a flow inside of another model are given one by one.
    if (tensor === null) return applySegments(turns.flat(), x, direction, environment);
    parameters.set(name, tensor);
  }
  const loop: Loop = {
    kind: 'loop',
    depth: -1,
    phases: first.map((leaf) => [leaf]),
    iterations: turns.length,
    remainder: 0,
  };
  const applied = applyLoop(loop, x, direction, { ...environment, parameters });
  return {
    ...applied,
    readings: applied.readings.map((reading) => {
      const phase = first.indexOf(reading.leaf);
      return { ...reading, folded: turns.map((turn) => turn[phase]!) };
    }),
  };
}

function applySegment(
  segment: Segment,
  x: Tensor,
  factored: readonly Tensor[],
  direction: Direction,
  environment: Environment,
): Applied {
  switch (segment.kind) {
    case 'leaf':
      return applyLeaf(segment, x, factored, direction, environment);
    case 'inverted':
      return around(factored, () => applySegments(segment.segments, x, opposite(direction), environment));
    case 'loop':
      return around(factored, () => applyLoop(segment, x, direction, environment));
  }
}

/** Turns of a loop have equal shapes, and what is inverted is one-to-one: nothing leaves the flow inside them. */
function around(factored: readonly Tensor[], inside: () => Applied): Applied {
  const applied = inside();
  if (applied.factored.length > 0) throw new Error('channels leave the flow inside a loop or an inverse');
  return { ...applied, factored };
}

function applyLeaf(
  leaf: Leaf,
  from: Tensor,
  factored: readonly Tensor[],
  direction: Direction,
  environment: Environment,
): Applied {
  const { bijection } = leaf;
  const joins = leaf.factored > 0 && direction === 'inverse';
  const input = joins ? joined(from, factored) : from;
  const initialized = (environment.initialize && bijection.initializeFromData?.(input, direction)) || {};
  const scope: Scope = {
    parameter: (name) => initialized[name] ?? find(environment.parameters, `${leaf.prefix}.${name}`),
    ...contextOf(environment),
    noise: environment.noise,
    ...(environment.masked ? { masked: true } : {}),
  };
  const output = bijection[direction](input, scope);
  const left = leaf.factored > 0 && direction === 'forward' ? parted(output.value, leaf.factored) : null;
  const to = left?.rest ?? output.value;
  const probed = environment.probe?.({ leaf, direction, input, output, from, to, scope }) ?? {};
  const logPrior = left && standardNormalLogProb(left.leaving);
  return {
    value: to,
    factored: joins ? factored.slice(0, -1) : [...factored, ...(left ? [left.leaving] : [])],
    readings: [{ leaf, turns: [leaf.turn], logDet: output.logDet, logPrior, probed, initialized }],
  };
}

/** The part of a scope that is the context. */
export function contextOf({ context, encoded }: Pick<Environment, 'context' | 'encoded'>) {
  return encoded === undefined ? { context } : { context: encoded.vector, contextMaps: encoded.maps };
}

/** Separates the last channels. */
function parted(x: Tensor, channels: number): { readonly rest: Tensor; readonly leaving: Tensor } {
  const axis = x.shape.length - 1;
  const [rest, leaving] = split(x, [x.shape[axis]! - channels, channels], axis);
  return { rest: rest!, leaving: leaving! };
}

function joined(x: Tensor, factored: readonly Tensor[]): Tensor {
  const last = factored.at(-1);
  if (!last) throw new Error('there is nothing left to join');
  return concat([x, last], x.shape.length - 1);
}

function find(parameters: ReadonlyMap<string, Tensor>, name: string): Tensor {
  const tensor = parameters.get(name);
  if (!tensor) throw new Error(`the flow has no parameter '${name}'`);
  return tensor;
}

function applyLoop(loop: Loop, x: Tensor, direction: Direction, environment: Environment): Applied {
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
    const applied = applySegments(phases.slice(0, remainder).flat(), start, direction, { ...environment, parameters });
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
      around([], () => applySegments([segment], value!, way, inside));
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

/**
 * Initial values are parameters: those of the left-over turn are the last slice of the stack in either direction of the
 * loop, and only one of a leaf's readings has them.
 */
function withStartValues(looped: readonly Reading[], leftOver: readonly Reading[]): Reading[] {
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

interface PhaseParameters {
  readonly names: readonly string[];
  /** Slices of the whole iterations, [iterations, …]. */
  readonly whole: readonly Tensor[];
  /** The slice of the left-over turn. */
  readonly last: ReadonlyMap<string, Tensor>;
}

function phaseParameters(phase: readonly Segment[], p: number, loop: Loop, environment: Environment): PhaseParameters {
  const names = storedParameters(phase).map(({ name }) => name);
  const tensors = names.map((name) => find(environment.parameters, name));
  if (p >= loop.remainder) return { names, whole: tensors, last: new Map() };
  const parts = tensors.map((x) => split(x, [loop.iterations, 1], 0));
  const last = new Map(names.map((name, i) => [name, reshape(parts[i]![1]!, tensors[i]!.shape.slice(1))]));
  return { names, whole: parts.map(([whole]) => whole!), last };
}

function flattenReading({ logDet, probed, initialized }: Reading): Tensor[] {
  return [logDet, ...Object.values(probed), ...Object.values(initialized)];
}

/** Adds the loop's stack axis to the body's readings. */
function stackReadings(loop: Loop, readings: readonly Reading[], outputs: readonly Tensor[]): Reading[] {
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

function withTurn(turn: readonly number[], depth: number, value: number): number[] {
  return turn.map((counter, i) => (i === depth ? value : counter));
}

function leavesOf(segments: readonly Segment[]): Leaf[] {
  return segments.flatMap((segment) => {
    if (segment.kind === 'leaf') return [segment];
    return segment.kind === 'inverted' ? leavesOf(segment.segments) : segment.phases.flatMap(leavesOf);
  });
}
