import type { BaseDefinition } from '../definition.ts';
import { conditionalNormal } from './conditional-normal.ts';
import { diagonalNormal } from './diagonal-normal.ts';
import { fullNormal } from './full-normal.ts';
import { logistic } from './logistic.ts';
import { mixture } from './mixture.ts';
import { normal } from './normal.ts';
import { studentT } from './student-t.ts';
import { uniform } from './uniform.ts';

/** Every base distribution, in the order of the reference page. */
export const baseDefinitions: readonly BaseDefinition[] = [
  normal,
  logistic,
  diagonalNormal,
  fullNormal,
  mixture,
  uniform,
  studentT,
  conditionalNormal,
];

/** The base of specs that name none. */
export const DEFAULT_BASE = normal.type;

/** The definition of a plan's base distribution. @throws Error for a type that is not one: plans are checked before */
export function baseOfType(type: string): BaseDefinition {
  const found = baseDefinitions.find((definition) => definition.type === type);
  if (found === undefined) throw new Error(`'${type}' is not a base distribution`);
  return found;
}
