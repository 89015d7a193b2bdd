import type { LayerDefinition } from '../../flow/definition.ts';
import type { Report } from '../diagnostic.ts';
import { fix, setMember } from '../fixes/edits.ts';
import { child, keyPath, type ObjectNode, type Place } from '../text/node.ts';
import type { Span } from '../text/range.ts';

/** `not-available` for a layer that is available, but not with these keys; shown at the value of the first key. */
export function reportUnavailableKeys(
  report: Report,
  place: Place<ObjectNode>,
  definition: LayerDefinition,
  config: object,
  typeSpan: Span,
): void {
  const found = definition.unavailable?.(config) ?? null;
  if (found === null) return;
  const members = Object.entries(found.instead).map(([key, value]) => ({ key, value: JSON.stringify(value) }));
  const cause = members.map(({ key }) => child(place, key)).find((value) => value !== null);
  const settings = members.map(({ key, value }) => `"${key}": ${value}`).join(' and ');
  const { text } = report.document;
  report.add({
    code: 'not-available',
    severity: 'error',
    message: `layer '${definition.type}' with ${found.what} is not available in this version of Flowscope: set ${settings}`,
    span: cause?.node ?? typeSpan,
    path: cause?.path ?? keyPath(place.path, 'type'),
    fixes: [fix(`Set ${settings}`, ...members.map(({ key, value }) => setMember(text, place.node, key, value)))],
  });
}
