/**
 * The flow's skeleton: leaf layers, and loops for repeats with equal turns. A repeat whose turns follow a period P (1,
 * or 2 if masks alternate) becomes a loop whose body is P turns; left-over turns run after it with the last slice.
 * Turns that differ (shapes change, or each has its own permutation) are laid out one after the other.
 */

import type { Shape } from '../tensor/tensor.ts';
import { traitsOf } from './bijections/registry.ts';
import type { Bijection } from './definition.ts';
import type { PlanLayer, PlanNode, PlanRepeat } from './plan.ts';

export interface Leaf {
  readonly kind: 'leaf';
  readonly type: string;
  readonly path: string;
  /** Repeat counters; entries that a loop counts are overwritten per turn. */
  readonly turn: readonly number[];
  readonly bijection: Bijection;
  /** Prefix of its parameters' names. */
  readonly prefix: string;
  readonly inputShape: Shape;
  readonly outputShape: Shape;
  /** Equal for layers that differ only in their place and the values of their parameters. */
  readonly form: string;
  /** Number of last channels that leave the flow after the map, 0 for most layers. */
  readonly factored: number;
}

export interface Loop {
  readonly kind: 'loop';
  /** Which entry of `turn` this loop counts. */
  readonly depth: number;
  /** Turns per iteration; `phases[p]` is the body of turn p modulo P. */
  readonly phases: readonly (readonly Segment[])[];
  /** Whole iterations. */
  readonly iterations: number;
  /** Left-over turns: phases 0 … remainder−1 run once more. */
  readonly remainder: number;
}

/** The map is the inverse of the content as listed. */
export interface Inverted {
  readonly kind: 'inverted';
  readonly segments: readonly Segment[];
}

export type Segment = Leaf | Loop | Inverted;

/** Builds the bijection of a plan's layer. */
export type LayerBuilder = (layer: PlanLayer) => Bijection;

const LONGEST_PERIOD = 2;

export function segmentsOf(nodes: readonly PlanNode[], build: LayerBuilder): Segment[] {
  return nodes.flatMap((node) => segmentOf(node, build, 0, ''));
}

function segmentOf(node: PlanNode, build: LayerBuilder, depth: number, suffix: string): Segment[] {
  if (node.kind === 'inverse') {
    return [{ kind: 'inverted', segments: node.layers.flatMap((inner) => segmentOf(inner, build, depth, suffix)) }];
  }
  if (node.kind === 'repeat') return repeatSegments(node.turns, build, depth, suffix);
  const { type, path, turn, inputShape, outputShape, config } = node;
  const factored = traitsOf(type).factorsOut ? inputShape.at(-1)! - outputShape.at(-1)! : 0;
  return [
    {
      ...{ kind: 'leaf', type, path, turn, bijection: build(node), prefix: `${path}${suffix}` },
      ...{ inputShape, outputShape, factored },
      form: JSON.stringify({ type, config, inputShape, outputShape }),
    },
  ];
}

function repeatSegments(
  turns: readonly (readonly PlanNode[])[],
  build: LayerBuilder,
  depth: number,
  suffix: string,
): Segment[] {
  const period = periodOf(turns);
  if (period === null) {
    return turns.flatMap((turn, t) => turn.flatMap((node) => segmentOf(node, build, depth + 1, `${suffix}#turn${t}`)));
  }
  const phases = turns.slice(0, period).map((turn, p) => {
    const own = period > 1 ? `${suffix}#phase${p}` : suffix;
    return turn.flatMap((node) => segmentOf(node, build, depth + 1, own));
  });
  const iterations = Math.floor(turns.length / period);
  return [{ kind: 'loop', depth, phases, iterations, remainder: turns.length % period }];
}

/** Whether the turns of a repeat run as a loop. */
export function isLoop({ turns }: PlanRepeat): boolean {
  return periodOf(turns) !== null;
}

function periodOf(turns: readonly (readonly PlanNode[])[]): number | null {
  if (
    turns
      .flat()
      .flatMap(leaves)
      .some(({ type }) => type === 'dequantize')
  )
    return null;
  const keys = turns.map((turn) => JSON.stringify(turn, (key, value: unknown) => (key === 'turn' ? undefined : value)));
  for (let period = 1; period <= LONGEST_PERIOD; period++) {
    if (turns.length >= 2 * period && keys.every((key, t) => key === keys[t % period])) return period;
  }
  return null;
}

function leaves(node: PlanNode): PlanLayer[] {
  if (node.kind === 'layer') return [node];
  return node.kind === 'inverse' ? node.layers.flatMap(leaves) : node.turns.flat().flatMap(leaves);
}
