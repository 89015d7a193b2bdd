import type { ProposedFix, Report } from '../diagnostic.ts';
import { fix, replace, setMember } from '../fixes/edits.ts';
import type { DataSection } from '../resolve/data-section.ts';
import { child, isObjectPlace, type ObjectNode, type Place } from '../text/node.ts';

/** Reports a batch larger than the training set, whose size the spec states, or is known once the file was read. */
export function reportBatchSize(report: Report, root: Place<ObjectNode>, data: DataSection, batchSize: number): void {
  const rows = trainingRows(data);
  if (rows === null || batchSize <= rows) return;
  const training = child(root, 'training');
  const written = training && isObjectPlace(training) ? child(training, 'batchSize') : null;
  report.add({
    code: 'wrong-value',
    severity: 'error',
    message: `batchSize must be a whole number ≤ ${rows}, the number of training points, found ${batchSize}${written ? '' : ' (the default): set "batchSize" in "training"'}`,
    span: written?.node ?? data.sourceSpan,
    path: written?.path ?? 'training.batchSize',
    fixes: [
      written
        ? fix(`Change to ${rows}`, replace(written.node, String(rows)))
        : setBatchSize(report.document.text, root, training, rows),
    ],
  });
}

/** No fix if "training" exists but is not an object. */
function setBatchSize(text: string, root: Place<ObjectNode>, training: Place | null, rows: number): ProposedFix | null {
  const title = `Set "batchSize": ${rows} in "training"`;
  if (training === null) return fix(title, setMember(text, root.node, 'training', `{ "batchSize": ${rows} }`));
  return isObjectPlace(training) ? fix(title, setMember(text, training.node, 'batchSize', String(rows))) : null;
}

function trainingRows({ config, summary, read }: DataSection): number | null {
  if (typeof config.samples === 'number') return Math.min(config.samples, config.limit ?? config.samples);
  return read ? (summary?.trainingRows ?? null) : null;
}
