/** Which figures a run has, and what to say of those that it lacks. */
import type { FigureDefinition } from '../../../protocol/figures/define-figure.ts';
import type { FigureName } from '../../../protocol/figures/figure-names.ts';
import { FIGURES } from '../../../protocol/figures/registry.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { modelDefinitions } from '../../models/registry.ts';
import type { Run } from '../../runs/directory/run-directory.ts';
import { modelOfRun } from '../../spec/parse-plan.ts';
import { subjectOf } from './open-flow.ts';

/** The part of a figure's definition that says whose runs have it. */
export type FigureOfModels = Pick<FigureDefinition, 'models' | 'purpose' | 'command'>;

/** @throws FlowscopeError `no-figure` (exit 2) if the model of the run does not have the figure */
export function requireFigure(run: Run, { models, purpose, command }: FigureOfModels): void {
  const model = modelOfRun(run);
  if (models.some((type) => type === model)) return;
  const { noun } = modelDefinitions.find(({ type }) => type === model) ?? { noun: `model '${String(model)}'` };
  const reason = purpose === undefined ? '' : `: it ${purpose}`;
  throw new FlowscopeError('no-figure', `\`${command}\` does not work with ${noun}${reason}`, {
    exitCode: 2,
    hint: `These commands work with this run: ${commandsOf(run, model).join(', ')}.`,
  });
}

/** The figures from the most to the least used. */
const BY_USE: Readonly<Record<FigureName, number>> = {
  samples: 0,
  evaluate: 1,
  yardsticks: 2,
  layers: 3,
  elbo: 4,
  density: 5,
  conditional: 6,
  latents: 7,
  interpolate: 8,
  traversal: 9,
  levels: 10,
  coupling: 11,
  probe: 12,
  verify: 13,
  export: 14,
};

/** The commands that work with the run, from the most to the least used. */
function commandsOf(run: Run, model: unknown): readonly string[] {
  const own = Object.values(FIGURES)
    .filter(({ models }) => models.some((type) => type === model))
    .sort((a, b) => BY_USE[a.name] - BY_USE[b.name]);
  const figures = own.flatMap(({ name, command }) => {
    if (name !== 'latents') return [command];
    // A GAN may have latents without an encoder: points cannot be encoded, but latents can be decoded.
    return subjectOf(run).maps.encode === null ? ['decode'] : [command, 'decode'];
  });
  return [...figures, 'describe', 'report'];
}
