import { type AnswerContext, arrayOf, type FigureValues } from '../answer.ts';
import { sourceOf } from '../opened/open-flow.ts';
import { splitRows } from '../opened/split-rows.ts';
import { baselinesOf } from './baselines.ts';
import { calibrationOf, exactOnly } from './calibration.ts';
import { evaluateEachRow } from './evaluate-rows.ts';
import { type Norms, normsOf } from './norms.ts';

/** The part of an evaluation that is not of the yardsticks. */
export async function evaluateAnswer(params: FigureValues<'evaluate'>, context: AnswerContext) {
  const { split, importance, calibration: samples, scatter: limit } = params;
  const { runtime, open, signal } = context;
  const data = await context.data();
  splitRows(data, split);
  const noiseSeed = open.plan.training.seed;
  const { evaluation, logDensity } = await context.remember(['evaluate', split, importance], () =>
    evaluateEachRow(runtime, open, data, data.dataset[split], { noiseSeed, importance, signal }),
  );
  const options = { split, noiseSeed, signal };
  const baselines =
    params.baselines === 'none'
      ? null
      : await context.remember(['baselines', split], () => baselinesOf(open, data, logDensity, options));
  const calibration =
    samples === 0
      ? null
      : await context.remember(['calibration', split, samples], () =>
          calibrationOf(runtime, open, data, exactOnly(open, logDensity), { ...options, samples }),
        );
  const norms = limit === 0 ? undefined : await normsOf(runtime, open, data, split, { noiseSeed, limit, signal });
  return {
    ...sourceOf(open),
    split,
    ...evaluation,
    ...(baselines ? { baselines } : {}),
    ...calibration,
    ...(norms === undefined ? {} : { scatter: norms && asArrays(norms) }),
  };
}

function asArrays({ dimension, squaredNorm, logq }: Norms) {
  const shape = [squaredNorm.length];
  return { dimension, squaredNorm: arrayOf(squaredNorm, shape), logq: arrayOf(logq, shape) };
}
