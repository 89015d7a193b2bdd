/** Parts that several results share. Numbers that are not finite arrive as null. */
import * as z from 'zod/mini';
import { isLabel, isNote, MAX_LABEL, MAX_NOTE } from './annotation.ts';

export const number = z.nullable(z.number());
export const count = z.int().check(z.minimum(0));
export const shape = z.array(z.int().check(z.minimum(1)));
/** Whether data points of a shape lie in the plane, so that a density can be drawn. */
export function isPlane(points: readonly number[]): boolean {
  return points.length === 1 && points[0] === 2;
}
export const unit = z.literal('nats');
/** What the model of a run gives instead of log q: a lower bound (the ELBO), or nothing. Absent: log q. */
export const likelihood = z.optional(z.enum(['bound', 'none']));
export type Likelihood = z.output<typeof likelihood>;
/** Rows that a summary leaves out; absent if there are none. See not-finite.ts. */
export const notFinite = z.optional(
  z.strictObject({ count: z.int().check(z.minimum(1)), negativeInfinity: count, positiveInfinity: count, nan: count }),
);
/** Beside a number that is null because it is not finite: which one it is. */
export const notFiniteValue = z.optional(z.enum(['-inf', 'inf', 'nan']));
/** A mean over rows with its standard error. */
export const estimate = z.strictObject({ mean: number, se: number, notFinite });
export const weights = z.enum(['raw', 'ema']);
export const splitName = z.enum(['train', 'validation', 'test']);

/** A run's id, or the absolute path of its directory. */
export const runName = z.string().check(z.minLength(1), z.maxLength(4096));

/** See annotation.ts. */
const isRunLabel = z.refine<string>(isLabel, `a label is one line of 1 to ${MAX_LABEL} characters`);
const isRunNote = z.refine<string>(isNote, `a note has 1 to ${MAX_NOTE} characters`);
export const runLabel = z.string().check(isRunLabel);
export const runNote = z.string().check(isRunNote);
/** As a user writes them: spaces around them are removed. */
export const writtenLabel = z.string().check(z.trim(), isRunLabel);
export const writtenNote = z.string().check(z.trim(), isRunNote);

/** A number is a step; `latest` follows the run. */
export const checkpointChoice = z.union([z.enum(['latest', 'best']), count]);

/** The weights that a result is about. */
export const source = { runDir: z.string(), checkpoint: count, weights };

/** LSP: 0-based, UTF-16 code units. */
const position = z.strictObject({ line: count, character: count });
export const range = z.strictObject({ start: position, end: position });

export const layerPlace = {
  index: z.int().check(z.minimum(-3)),
  type: z.string(),
  path: z.string(),
  turn: z.array(count),
};
