/** The discriminator of a flow's adversarial objective. */
import type { NetworkSection } from '../../models/definition.ts';
import type { Report } from '../diagnostic.ts';
import { namingToken } from '../schema/report-issue.ts';
import { ADVERSARIAL, type TrainingConfig } from '../schema/training-schema.ts';
import { child, isObjectPlace, type ObjectNode, type Place } from '../text/node.ts';
import { chooseConditioner } from './choose-conditioner.ts';
import type { ConditionerTable } from './conditioner-table.ts';

type AdversarialConfig = Extract<TrainingConfig['objective'], { readonly type: typeof ADVERSARIAL }>;

/** The configuration of the adversarial objective; null: the spec has another one. */
export function adversarialOf({ objective }: TrainingConfig): AdversarialConfig | null {
  return typeof objective === 'object' && objective.type === ADVERSARIAL ? objective : null;
}

export const DISCRIMINATOR_KINDS: NetworkSection['kinds'] = ['vector', 'image'];

/** Where the objective is written as an object. */
export function objectivePlace(root: Place<ObjectNode>): Place<ObjectNode> | null {
  const training = child(root, 'training');
  const objective = training !== null && isObjectPlace(training) ? child(training, 'objective') : null;
  return objective !== null && isObjectPlace(objective) ? objective : null;
}

/** The network, `{type, …effective keys}`; null if it is wrong, which is reported. */
export function readDiscriminator(
  report: Report,
  objective: Place<ObjectNode>,
  table: ConditionerTable,
): object | null {
  const written = child(objective, KEY);
  // The schema reports that it is missing or of another kind.
  if (written === null || (written.node.kind !== 'string' && written.node.kind !== 'object')) return null;
  const use = table.use(objective, namingToken(objective.node), DISCRIMINATOR_KINDS, KEY);
  return chooseConditioner(report, table, use, {
    owner: `'${KEY}' of objective '${ADVERSARIAL}'`,
    kinds: DISCRIMINATOR_KINDS,
    preset: null,
  });
}

const KEY = 'discriminator';
