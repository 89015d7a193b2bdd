import type { NetworkSection } from '../../models/definition.ts';
import type { Report } from '../diagnostic.ts';
import { namingToken } from '../schema/report-issue.ts';
import type { ObjectNode, Place } from '../text/node.ts';
import { chooseConditioner } from './choose-conditioner.ts';
import type { ConditionerTable } from './conditioner-table.ts';

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
