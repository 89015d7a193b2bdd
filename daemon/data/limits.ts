import type { Shape } from '../tensor/tensor.ts';
import { sizeOf } from '../tensor/tensor.ts';
import { mismatch } from './files/data-error.ts';

/** Most numbers in one point: an image of 512 × 512 in four channels. Every check keeps an entry for each of them. */
const MAX_POINT = 2 ** 20;

/** Longest context vector, and most columns of a table. */
export const MAX_CONTEXT = 2 ** 16;

/** Most columns of a table that are given as context. */
export const MAX_CONTEXT_COLUMNS = 2 ** 12;

/** Most numbers in the context vectors of all rows: 512 MiB. A short text of a class becomes a whole vector. */
const MAX_CONTEXT_NUMBERS = 2 ** 27;

/**
 * @param width numbers of one row's context @param smaller what makes it smaller
 * @throws FlowscopeError `data` if the contexts of all rows together are too large
 */
export function checkContextNumbers(count: number, width: number, file: string, smaller: string): void {
  const numbers = count * width;
  if (numbers <= MAX_CONTEXT_NUMBERS) return;
  throw mismatch(
    file,
    `the context of ${count} rows takes ${numbers} numbers, ${width} for each row; at most ${MAX_CONTEXT_NUMBERS} are allowed`,
    `${smaller}, or set "limit"`,
    { key: 'context' },
  );
}

/** Of points that are too large to be followed through layers. */
export interface PointProblem {
  /** In one point. */
  readonly numbers: number;
  /** At most. */
  readonly allowed: number;
  readonly hint: string;
}

/** null: points of this shape are small enough. */
export function pointProblem(shape: Shape): PointProblem | null {
  const numbers = sizeOf(shape);
  if (numbers <= MAX_POINT) return null;
  return { numbers, allowed: MAX_POINT, hint: 'scale the images down, or keep fewer columns' };
}

/** @throws FlowscopeError `data` if points of this shape are too large */
export function checkPoint(shape: Shape, file: string): void {
  const problem = pointProblem(shape);
  if (problem === null) return;
  const { numbers, allowed, hint } = problem;
  const message = `has points of shape [${shape.join(', ')}], ${numbers} numbers each; a point may have at most ${allowed}`;
  throw mismatch(file, message, hint, { key: 'path' });
}
