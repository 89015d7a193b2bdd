/** Builds the graph of a flow, in either direction, with the per-layer terms. */
import { concat, split } from '../../tensor/ops/concat-split.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { standardNormalLogProb } from '../bases/gaussian.ts';
import { type Direction, opposite, type Scope } from '../definition.ts';
import { type Fold, foldsOf } from '../folds.ts';
import { foldName } from '../parameters.ts';
import type { Leaf, Loop, Segment } from '../segments.ts';
import { applyLoop } from './apply-loop.ts';
import { contextOf, type Environment, parameterOf } from './environment.ts';
import { type Applied, around, type Reading } from './reading.ts';

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
  const applied = applyLoop(loop, x, direction, { ...environment, parameters }, applySegments);
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
      return around(factored, () => applyLoop(segment, x, direction, environment, applySegments));
  }
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
    parameter: (name) => initialized[name] ?? parameterOf(environment.parameters, `${leaf.prefix}.${name}`),
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
