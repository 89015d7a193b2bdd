import type { Report } from '../diagnostic.ts';
import { fix, removeMember } from '../fixes/edits.ts';
import type { Pace } from '../pace.ts';
import { itemPath, keyPath, type ObjectNode, type Place, type SpecNode } from '../text/node.ts';

/** Reports a key that occurs twice in an object: JSON parsers disagree on which one counts. */
export async function reportDuplicateKeys(report: Report, place: Place, pace: Pace): Promise<void> {
  if (place.node.kind === 'array') {
    for (const [index, node] of place.node.items.entries()) {
      if (pace.due()) await pace.pause();
      if (isContainer(node)) await reportDuplicateKeys(report, { node, path: itemPath(place.path, index) }, pace);
    }
  }
  if (place.node.kind !== 'object') return;
  reportIn(report, { node: place.node, path: place.path });
  for (const { key, value } of place.node.members) {
    if (pace.due()) await pace.pause();
    if (value !== null && isContainer(value)) {
      await reportDuplicateKeys(report, { node: value, path: keyPath(place.path, key) }, pace);
    }
  }
}

function isContainer({ kind }: SpecNode): boolean {
  return kind === 'object' || kind === 'array';
}

function reportIn(report: Report, { node, path }: Place<ObjectNode>): void {
  const seen = new Set<string>();
  for (const member of node.members) {
    if (seen.has(member.key) && report.full) report.omit(1);
    else if (seen.has(member.key)) {
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
