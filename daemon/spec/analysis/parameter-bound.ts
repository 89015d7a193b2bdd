import type { Report } from '../diagnostic.ts';
import type { PlanParameters } from '../resolve/registries.ts';
import { child, type ObjectNode, openingBrace, type Place } from '../text/node.ts';
import { createSites } from '../text/sites.ts';

/** Reports a flow that is too large to train, at the part with the most parameters. */
export function reportParameterBound(report: Report, root: Place<ObjectNode>, { places, limit }: PlanParameters): void {
  const total = [...places.values()].reduce((sum, count) => sum + count, 0);
  if (total <= limit) return;
  const [path, most] = [...places].reduce((a, b) => (b[1] > a[1] ? b : a));
  const at =
    path === 'base'
      ? { span: child(root, 'base')?.node ?? openingBrace(root.node), path }
      : createSites(root).keySpan(path, 'conditioner');
  report.add({
    code: 'wrong-value',
    severity: 'error',
    message: `a flow may have at most 2^${Math.log2(limit)} = ${limit} parameters, found ${total}, ${most} of them here: make "hidden" smaller, or use fewer layers`,
    span: at.span,
    path: at.path,
  });
}
