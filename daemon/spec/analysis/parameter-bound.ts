import type { Report } from '../diagnostic.ts';
import type { PlacedParameters } from '../resolve/registries.ts';
import { child, type ObjectNode, openingBrace, type Place } from '../text/node.ts';
import { createSites } from '../text/sites.ts';

/** Most trainable parameters of a model. */
export const PARAMETER_LIMIT = 2 ** 28;

/** Reports a model that is too large to train, at the part with the most parameters. */
export function reportParameterBound(report: Report, root: Place<ObjectNode>, places: PlacedParameters): void {
  const total = [...places.values()].reduce((sum, count) => sum + count, 0);
  if (total <= PARAMETER_LIMIT) return;
  const [path, most] = [...places].reduce((a, b) => (b[1] > a[1] ? b : a));
  const at = path.includes('[')
    ? createSites(root).keySpan(path, 'conditioner')
    : { span: child(root, path)?.node ?? openingBrace(root.node), path };
  const here = places.size === 1 ? '' : `, ${most} of them here`;
  report.add({
    code: 'wrong-value',
    severity: 'error',
    message: `a model may have at most 2^${Math.log2(PARAMETER_LIMIT)} = ${PARAMETER_LIMIT} parameters, found ${total}${here}: make "hidden" smaller, or use fewer layers`,
    span: at.span,
    path: at.path,
  });
}
