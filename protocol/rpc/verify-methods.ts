/** Verifies a spec that need not have been trained: whether its layers' log-dets and inverses are correct. */
import * as z from 'zod/mini';
import { verifyFigure } from '../figures/verify.ts';
import { defineMethod } from './method.ts';
import { specParameter } from './spec-parameter.ts';

const { points, seed, panel } = verifyFigure.method.params.shape;

/** Like `flowscope verify SPEC`. A request with a `panel` supersedes an older one of the same session and panel. */
export const verifySpec = defineMethod(
  'verify/spec',
  z.strictObject({
    spec: specParameter,
    points,
    /** Seed for the choice of points and for the random parameters. */
    seed,
    panel,
  }),
  z.extend(z.omit(verifyFigure.method.result, { runDir: true, checkpoint: true, weights: true }), {
    parameters: z.literal('random'),
    /** If data are missing: which file, and that samples of the model were used instead. Else null. */
    note: z.nullable(z.string()),
  }),
);
