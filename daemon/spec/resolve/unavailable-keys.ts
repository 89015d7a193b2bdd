import type { LayerDefinition } from '../../flow/definition.ts';
import type { Report } from '../diagnostic.ts';
import { keyPath, type ObjectNode, type Place } from '../text/node.ts';
import type { Span } from '../text/range.ts';

/** `not-available` for a layer that is available, but not with these keys; shown at the value of the key. */
export function reportUnavailableKeys(
  report: Report,
  place: Place<ObjectNode>,
  definition: LayerDefinition,
  config: object,
  typeSpan: Span,
): void {
  const keys = definition.unavailable?.(config) ?? null;
  if (keys === null) return;
  const cause = place.node.members.findLast(
    ({ key, value }) => key !== 'type' && value?.kind === 'string' && keys.includes(String(value.value)),
  );
  report.add({
    code: 'not-available',
    severity: 'error',
    message: `layer '${definition.type}' with ${keys} is not available in this version of Flowscope`,
    span: cause?.value ?? typeSpan,
    path: cause ? keyPath(place.path, cause.key) : place.path,
  });
}
