import { conditionerKind } from '../../flow/conditioners/build-conditioner.ts';
import type { ModelSections, NetworkSection } from '../../models/definition.ts';
import type { Report } from '../diagnostic.ts';
import { fix, removeMember, replace } from '../fixes/edits.ts';
import { namingToken } from '../schema/report-issue.ts';
import { findMember, keyPath, type Member, type ObjectNode, type Place } from '../text/node.ts';
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
  const wanted = Object.entries(sections).filter(([key, { optional }]) => !optional || findMember(root.node, key));
  for (const [key, { kinds, default: preset, optional = false }] of wanted) {
    const use = table.use(root, namingToken(root.node), kinds, key, optional || preset !== null);
    const network = chooseConditioner(report, table, use, { owner: `'${key}' of model '${model}'`, kinds, preset });
    if (network !== null) networks[key] = network;
  }
  return Object.keys(networks).length === wanted.length ? networks : null;
}

/** The keys at which a spec of a model refers to its networks. */
export function networkKeys({ layers, networks }: ModelSections): readonly string[] {
  const own = Object.keys(networks).filter((key) => networks[key]?.needs === undefined);
  return [...(layers ? ['conditioner'] : []), ...own];
}

/** Leaves out networks that these data do not need. It is an error if the spec has one, or one that does not fit. */
export function neededNetworks(
  report: Report,
  root: Place<ObjectNode>,
  networks: Readonly<Record<string, object>>,
  sections: Readonly<Record<string, NetworkSection>>,
  summary: DeclaredData | null,
): Readonly<Record<string, object>> {
  for (const [key, network] of Object.entries(networks))
    reportUnfitNetwork(report, root, key, sections[key]?.kinds ?? [], network, summary);
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

/**
 * Reports a network on images where the data are vectors, for keys that take either.
 * @param owner the object with the key
 */
export function reportUnfitNetwork(
  report: Report,
  owner: Place<ObjectNode>,
  key: string,
  kinds: NetworkSection['kinds'],
  network: object,
  summary: DeclaredData | null,
): void {
  const member = findMember(owner.node, key);
  if (summary === null || summary.shape.length === 3 || !kinds.includes('vector') || member?.value == null) return;
  if (conditionerKind(network) !== 'image') return;
  report.add({
    code: 'wrong-value',
    severity: 'error',
    message: `'${key}' needs a network on vectors (mlp, resnet), because the data are not images`,
    span: member.value,
    path: keyPath(owner.path, key),
    fixes: [fix('Use mlp', replace(member.value, '{ "type": "mlp" }'))],
  });
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
