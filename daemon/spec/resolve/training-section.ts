import { type ModelDefinition, networkConfig } from '../../models/definition.ts';
import type { OptimizerPlan, TrainingPlan } from '../../models/plan.ts';
import { checkObjective } from '../analysis/objective.ts';
import type { Report } from '../diagnostic.ts';
import { fix, removeMember } from '../fixes/edits.ts';
import { checkObject } from '../schema/check-object.ts';
import { shown } from '../schema/expectation.ts';
import { type TrainingConfig, trainingSchema } from '../schema/training-schema.ts';
import { child, findMember, isObjectPlace, keyPath, type ObjectNode, type Place, toValue } from '../text/node.ts';

const DEFAULT_STEPS = 2000;
const DEFAULT_CLIP = 5;
const DEFAULT_ADAMW_DECAY = 0.01;

/**
 * Checks `training`; wrong keys fall back to their defaults, so that there is always a configuration to continue with.
 */
export function readTrainingSection(report: Report, root: Place<ObjectNode>, model: ModelDefinition): TrainingConfig {
  const place = child(root, 'training');
  if (place === null) return trainingSchema.parse({});
  if (!isObjectPlace(place)) {
    report.add({
      code: 'wrong-value',
      severity: 'error',
      message: `training must be an object, found ${shown(toValue(place.node))}`,
      span: place.node,
      path: place.path,
    });
    return trainingSchema.parse({});
  }
  checkExclusive(report, place);
  const handled = checkObjective(report, place, model);
  return (
    checkObject(report, place, { schema: trainingSchema, subject: 'training', handled }) ?? trainingSchema.parse({})
  );
}

function checkExclusive(report: Report, place: Place<ObjectNode>): void {
  const both = ['steps', 'epochs'].map((key) => findMember(place.node, key));
  if (both.some((member) => member === null)) return;
  const [steps, epochs] = both as [NonNullable<(typeof both)[0]>, NonNullable<(typeof both)[0]>];
  const later = steps.offset > epochs.offset ? steps : epochs;
  const { text } = report.document;
  report.add({
    code: 'wrong-value',
    severity: 'error',
    message: 'training takes "steps" or "epochs", not both: remove one of them',
    span: later.keySpan,
    path: keyPath(place.path, later.key),
    fixes: [steps, epochs].map((member) => fix(`Remove "${member.key}"`, removeMember(text, place.node, member))),
  });
}

/**
 * Fills in the defaults that depend on other keys, or on whether the data are images.
 * @param discriminator the network of an adversarial objective, resolved
 */
export function resolveTraining(
  config: TrainingConfig,
  isImage: boolean,
  discriminator: object | null = null,
): TrainingPlan {
  const { optimizer, discriminatorOptimizer, schedule } = config;
  const epochs = config.steps === undefined ? (config.epochs ?? null) : null;
  return {
    objective: resolveObjective(config, discriminator),
    steps: config.steps ?? (epochs === null ? DEFAULT_STEPS : null),
    epochs,
    batchSize: config.batchSize,
    seed: config.seed,
    optimizer: withDecay(optimizer),
    ...(discriminatorOptimizer ? { discriminatorOptimizer: withDecay(discriminatorOptimizer) } : {}),
    schedule: { ...schedule, final: schedule.final ?? defaultFinal(schedule.type) },
    gradientClip: config.gradientClip === undefined ? (isImage ? null : DEFAULT_CLIP) : config.gradientClip,
    ema: config.ema,
    validation: { every: config.validation.every ?? null, samples: config.validation.samples },
    earlyStopping: config.earlyStopping,
    checkpoint: config.checkpoint,
    statistics: config.statistics,
    lossLimit: config.lossLimit ?? null,
    recompute: config.recompute,
  };
}

function resolveObjective({ objective }: TrainingConfig, discriminator: object | null): TrainingPlan['objective'] {
  if (typeof objective === 'string')
    return objective === 'reverse-kl' ? { type: objective, pathGradient: false } : { type: objective };
  switch (objective.type) {
    case 'max-likelihood':
      return { type: objective.type };
    case 'reverse-kl':
      return { type: objective.type, pathGradient: objective.pathGradient };
    case 'adversarial':
      return { ...objective, discriminator: networkConfig.parse(discriminator) };
  }
}

function withDecay(optimizer: TrainingConfig['optimizer']): OptimizerPlan {
  return {
    ...optimizer,
    weightDecay: optimizer.weightDecay ?? (optimizer.type === 'adamw' ? DEFAULT_ADAMW_DECAY : 0),
  };
}

/** Fraction of the learning rate at the end; a constant or stepped rate is not scaled by it. */
function defaultFinal(type: TrainingConfig['schedule']['type']): number {
  if (type === 'cosine') return 0;
  return type === 'exponential' ? 0.01 : 1;
}
