/** The parameter groups that each objective updates, and the gradients of their parameters. */

import type { Model } from '../../models/definition.ts';
import type { TrainingPlan } from '../../models/plan.ts';
import { gradients } from '../../tensor/gradients.ts';
import { input } from '../../tensor/ops/leaf.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import { type Pace, paceOf } from '../pace.ts';
import { type ParameterGroup, packTensors, parameterGroups } from '../parameter-groups.ts';

export interface Player {
  readonly pace: Pace;
  readonly states: readonly GroupState[];
}

/**
 * The packed parameters that each objective updates, in the order of the objectives.
 * @throws Error if groups, objectives and parameters of the model do not fit together
 */
export function playersOf({ groups, objectives, parameters }: Model, training: TrainingPlan): readonly Player[] {
  for (const { name } of groups) {
    const owners = objectives.filter(({ minimizedBy }) => minimizedBy === name);
    if (owners.length !== 1) throw new Error(`parameter group '${name}' has ${owners.length} objectives, not one`);
  }
  const grouped = groups.flatMap((group) => group.parameters);
  if (grouped.length !== parameters.length || parameters.some((own) => !grouped.includes(own))) {
    throw new Error('every parameter of a model must be in exactly one group');
  }
  let packed = 0;
  return objectives.map((objective) => {
    const { minimizedBy } = objective;
    const own = groups.find(({ name }) => name === minimizedBy);
    if (!own) throw new Error(`objective '${objective.name}' is minimized by '${minimizedBy}', which is not a group`);
    const pace = paceOf(objective, training);
    const states = parameterGroups(own.parameters, pace.optimizer.type === 'adamw').map((group) =>
      groupState({ ...group, name: `group${packed++}` }, training),
    );
    return { pace, states };
  });
}

/** Of an objective's loss, for each of its groups. */
export function gradientOf(
  { states }: Player,
  loss: Tensor,
  parameters: ReadonlyMap<string, Tensor>,
): readonly Tensor[] {
  const units = new Set(states.flatMap(({ group }) => group.units.map(({ name }) => name)));
  const names = [...parameters].filter(([name]) => units.has(name));
  const derivatives = gradients(
    loss,
    names.map(([, tensor]) => tensor),
  );
  const byName = new Map(names.map(([name], i) => [name, derivatives[i]!]));
  return states.map(({ group }) => packTensors(group, byName));
}

export type GroupState = ReturnType<typeof groupState>;

/** State names of a group: `group0.theta`, `group0.m`, `group0.v`, `group0.average`. */
function groupState(group: ParameterGroup, training: TrainingPlan) {
  const named = (suffix: string) => ({
    name: `${group.name}.${suffix}`,
    input: input(`${group.name}.${suffix}`, group.shape),
  });
  return {
    group,
    theta: named('theta'),
    m: named('m'),
    v: named('v'),
    average: training.ema ? named('average') : null,
  };
}
