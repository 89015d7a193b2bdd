import type { ProposedFix, Report } from '../diagnostic.ts';
import { fix, replace } from '../fixes/edits.ts';
import { child, findMember, isObjectPlace, type ObjectNode, type Place, type SpecNode } from '../text/node.ts';

/** Whether a column may have a period. */
export const ANGLES_AVAILABLE: boolean = false;

/**
 * Columns that are angles need a base on the circle: with any base of this version the density would not be that of the
 * wrapped samples.
 */
export function checkAngles(report: Report, root: Place<ObjectNode>): void {
  const data = child(root, 'data');
  const columns = data && isObjectPlace(data) ? child(data, 'columns') : null;
  if (columns?.node.kind !== 'array') return;
  for (const [index, item] of columns.node.items.entries()) {
    const place = { node: item, path: `${columns.path}[${index}]` };
    const period = isObjectPlace(place) ? child(place, 'period') : null;
    // A period that is not a number is reported as such.
    if (period === null || !isPositive(period.node)) continue;
    report.add({
      code: 'not-available',
      severity: 'error',
      message:
        'angles (columns with a period) are not available in this version of Flowscope: write the column name alone, or use the sine and cosine of the angle as two columns',
      span: period.node,
      path: period.path,
      fixes: [asPlainColumn(item)],
    });
  }
}

/** Replaces the column with its name alone. */
function asPlainColumn(item: SpecNode): ProposedFix | null {
  const name = item.kind === 'object' ? findMember(item, 'name')?.value : null;
  if (name?.kind !== 'string' && name?.kind !== 'number') return null;
  const text = JSON.stringify(name.value);
  return fix(`Write the column as ${text}`, replace(item, text));
}

function isPositive(node: SpecNode): boolean {
  return node.kind === 'number' && Number(node.value) > 0;
}
