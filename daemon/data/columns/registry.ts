import { affine } from './affine.ts';
import { asinh } from './asinh.ts';
import { circle } from './circle.ts';
import type { FittedStep, StepDefinition } from './define-step.ts';
import { halfLine } from './half-line.ts';
import { interval } from './interval.ts';
import { logarithm } from './log.ts';
import { quantile } from './quantile.ts';

export const STEPS: readonly StepDefinition[] = [interval, halfLine, circle, logarithm, asinh, affine, quantile];

const byType = new Map(STEPS.map((definition) => [definition.type, definition]));

export function isStep(type: string): boolean {
  return byType.has(type);
}

/** @throws Error for a type that is not in the registry */
export function stepOf({ type }: Pick<FittedStep, 'type'>): StepDefinition {
  const definition = byType.get(type);
  if (definition === undefined) throw new Error(`there is no step '${type}'`);
  return definition;
}
