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
