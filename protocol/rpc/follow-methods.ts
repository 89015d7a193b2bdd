/** Repeats an inspection while a run trains, for panels that follow the newest checkpoint. */
import * as z from 'zod/mini';
import { count, runName } from '../common.ts';
import { FIGURES } from '../figures/registry.ts';
import { defineMethod, defineNotification } from './method.ts';

const follow = z.int().check(z.minimum(1));

const FOLLOWED = Object.values(FIGURES)
  .filter((figure) => figure.follow)
  .map(({ method }) => method.name);

/** Answers at once; `inspect/update` is sent for the first checkpoint and each newer one, until `inspect/unfollow`. */
export const inspectFollow = defineMethod(
  'inspect/follow',
  z.strictObject({
    run: runName,
    method: z.enum(FOLLOWED),
    /** Parameters of that method, without `run`, `checkpoint` and `panel`. */
    params: z._default(z.record(z.string(), z.unknown()), {}),
    /** Minimum time between two updates. If a run saves less often, checkpoints are requested. */
    everySeconds: z._default(z.number().check(z.minimum(0.5), z.maximum(3600)), 5),
  }),
  z.strictObject({ follow }),
);

export const inspectUnfollow = defineMethod('inspect/unfollow', z.strictObject({ follow }), z.strictObject({}));

export const inspectUpdate = defineNotification(
  'inspect/update',
  z.strictObject({
    follow,
    checkpoint: count,
    /** The method's result; null if it failed. */
    result: z.unknown(),
    error: z.nullable(z.strictObject({ code: z.string(), message: z.string() })),
  }),
);
