import { baseStep } from './base-step.ts';
import type { FlowPlan, PlanLayer, PlanNode } from './plan.ts';

/** A layer of the flow, in data order. */
export interface FlatLayer {
  /** 0-based index in the expanded plan, data → latent. */
  readonly index: number;
  readonly type: string;
  /** Position in the spec, e.g. `layers[0].layers[1]`. */
  readonly path: string;
  /** Repeat counters, outermost first. */
  readonly turn: readonly number[];
  /** Shapes in data order: those of the layer's own map are swapped if it is inverted. */
  readonly inputShape: PlanLayer['inputShape'];
  readonly outputShape: PlanLayer['outputShape'];
  /** Data pass the layer's own map backwards: it is inside an odd number of `inverse`. */
  readonly inverted: boolean;
  readonly layer: PlanLayer;
}

/** The leaf layers of a plan, data → latent, with the step of its base; inside `inverse` the listed order is reversed. */
export function flattenPlan(plan: Pick<FlowPlan, 'base' | 'layers'>): readonly FlatLayer[] {
  return flattenNodes(nodesOf(plan));
}

/** The layers of a plan, and the step of its base. */
export function nodesOf(plan: Pick<FlowPlan, 'base' | 'layers'>): readonly PlanNode[] {
  const step = baseStep(plan);
  return step === null ? plan.layers : [...plan.layers, step];
}

export function flattenNodes(nodes: readonly PlanNode[]): readonly FlatLayer[] {
  const leaves: { layer: PlanLayer; inverted: boolean }[] = [];
  collect(nodes, false, leaves);
  return leaves.map(({ layer, inverted }, index) => {
    const { type, path, turn, inputShape, outputShape } = layer;
    const shapes = inverted ? { inputShape: outputShape, outputShape: inputShape } : { inputShape, outputShape };
    return { index, type, path, turn, ...shapes, inverted, layer };
  });
}

function collect(
  nodes: readonly PlanNode[],
  inverted: boolean,
  leaves: { layer: PlanLayer; inverted: boolean }[],
): void {
  for (const node of inverted ? nodes.toReversed() : nodes) {
    if (node.kind === 'layer') leaves.push({ layer: node, inverted });
    else if (node.kind === 'inverse') collect(node.layers, !inverted, leaves);
    else for (const turn of inverted ? node.turns.toReversed() : node.turns) collect(turn, inverted, leaves);
  }
}

/** A layer of the expanded plan as a key: the parts of a `multi-scale` share its position in the spec. */
export function placeKey({ path, type }: Pick<FlatLayer, 'path' | 'type'>, turn: readonly number[]): string {
  return `${path}|${type}|${turn}`;
}
