import type { Report } from '../diagnostic.ts';
import { fix, removeMember } from '../fixes/edits.ts';
import { itemPath, keyPath, type ObjectNode, type Place } from '../text/node.ts';

/** A key that an object holds twice: readers of JSON disagree on which one counts. */
export function reportDuplicateKeys(report: Report, place: Place): void {
  if (place.node.kind === 'array') {
    for (const [index, node] of place.node.items.entries()) {
      reportDuplicateKeys(report, { node, path: itemPath(place.path, index) });
    }
  }
  if (place.node.kind !== 'object') return;
  reportIn(report, { node: place.node, path: place.path });
  for (const { key, value } of place.node.members) {
    if (value !== null) reportDuplicateKeys(report, { node: value, path: keyPath(place.path, key) });
  }
}

function reportIn(report: Report, { node, path }: Place<ObjectNode>): void {
  const seen = new Set<string>();
  for (const member of node.members) {
    if (seen.has(member.key)) {
      report.add({
        code: 'duplicate-key',
        severity: 'error',
        message: `key '${member.key.slice(0, 60)}' appears twice: keep one of them`,
        span: member.keySpan,
        path: keyPath(path, member.key),
        fixes: [fix('Remove this one', removeMember(report.document.text, node, member))],
      });
    }
    seen.add(member.key);
  }
}
