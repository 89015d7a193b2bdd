import type { LayerDefinition } from '../../flow/definition.ts';
import type { FlatLayer } from '../../flow/flatten-plan.ts';
import type { Report } from '../diagnostic.ts';
import { fix, replace } from '../fixes/edits.ts';
import type { Pace } from '../pace.ts';
import type { ObjectNode, Place } from '../text/node.ts';
import type { Sites } from '../text/sites.ts';

/**
 * Checks that each step of an adversarial objective, which computes samples and their density, takes one pass through
 * every layer.
 * @param objective where it is written; null: the spec has another one
 */
export async function checkAdversarial(
  report: Report,
  objective: Place<ObjectNode> | null,
  layers: readonly FlatLayer[],
  definitions: ReadonlyMap<string, LayerDefinition>,
  sites: Sites,
  pace: Pace,
): Promise<void> {
  if (objective === null) return;
  const reported = new Set<string>();
  for (const { type, path } of layers) {
    if (pace.due()) await pace.pause();
    const kind = definitions.get(type)?.inverse ?? 'closed';
    if (kind === 'closed' || reported.has(path)) continue;
    reported.add(path);
    report.add({
      code: 'wrong-value',
      severity: 'error',
      message: `an adversarial objective computes samples and log q at every step, but one direction of ${type} is ${kind}: use layers with a one-pass inverse, such as affine-coupling, or train with max-likelihood`,
      span: sites.typeSpan(path),
      path,
      fixes: [fix('Change the objective to "max-likelihood"', replace(objective.node, '"max-likelihood"'))],
    });
  }
}
