/** Builds the graph of a flow, in either direction, with the per-layer terms. */
import { reshape } from '../tensor/ops/arithmetic.ts';
import { concat, split } from '../tensor/ops/concat-split.ts';
import type { scan } from '../tensor/ops/scan.ts';
import type { Tensor } from '../tensor/tensor.ts';
import type { Direction, Scope, Transformed } from './definition.ts';
import { storedParameters } from './parameters.ts';
import type { Leaf, Loop, Segment } from './segments.ts';

/** What is read at every layer besides its log-det: named tensors of [B], [1] or any other fixed shape. */
export type Probe = (at: ProbePoint) => Readonly<Record<string, Tensor>>;

export interface ProbePoint {
  readonly leaf: Leaf;
  /** Direction in which this layer's own map was applied: inside `inverse` it is reversed. */
  readonly direction: Direction;
  readonly input: Tensor;
  readonly output: Transformed;
  readonly scope: Scope;
}

export interface Environment {
  /** Stored parameters by name, without the stack axes of the loops already entered. */
  readonly parameters: ReadonlyMap<string, Tensor>;
  readonly context: Tensor | null;
  readonly noise: Scope['noise'];
  /** `scan`, or `unrolled` if the runtime has no control flow, or short loops of large layers are faster unrolled. */
  readonly loop: typeof scan;
  readonly probe: Probe | null;
  /** Compute initial values from data, before a layer that has them is applied (initialization pass only). */
  readonly initialize: boolean;
}

/** One layer's readings. Inside loops they have the loops' stack axes first. */
export interface Reading {
  readonly leaf: Leaf;
  /** Repeat counters of each slice, in row-major order of the stack axes; one entry outside loops. */
  readonly turns: readonly (readonly number[])[];
  /** log|det| of the computed direction, nats: [...stack, B] or [...stack, 1]. */
  readonly logDet: Tensor;
  readonly probed: Readonly<Record<string, Tensor>>;
  /**
   * New values of stored parameters from the data pass, by parameter name (without the leaf's prefix), in their stored
   * shapes. If a loop's left-over turn has its own reading, the other reading has all values.
   */
  readonly initialized: Readonly<Record<string, Tensor>>;
}

export interface Applied {
  readonly value: Tensor;
  /** In the order in which the layers are applied. */
  readonly readings: readonly Reading[];
}

/** Applies f (`forward`, data → latent) or g = f⁻¹ (`inverse`) to x [B, …]. */
export function applySegments(
  segments: readonly Segment[],
  x: Tensor,
  direction: Direction,
  environment: Environment,
): Applied {
  const ordered = direction === 'forward' ? segments : segments.toReversed();
  let value = x;
  const readings: Reading[] = [];
  for (const segment of ordered) {
    const applied = applySegment(segment, value, direction, environment);
    value = applied.value;
    readings.push(...applied.readings);
  }
  return { value, readings };
}

function applySegment(segment: Segment, x: Tensor, direction: Direction, environment: Environment): Applied {
  switch (segment.kind) {
    case 'leaf':
      return applyLeaf(segment, x, direction, environment);
    case 'inverted':
      return applySegments(segment.segments, x, direction === 'forward' ? 'inverse' : 'forward', environment);
    case 'loop':
      return applyLoop(segment, x, direction, environment);
  }
}

function applyLeaf(leaf: Leaf, x: Tensor, direction: Direction, environment: Environment): Applied {
  const { bijection } = leaf;
  const initialized = (environment.initialize && bijection.initializeFromData?.(x, direction)) || {};
  const scope: Scope = {
    parameter: (name) => initialized[name] ?? find(environment.parameters, `${leaf.prefix}.${name}`),
    context: environment.context,
    noise: environment.noise,
  };
  const output = bijection[direction](x, scope);
  const probed = environment.probe?.({ leaf, direction, input: x, output, scope }) ?? {};
  return { value: output.value, readings: [{ leaf, turns: [leaf.turn], logDet: output.logDet, probed, initialized }] };
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
  const within = (slices: readonly Tensor[], context: Tensor | null): Environment => {
    const parameters = new Map(environment.parameters);
    for (const [i, name] of names.entries()) parameters.set(name, slices[i]!);
    return { ...environment, parameters, context };
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
      value: applied.value,
      readings: applied.readings.map((r) => ({
        ...r,
        turns: r.turns.map((t) => withTurn(t, loop.depth, turnOf.get(r.leaf)!)),
      })),
    };
  };

  const before = direction === 'inverse' && remainder > 0 ? rest(x) : { value: x, readings: [] };
  const bodyReadings: Reading[] = [];
  const invariant = environment.context ? [environment.context] : [];
  const result = environment.loop({
    init: [before.value],
    scanned: stacks.flatMap(({ whole }) => whole),
    invariant,
    length: iterations,
    reverse: direction === 'inverse',
    body: ([value], slices, [context]) => {
      const applied = applySegments(phases.flat(), value!, direction, within(slices, context ?? null));
      bodyReadings.splice(0, bodyReadings.length, ...applied.readings);
      return { carry: [applied.value], outputs: applied.readings.flatMap(flattenReading) };
    },
  });
  const looped = stackReadings(loop, bodyReadings, result.outputs);
  const after = direction === 'forward' && remainder > 0 ? rest(result.carry[0]!) : null;
  const leftOver = [...before.readings, ...(after?.readings ?? [])];
  const whole = withStartValues(looped, leftOver);
  const bare = leftOver.map((reading) => ({ ...reading, initialized: {} }));
  return {
    value: after?.value ?? result.carry[0]!,
    readings: direction === 'forward' ? [...whole, ...bare] : [...bare, ...whole],
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
    return { leaf: reading.leaf, turns, logDet, probed, initialized };
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
