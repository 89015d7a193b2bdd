import { cut } from '../../errors/cut.ts';
import type { Report } from '../diagnostic.ts';
import { fix, removeMember } from '../fixes/edits.ts';
import { keyPath, type Member, type ObjectNode, type Place } from '../text/node.ts';

/** Reports a named conditioner that no layer uses. */
export function reportUnused(report: Report, section: Place<ObjectNode>, member: Member): void {
  report.add({
    code: 'unused-definition',
    severity: 'warning',
    message: `conditioner '${cut(member.key)}' is never used: refer to it by "conditioner", or remove it`,
    span: member.keySpan,
    path: keyPath(section.path, member.key),
    fixes: [fix(`Remove '${member.key}'`, removeMember(report.document.text, section.node, member))],
  });
}
