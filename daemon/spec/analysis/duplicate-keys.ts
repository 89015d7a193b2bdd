import { cut } from '../../errors/cut.ts';
import type { Finding, Report } from '../diagnostic.ts';
import { fix, removeMember } from '../fixes/edits.ts';
import type { Pace } from '../pace.ts';
import { itemPath, keyPath, type Member, type ObjectNode, type Place, type SpecNode } from '../text/node.ts';

/** Reports a key that occurs more than once in an object: JSON parsers disagree on which one counts. */
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

/** One finding for each key, at its second place: a hostile text may repeat one a million times. */
function reportIn(report: Report, { node, path }: Place<ObjectNode>): void {
  const seen = new Map<string, { readonly second: Member | null; readonly count: number }>();
  for (const member of node.members) {
    const { second = null, count = 0 } = seen.get(member.key) ?? {};
    seen.set(member.key, { second: count === 1 ? member : second, count: count + 1 });
  }
  for (const [key, { second, count }] of seen) {
    if (second === null) continue;
    const make = (): Finding => ({
      code: 'duplicate-key',
      severity: 'error',
      message: `key '${cut(key)}' appears ${count === 2 ? 'twice' : `${count} times`}: keep one of them`,
      span: second.keySpan,
      path: keyPath(path, key),
      fixes: [fix('Remove this one', removeMember(report.document.text, node, second))],
    });
    report.add({ severity: 'error', make });
  }
}
