import type { Report } from '../diagnostic.ts';
import { fix, replace } from '../fixes/edits.ts';
import { UNAVAILABLE_OBJECTIVES } from '../schema/training-schema.ts';
import { child, isObjectPlace, type ObjectNode, type Place } from '../text/node.ts';

/** Reports an objective that is known but not available. */
export function checkObjective(report: Report, training: Place<ObjectNode>): void {
  const place = objectivePlace(training);
  if (place === null || !UNAVAILABLE_OBJECTIVES.includes(String(place.node.value))) return;
  report.add({
    code: 'not-available',
    severity: 'error',
    message: `objective '${place.node.value}' is not available in this version of Flowscope`,
    span: place.node,
    path: place.path,
    fixes: [fix('Change to "max-likelihood"', replace(place.node, '"max-likelihood"'))],
  });
}

function objectivePlace(training: Place<ObjectNode>) {
  const written = child(training, 'objective');
  const place = written && isObjectPlace(written) ? child(written, 'type') : written;
  return place?.node.kind === 'string' ? { node: place.node, path: place.path } : null;
}
