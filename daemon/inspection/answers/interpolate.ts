import { inspectInterpolate } from '../../../protocol/rpc/inspect-methods.ts';
import { defineAnswer, sourceOf } from '../answer.ts';
import { interpolate } from '../latent/interpolate.ts';
import { pointArray } from '../points/point-array.ts';

export const interpolateAnswer = defineAnswer(inspectInterpolate, async (params, context) => {
  const { split, from, to, columns, method, seed, pixels } = params;
  const { runtime, open, signal } = context;
  const data = await context.data();
  const options = { split, from, to, columns, path: method, seed, signal };
  const { positions, values } = await interpolate(runtime, open, data, options);
  return {
    ...sourceOf(context),
    split,
    shape: [columns, ...data.dataset.summary.shape],
    from,
    to,
    method,
    positions,
    values: pointArray(values, [columns], data.dataset, pixels),
  };
});
