import type { ModelDefinition } from '../../models/definition.ts';
import type { Report } from '../diagnostic.ts';
import { fix, removeMember } from '../fixes/edits.ts';
import { child, findMember, isObjectPlace, keyPath, type ObjectNode, type Place, toValue } from '../text/node.ts';

/** Training keys that only a model with a likelihood can use: validation evaluates log q. */
const KEYS = ['validation', 'earlyStopping'];

/** Reports training keys that have no effect because the model has no likelihood. */
export function checkLikelihood(report: Report, root: Place<ObjectNode>, model: ModelDefinition): void {
  const training = child(root, 'training');
  if (model.likelihood !== 'none' || training === null || !isObjectPlace(training)) return;
  for (const key of KEYS) {
    const member = findMember(training.node, key);
    if (!member || (member.value && toValue(member.value) === null)) continue;
    report.add({
      code: 'wrong-value',
      severity: 'error',
      message: `model '${model.type}' has no likelihood to validate, so training.${key} has no effect`,
      span: member.keySpan,
      path: keyPath(training.path, key),
      fixes: [fix(`Remove '${key}'`, removeMember(report.document.text, training.node, member))],
    });
  }
}
