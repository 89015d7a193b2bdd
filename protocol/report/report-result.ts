import * as z from 'zod/mini';
import { count, source } from '../common.ts';
import { panelName } from '../panel/panel-state.ts';

/** JSON of `flowscope report`. */
export const reportResultSchema = z.strictObject({
  v: z.literal(1),
  ...source,
  path: z.string(),
  bytes: count,
  panels: z.array(panelName),
  /** Steps on the time slider, ascending. */
  steps: z.array(count),
  /** Steps of the run that the file has no room for, ascending. */
  leftOutSteps: z.array(count),
  /** What else is not in it, as sentences. */
  leftOut: z.array(z.string()),
});
