import type { NetworkSection } from '../../models/definition.ts';
import type { Report } from '../diagnostic.ts';
import { namingToken } from '../schema/report-issue.ts';
import type { ObjectNode, Place } from '../text/node.ts';
import { chooseConditioner } from './choose-conditioner.ts';
import type { ConditionerTable } from './conditioner-table.ts';

/**
 * Reads the sections whose value is a network, by key: `{type, …effective keys}`; null if one is missing or wrong, which
 * is reported.
 */
export function readNetworks(
  report: Report,
  root: Place<ObjectNode>,
  table: ConditionerTable,
  sections: Readonly<Record<string, NetworkSection>>,
  model: string,
): Readonly<Record<string, object>> | null {
  const networks: Record<string, object> = {};
  let complete = true;
  for (const [key, { kinds, default: preset }] of Object.entries(sections)) {
    const use = table.use(root, namingToken(root.node), kinds, key);
    if (use.state === 'default' && preset === null) {
      report.add({
        code: 'wrong-value',
        severity: 'error',
        message: `a spec of model '${model}' needs the key '${key}': a conditioner, or the name of one`,
        span: use.span,
        path: key,
      });
      complete = false;
      continue;
    }
    // With a required key, the preset is never used.
    const network = chooseConditioner(report, table, use, { owner: `'${key}'`, kinds, preset: preset ?? { type: '' } });
    if (network === null) complete = false;
    else networks[key] = network;
  }
  return complete ? networks : null;
}
