/** What the file of a report holds for its panels: answers, computed beforehand, to the questions that panels ask. */
import * as z from 'zod/mini';
import { count } from '../common.ts';
import { panelName, panelView } from '../panel/panel-state.ts';
import { DTYPES } from '../rpc/array-reference.ts';
import { runInfo } from '../rpc/run-methods.ts';

/** Ids of the elements of the page that hold the content and its arrays: base64 of deflated bytes. */
export const REPORT_IDS = { content: 'flowscope-report', arrays: 'flowscope-arrays' } as const;

/** Where an array is among the bytes of all of them. */
export const packedArray = z.strictObject({
  dtype: z.enum(DTYPES),
  /** How it is stored: float64 arrays of pictures are rounded to float32. */
  stored: z.enum(DTYPES),
  start: count,
  bytes: count,
});
export type PackedArray = z.infer<typeof packedArray>;

/** The answer to one question. References to arrays in it are 1-based places in `arrays`. */
export const reportAnswer = z.strictObject({
  method: z.string(),
  /** What the question must say; what is not named here does not matter. A checkpoint is a step. */
  about: z.record(z.string(), z.unknown()),
  /** null: computing it failed. */
  result: z.unknown(),
  failure: z.nullable(z.strictObject({ code: z.string(), message: z.string(), hint: z.nullable(z.string()) })),
});
export type ReportAnswer = z.infer<typeof reportAnswer>;

/** A line of the first page. */
const fact = z.strictObject({ name: z.string(), value: z.string() });
export type ReportFact = z.infer<typeof fact>;

/** How to compute numbers of the report again. */
const reproduction = z.strictObject({ what: z.string(), command: z.string() });
export type Reproduction = z.infer<typeof reproduction>;

export const reportContent = z.strictObject({
  v: z.literal(1),
  /** ISO 8601, UTC. */
  created: z.string(),
  run: runInfo,
  /** The step at which panels open. */
  checkpoint: count,
  panels: z.array(panelName).check(z.minLength(1)),
  /** What the controls of a panel say at first. */
  views: z.record(z.string(), panelView),
  facts: z.array(fact),
  reproductions: z.array(reproduction),
  /** What is not in the report, as sentences. */
  leftOut: z.array(z.string()),
  /** Text of the spec that was trained; null: it is not known. */
  specText: z.nullable(z.string()),
  /** By method: the values of parameters that a question does not state. */
  defaults: z.record(z.string(), z.record(z.string(), z.unknown())),
  answers: z.array(reportAnswer),
  arrays: z.array(packedArray),
});
export type ReportContent = z.infer<typeof reportContent>;
