import { cut } from '../../errors/cut.ts';
import type { Report } from '../diagnostic.ts';
import { fix, removeMember } from '../fixes/edits.ts';
import { keyPath, type Member, type ObjectNode, type Place } from '../text/node.ts';

/** Reports a named conditioner that nothing uses. @param keys that can refer to one */
export function reportUnused(
  report: Report,
  section: Place<ObjectNode>,
  member: Member,
  keys: readonly string[],
): void {
  const quoted = keys.map((key) => `"${key}"`);
  const by = quoted.length > 1 ? `${quoted.slice(0, -1).join(', ')} or ${quoted.at(-1)}` : quoted.join();
  report.add({
    code: 'unused-definition',
    severity: 'warning',
    message: `conditioner '${cut(member.key)}' is never used: refer to it by ${by}, or remove it`,
    span: member.keySpan,
    path: keyPath(section.path, member.key),
    fixes: [fix(`Remove '${member.key}'`, removeMember(report.document.text, section.node, member))],
  });
}
