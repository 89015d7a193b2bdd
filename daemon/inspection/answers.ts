/** How the inspection worker answers each figure; a figure without an answer does not compile. */
import type { FigureName } from '../../protocol/figures/figure-names.ts';
import { FIGURES } from '../../protocol/figures/registry.ts';
import { type AnswerContext, arrayOrNull, type FigureAnswer, type FigureValues, ofFlow } from './answer.ts';
import { couplingAnswer } from './coupling/coupling-answer.ts';
import { conditionalAnswer } from './density/conditional/conditional-answer.ts';
import { densityAnswer } from './density/density-answer.ts';
import { elboAnswer } from './evaluate/elbo-answer.ts';
import { evaluateAnswer } from './evaluate/evaluate-answer.ts';
import { exportAnswer } from './export/export-answer.ts';
import { interpolate } from './latent/interpolate.ts';
import { latentsAnswer } from './latent/latents-answer.ts';
import { levelsAnswer } from './latent/levels-answer.ts';
import { areDrawn } from './latent/numbered-points.ts';
import { pathContext } from './latent/path-context.ts';
import { traversalAnswer } from './latent/traversal-answer.ts';
import { layersAnswer } from './layers/layers-answer.ts';
import { conditionPictures } from './opened/condition-pictures.ts';
import { sourceOf } from './opened/open-flow.ts';
import { pointArray } from './points/point-array.ts';
import { logDensityOf } from './points/point-log-density.ts';
import { probeAnswer } from './probe/probe-answer.ts';
import { samplesAnswer } from './samples/samples-answer.ts';
import { verify } from './verify/verify.ts';
import { runSubject } from './verify/verify-subject.ts';
import { measuresOf, yardsticksAnswer } from './yardsticks/yardsticks-answer.ts';

const ANSWERS: { readonly [N in FigureName]: FigureAnswer<N> } = {
  layers: ofFlow(layersAnswer),
  elbo: elboAnswer,
  coupling: ofFlow(couplingAnswer),
  traversal: traversalAnswer,
  async interpolate(params, context) {
    const { split, from, to, latents, columns, method, seed, pixels, logq } = params;
    const { runtime, open, signal } = context;
    const data = await context.data();
    const own = pathContext(open, data, params);
    const options = { split, from, to, latents, columns, path: method, seed, context: own?.context ?? null, signal };
    const points = await interpolate(runtime, open, data, options);
    const { positions, values } = points;
    return {
      ...sourceOf(context.open),
      split,
      shape: [columns, ...data.dataset.summary.shape],
      from,
      to,
      ...(areDrawn(open, latents) ? { latents: 'drawn' as const } : {}),
      method,
      ...(own && { contextMode: own.mode, contextRow: own.row }),
      positions,
      ...conditionPictures(open, own?.context ?? null),
      values: pointArray(values, [columns], data.dataset, pixels),
      logq: logq ? arrayOrNull(await logDensityOf(runtime, open, data, points, signal), [columns]) : null,
    };
  },
  levels: ofFlow(levelsAnswer),
  samples: samplesAnswer,
  density: ofFlow(densityAnswer),
  conditional: ofFlow(conditionalAnswer),
  latents: latentsAnswer,
  probe: ofFlow(probeAnswer),
  async verify({ points, seed }, context) {
    const { runtime, open, signal } = context;
    const { subject, rows, at } = await runSubject(open, () => context.data());
    const verification = await verify(runtime, subject, rows, { points, seed, signal });
    return { ...sourceOf(context.open), ...verification, parameters: 'checkpoint' as const, at };
  },
  yardsticks: yardsticksAnswer,
  async evaluate(params, context) {
    const evaluation = await evaluateAnswer(params, context);
    if (params.samples === 0) return evaluation;
    const { split, samples: n } = params;
    const measures = await measuresOf(context, await context.data(), { split, n, seed: 0, signal: context.signal });
    return { ...evaluation, ...measures, c2st: measures.samples.c2st };
  },
  export: ofFlow(exportAnswer),
};

/** `FIGURES` by name, in a form in which the type checker sees that a figure's parameters are its answer's. */
const READERS: { readonly [N in FigureName]: { read(params: unknown): FigureValues<N> } } = FIGURES;

/** @param params of the figure's method, without the run, the checkpoint and the panel */
export async function answerFigure<N extends FigureName>(
  name: N,
  params: unknown,
  context: AnswerContext,
): ReturnType<FigureAnswer<N>> {
  return ANSWERS[name](READERS[name].read(params), context);
}
