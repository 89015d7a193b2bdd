import type { AnswerContext, FigureValues } from '../answer.ts';
import { sourceOf } from '../opened/open-flow.ts';
import { splitRows } from '../opened/split-rows.ts';
import { baselinesOf } from './baselines.ts';
import { calibrationOf, exactOnly } from './calibration.ts';
import { evaluateEachRow } from './evaluate-rows.ts';

/** The part of an evaluation that needs no samples. */
export async function evaluateAnswer(
  { split, importance, baselines: wanted, calibration: samples }: FigureValues<'evaluate'>,
  context: AnswerContext,
) {
  const { runtime, open, signal } = context;
  const data = await context.data();
  splitRows(data, split);
  const noiseSeed = open.plan.training.seed;
  const rows = data.dataset[split];
  const { evaluation, logDensity } = await evaluateEachRow(runtime, open, data, rows, {
    noiseSeed,
    importance,
    signal,
  });
  const baselines = wanted === 'none' ? null : await baselinesOf(open, data, logDensity, { split, noiseSeed, signal });
  const calibration =
    samples === 0
      ? null
      : await calibrationOf(runtime, open, data, exactOnly(open, logDensity), { split, samples, noiseSeed, signal });
  return { ...sourceOf(open), split, ...evaluation, ...(baselines ? { baselines } : {}), ...calibration };
}
