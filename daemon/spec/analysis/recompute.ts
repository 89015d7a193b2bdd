import type { LayerDefinition } from '../../flow/definition.ts';
import type { PlanNode, PlanRepeat } from '../../flow/plan.ts';
import { isLoop } from '../../flow/segments.ts';
import { isUndoableLayer } from '../../flow/undoable.ts';
import type { Report } from '../diagnostic.ts';
import { fix, removeMember } from '../fixes/edits.ts';
import { child, findMember, isObjectPlace, keyPath, type ObjectNode, type Place } from '../text/node.ts';

/** A repeat whose turns run as a loop; `stored`: why its activations are stored, or null. */
interface FoundLoop {
  readonly path: string;
  readonly stored: string | null;
}

/**
 * Reports a `training.recompute` that has no effect (a warning) or none on some loops (information). The run gives the
 * same results, but takes more memory than expected.
 * @param nodes the layers of the plan; none for a model without layers
 */
export function reportRecompute(
  report: Report,
  root: Place<ObjectNode>,
  nodes: readonly PlanNode[],
  definitions: readonly LayerDefinition[],
): void {
  const training = child(root, 'training');
  if (training === null || !isObjectPlace(training)) return;
  const member = findMember(training.node, 'recompute');
  if (member === null) return;
  const loops = loopsOf(nodes, false, new Map(definitions.map((definition) => [definition.type, definition])));
  const stored = loops.find((loop) => loop.stored !== null);
  const hasEffect = loops.some((loop) => loop.stored === null);
  if (hasEffect && stored === undefined) return;
  const reason = stored
    ? `the activations of ${stored.path} are stored, because ${stored.stored}`
    : 'only a repeat whose repetitions have the same layers and shapes is recomputed, and there is none';
  report.add({
    code: 'not-available',
    severity: hasEffect ? 'information' : 'warning',
    message: hasEffect ? `"recompute" has no effect on one part: ${reason}` : `"recompute" has no effect: ${reason}`,
    span: member.keySpan,
    path: keyPath(training.path, member.key),
    ...(hasEffect
      ? {}
      : { fixes: [fix('Remove "recompute"', removeMember(report.document.text, training.node, member))] }),
  });
}

type Definitions = ReadonlyMap<string, LayerDefinition>;

/** The outermost loops that are recomputed, and those that are not with the ones inside them. */
function loopsOf(nodes: readonly PlanNode[], inverted: boolean, definitions: Definitions): FoundLoop[] {
  return nodes.flatMap((node): FoundLoop[] => {
    if (node.kind === 'layer') return [];
    if (node.kind === 'inverse') return loopsOf(node.layers, !inverted, definitions);
    if (!isLoop(node)) return loopsOf(node.turns.flat(), inverted, definitions);
    const stored = reasonToStore(node, inverted, definitions);
    // Turns are equal: the first two have all loops that alternate.
    const inside = stored === null ? [] : loopsOf(node.turns.slice(0, 2).flat(), inverted, definitions);
    return [{ path: node.path, stored }, ...inside];
  });
}

function reasonToStore({ turns }: PlanRepeat, inverted: boolean, definitions: Definitions): string | null {
  for (const node of turns.slice(0, 2).flat()) {
    const found = reasonOf(node, inverted, definitions);
    if (found !== null) return found;
  }
  return null;
}

function reasonOf(node: PlanNode, inverted: boolean, definitions: Definitions): string | null {
  if (node.kind === 'repeat') return reasonToStore(node, inverted, definitions);
  if (node.kind === 'inverse') {
    for (const inner of node.layers) {
      const found = reasonOf(inner, !inverted, definitions);
      if (found !== null) return found;
    }
    return null;
  }
  const definition = definitions.get(node.type);
  if (!definition || isUndoableLayer(definition, inverted ? 'inverse' : 'forward')) return null;
  return definition.traits?.saturates
    ? `rounding in ${node.type} cannot be undone`
    : `${node.type} has no one-pass inverse`;
}
