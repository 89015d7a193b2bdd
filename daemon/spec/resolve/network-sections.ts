import type { NetworkSection } from '../../models/definition.ts';
import type { Report } from '../diagnostic.ts';
import { fix, removeMember } from '../fixes/edits.ts';
import { namingToken } from '../schema/report-issue.ts';
import { findMember, type Member, type ObjectNode, type Place } from '../text/node.ts';
import { chooseConditioner } from './choose-conditioner.ts';
import type { ConditionerTable } from './conditioner-table.ts';
import type { DeclaredData } from './declared-data.ts';

/**
 * Reads the sections whose value is a network, by key: `{type, …effective keys}`; null if one is missing or wrong, which
 * is reported.
 * @param model its type, for messages
 */
export function readNetworks(
  report: Report,
  root: Place<ObjectNode>,
  table: ConditionerTable,
  sections: Readonly<Record<string, NetworkSection>>,
  model: string,
): Readonly<Record<string, object>> | null {
  const networks: Record<string, object> = {};
  for (const [key, { kinds, default: preset }] of Object.entries(sections)) {
    const use = table.use(root, namingToken(root.node), kinds, key);
    const network = chooseConditioner(report, table, use, { owner: `'${key}' of model '${model}'`, kinds, preset });
    if (network !== null) networks[key] = network;
  }
  return Object.keys(networks).length === Object.keys(sections).length ? networks : null;
}

/** Leaves out networks that these data do not need. It is an error if the spec has one. */
export function neededNetworks(
  report: Report,
  root: Place<ObjectNode>,
  networks: Readonly<Record<string, object>>,
  sections: Readonly<Record<string, NetworkSection>>,
  summary: DeclaredData | null,
): Readonly<Record<string, object>> {
  const context = summary?.context ?? null;
  if (context === 'unknown') return networks;
  return Object.fromEntries(
    Object.entries(networks).filter(([key]) => {
      const needs = sections[key]?.needs;
      if (needs === undefined || needs.of(context)) return true;
      const member = findMember(root.node, key);
      if (member !== null && summary !== null) reportUnneeded(report, root, member, needs.what);
      return false;
    }),
  );
}

function reportUnneeded(report: Report, root: Place<ObjectNode>, member: Member, what: string): void {
  report.add({
    code: 'wrong-value',
    severity: 'error',
    message: `'${member.key}' reads ${what}, but the data have none: leave it out, or set "context" in "data"`,
    span: member.keySpan,
    path: member.key,
    fixes: [fix(`Remove '${member.key}'`, removeMember(report.document.text, root.node, member))],
  });
}
