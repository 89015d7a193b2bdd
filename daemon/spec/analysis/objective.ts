/** What the objective of `training` requires of the model and of other keys. */
import type { ModelDefinition } from '../../models/definition.ts';
import type { Report } from '../diagnostic.ts';
import { fix, removeMember, replace } from '../fixes/edits.ts';
import { ADVERSARIAL, DISCRIMINATOR_SAMPLE, UNAVAILABLE_OBJECTIVES } from '../schema/training-schema.ts';
import { child, findMember, isObjectPlace, keyPath, type ObjectNode, type Place } from '../text/node.ts';

/**
 * Reports an objective that is known but not available, and one that the model cannot have.
 * @returns the keys of `training` that need no further check
 */
export function checkObjective(report: Report, training: Place<ObjectNode>, model: ModelDefinition): readonly string[] {
  const place = objectivePlace(training);
  reportOptimizer(report, training, model, place?.name ?? null);
  if (reportObjectiveOfFlow(report, training, model)) return [OBJECTIVE];
  if (place?.name === ADVERSARIAL) reportEarlyStopping(report, training);
  if (place !== null && UNAVAILABLE_OBJECTIVES.includes(place.name)) {
    report.add({
      code: 'not-available',
      severity: 'error',
      message: `objective '${place.name}' is not available in this version of Flowscope`,
      span: place.node,
      path: place.path,
      fixes: [fix('Change to "max-likelihood"', replace(place.node, '"max-likelihood"'))],
    });
  }
  return place?.name === ADVERSARIAL && reportNameAlone(report, training, place) ? [OBJECTIVE] : [];
}

const OBJECTIVE = 'objective';

/** Reports `"objective": "adversarial"`, which lacks the discriminator. */
function reportNameAlone(report: Report, training: Place<ObjectNode>, place: Place): boolean {
  if (findMember(training.node, OBJECTIVE)?.value !== place.node) return false;
  const object = `{ "type": "${ADVERSARIAL}", "discriminator": ${DISCRIMINATOR_SAMPLE} }`;
  report.add({
    code: 'wrong-value',
    severity: 'error',
    message: `objective "${ADVERSARIAL}" needs a discriminator: write ${object}`,
    span: place.node,
    path: place.path,
    fixes: [fix(`Write ${object}`, replace(place.node, object))],
  });
  return true;
}

/** A model without layers has its own losses. */
function reportObjectiveOfFlow(report: Report, training: Place<ObjectNode>, model: ModelDefinition): boolean {
  const member = findMember(training.node, OBJECTIVE);
  if (model.sections.layers || member === null) return false;
  report.add({
    code: 'wrong-value',
    severity: 'error',
    message: `training.objective is for flows; model '${model.type}' has its own`,
    span: member.keySpan,
    path: keyPath(training.path, member.key),
    fixes: [fix("Remove 'objective'", removeMember(report.document.text, training.node, member))],
  });
  return true;
}

const DISCRIMINATOR_OPTIMIZER = 'discriminatorOptimizer';

function reportOptimizer(
  report: Report,
  training: Place<ObjectNode>,
  { type, optimizers = [] }: ModelDefinition,
  objective: string | null,
): void {
  const member = findMember(training.node, DISCRIMINATOR_OPTIMIZER);
  if (member === null || optimizers.includes(DISCRIMINATOR_OPTIMIZER) || objective === ADVERSARIAL) return;
  report.add({
    code: 'wrong-value',
    severity: 'error',
    message: `this spec of model '${type}' has no discriminator, so training.${DISCRIMINATOR_OPTIMIZER} has no effect`,
    span: member.keySpan,
    path: keyPath(training.path, member.key),
    fixes: [fix(`Remove '${member.key}'`, removeMember(report.document.text, training.node, member))],
  });
}

/** Early stopping keeps the weights with the best likelihood, which are not those that fool a discriminator best. */
function reportEarlyStopping(report: Report, training: Place<ObjectNode>): void {
  const member = findMember(training.node, 'earlyStopping');
  if (member?.value == null || member.value.kind === 'null') return;
  report.add({
    code: 'wrong-value',
    severity: 'error',
    message: `training.earlyStopping is for the objective max-likelihood: with '${ADVERSARIAL}', the last weights are used`,
    span: member.keySpan,
    path: keyPath(training.path, member.key),
    fixes: [fix(`Remove '${member.key}'`, removeMember(report.document.text, training.node, member))],
  });
}

/** The objective's name as written, alone or as the type of an object. */
function objectivePlace(training: Place<ObjectNode>) {
  const written = child(training, OBJECTIVE);
  const place = written && isObjectPlace(written) ? child(written, 'type') : written;
  return place?.node.kind === 'string' ? { node: place.node, path: place.path, name: String(place.node.value) } : null;
}
