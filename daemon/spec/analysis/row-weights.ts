import { WEIGHT_KEY as KEY } from '../../data/sources/column-keys.ts';
import type { ModelDefinition } from '../../models/definition.ts';
import type { Report } from '../diagnostic.ts';
import { fix, removeMember } from '../fixes/edits.ts';
import type { DataSection } from '../resolve/data-section.ts';
import { findMember, keyPath } from '../text/node.ts';

/** @param adversarial whether it plays a game */
export function takesWeights({ weighted }: Pick<ModelDefinition, 'weighted'>, adversarial: boolean): boolean {
  return weighted === true && !adversarial;
}

/** `not-available`: weights of rows, for a model whose losses do not take them. @param adversarial whether it plays a game */
export function reportRowWeights(
  report: Report,
  { place }: DataSection,
  model: ModelDefinition,
  adversarial: boolean,
): void {
  const member = findMember(place.node, KEY);
  if (!member?.value || takesWeights(model, adversarial)) return;
  const what = adversarial ? 'the objective "adversarial"' : model.noun;
  report.add({
    code: 'not-available',
    severity: 'error',
    message: `weights of rows are not available for ${what}, only for a flow that is trained on its likelihood. Remove "${KEY}", or repeat rows in the file`,
    span: member.value,
    path: keyPath(place.path, KEY),
    fixes: [fix(`Remove "${KEY}"`, removeMember(report.document.text, place.node, member))],
  });
}
