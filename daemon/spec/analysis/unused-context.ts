import type { ModelPlan } from '../../models/plan.ts';
import type { ProposedFix, Report } from '../diagnostic.ts';
import { fix, insertAfter, removeMember } from '../fixes/edits.ts';
import type { PlacedParameters } from '../resolve/registries.ts';
import { child, findMember, isArrayPlace, isObjectPlace, type ObjectNode, type Place } from '../text/node.ts';

/** A layer that reads the context with any number of columns, also with one. */
const READING = '{ "type": "affine-autoregressive", "conditioner": { "type": "masked-mlp", "hidden": [64] } }';

export interface ContextOptions {
  readonly plan: ModelPlan;
  /** Parameters of a plan by position. */
  readonly count: (plan: ModelPlan) => PlacedParameters | Promise<PlacedParameters>;
}

/**
 * `unused-context`: no network reads the conditions, so that the model is the same for all of them. A network that reads one has
 * more parameters with a longer context.
 */
export async function reportUnusedContext(
  report: Report,
  root: Place<ObjectNode>,
  places: PlacedParameters,
  { plan, count }: ContextOptions,
): Promise<void> {
  const { context } = plan;
  // An encoder of condition images has parameters whether a layer takes its results or not.
  if (context === null || context.images !== undefined) return;
  const longer = { ...context, size: context.size + 1, names: [...context.names, ''] };
  if (sumOf(await count({ ...plan, context: longer })) !== sumOf(places)) return;
  const data = child(root, 'data');
  const place = data !== null && isObjectPlace(data) ? data : root;
  const member = findMember(place.node, 'context');
  const layers = child(root, 'layers');
  const last = layers !== null && isArrayPlace(layers) ? layers.node.items.at(-1) : undefined;
  const canRead = plan.inputShape.length === 1 && last !== undefined;
  const { text } = report.document;
  const fixes: readonly (ProposedFix | null)[] = [
    canRead ? fix('Add an autoregressive layer that reads the context', insertAfter(text, last, READING)) : null,
    member ? fix('Remove "context"', removeMember(text, place.node, member)) : null,
  ];
  const what = context.names.length === 1 ? `the context ${context.names[0]}` : 'the context';
  const advice = canRead ? `Add ${READING} to "layers", or remove "context"` : 'Remove "context"';
  report.add({
    code: 'unused-context',
    severity: 'warning',
    message: `no network reads ${what}: the model is the same for all of its values. ${advice}`,
    span: member?.value ?? layers?.node ?? root.node,
    path: member ? 'data.context' : 'data',
    fixes,
  });
}

function sumOf(places: PlacedParameters): number {
  return [...places.values()].reduce((sum, count) => sum + count, 0);
}
