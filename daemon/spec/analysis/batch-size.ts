import type { Report } from '../diagnostic.ts';
import { fix, replace } from '../fixes/edits.ts';
import type { DataSection } from '../resolve/data-section.ts';
import { child, isObjectPlace, type ObjectNode, type Place } from '../text/node.ts';

/** A batch larger than a training set whose size the spec itself states; files are compared when they are loaded. */
export function reportBatchSize(report: Report, root: Place<ObjectNode>, data: DataSection, batchSize: number): void {
  const { samples } = data.config;
  if (typeof samples !== 'number') return;
  const rows = Math.min(samples, data.config.limit ?? samples);
  if (batchSize <= rows) return;
  const training = child(root, 'training');
  const written = training && isObjectPlace(training) ? child(training, 'batchSize') : null;
  report.add({
    code: 'wrong-value',
    severity: 'error',
    message: `batchSize must be a whole number ≤ ${rows}, the number of training points, found ${batchSize}`,
    span: written?.node ?? data.sourceSpan,
    path: written?.path ?? 'training.batchSize',
    fixes: [written ? fix(`Change to ${rows}`, replace(written.node, String(rows))) : null],
  });
}
