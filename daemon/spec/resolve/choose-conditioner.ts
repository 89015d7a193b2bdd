import type { ConditionerDefinition } from '../../flow/conditioner-definition.ts';
import type { Report } from '../diagnostic.ts';
import { fix, replace } from '../fixes/edits.ts';
import type { ConditionerTable } from './conditioner-table.ts';
import type { ConditionerChoice, ConditionerUse } from './listed.ts';
import { reportNotAvailable } from './named-type.ts';

export type NetworkKind = ConditionerDefinition['kind'];

const NEEDS: Readonly<Record<NetworkKind, string>> = {
  vector: 'a network on vectors (mlp, resnet)',
  masked: 'a masked network (masked-mlp)',
  image: 'a network on images (convnet, conv-resnet)',
};

export interface NetworkSite {
  /** Type of the layer or base that uses the network. */
  readonly owner: string;
  readonly kinds: readonly NetworkKind[];
  /** The default if none is written; null: one is required. */
  readonly preset: { readonly type: string } | null;
}

/** The network of one use, inlined: `{type, …effective keys}`; null if there is none (reported). */
export function chooseConditioner(
  report: Report,
  table: ConditionerTable,
  use: ConditionerUse,
  site: NetworkSite,
): object | null {
  if (use.state === 'broken') return null;
  const choice = use.choice ?? presetOf(report, table, use, site);
  if (choice === null) return null;
  const { definition, config } = choice;
  if (!site.kinds.includes(definition.kind)) {
    const fitting = site.preset?.type ?? table.typeOf(site.kinds);
    const needs = site.kinds.map((kind) => NEEDS[kind]).join(' or ');
    report.add({
      code: 'wrong-value',
      severity: 'error',
      message: `${site.owner} needs ${needs}, found ${definition.type}`,
      span: use.span,
      path: use.path,
      fixes: [
        use.state === 'given' && fitting !== null
          ? fix(`Use ${fitting}`, replace(use.span, `{ "type": "${fitting}" }`))
          : null,
      ],
    });
    return null;
  }
  return { type: definition.type, ...config };
}

function presetOf(
  report: Report,
  table: ConditionerTable,
  use: ConditionerUse,
  site: NetworkSite,
): ConditionerChoice | null {
  const { owner, preset } = site;
  if (preset === null) {
    report.add({
      code: 'wrong-value',
      severity: 'error',
      message: `${owner} is required: a conditioner, or the name of one`,
      span: use.span,
      path: use.path,
    });
    return null;
  }
  const choice = table.preset(preset);
  if (choice?.definition.build === null) reportNotAvailable(report, 'conditioner', preset.type, use.span, use.path);
  return choice;
}
