import { startOf } from '../../../protocol/figures/traversal.ts';
import { arrayOrNull, type FigureAnswer } from '../answer.ts';
import { repeatRow } from '../graphs/batches.ts';
import { normalScores } from '../numerics/normal-scores.ts';
import { givenContext } from '../opened/choose-context.ts';
import { conditionPictures } from '../opened/condition-pictures.ts';
import { sourceOf } from '../opened/open-flow.ts';
import { splitRows } from '../opened/split-rows.ts';
import { pointArray } from '../points/point-array.ts';
import { logDensityOf } from '../points/point-log-density.ts';
import { describeDirection } from './directions.ts';
import { areDrawn, numberedPoints } from './numbered-points.ts';
import { type TraversalBasis, traversalBasis, traverseFrom } from './traverse.ts';

export const traversalAnswer: FigureAnswer<'traversal'> = async (params, context) => {
  const { split, seed, columns, sigma, latents, pixels, logq } = params;
  const start = startOf(params.start);
  const { runtime, open, signal } = context;
  const data = await context.data();
  const given = givenContext(open, data, params);
  const basis = await basisOf();
  const { sigmas, values } = await traverseFrom(runtime, open, data, basis, {
    columns,
    extent: sigma,
    context: given,
    signal,
  });
  const { directions, influence } = basis;
  return {
    ...sourceOf(context.open),
    split,
    shape: [directions.length, sigmas.length, ...data.dataset.summary.shape],
    start,
    ...(start !== 'centre' && areDrawn(open, latents) ? { latents: 'drawn' as const } : {}),
    sigmas,
    directions: directions.map(describeDirection),
    ...(open.maps.latentParts.length > 1 ? { levels: open.maps.latentParts.length } : {}),
    ...(open.maps.encode === null ? { encoder: false as const } : {}),
    influence,
    values: pointArray(values, [directions.length, sigmas.length], data.dataset, pixels),
    ...conditionPictures(open, given ?? basis.context),
    logq: logq ? arrayOrNull(await logDensities(), [directions.length, sigmas.length]) : null,
  };

  function logDensities() {
    const each = repeatRow(given ?? basis.context, directions.length * sigmas.length);
    return logDensityOf(runtime, open, data, { values, context: each }, signal);
  }

  /** Directions take seconds to compute and do not depend on the start, so traversals from other rows reuse them. */
  async function basisOf(): Promise<TraversalBasis> {
    const kinds = [...new Set(params.directions)];
    const options = {
      kinds,
      perKind: params.rows,
      level: params.level,
      along: params.along,
      split,
      seed,
      basisRows: params.n,
    };
    const center = await context.remember(['directions', options], () =>
      traversalBasis(runtime, open, data, { ...options, start: 'centre', signal }),
    );
    if (start === 'centre') return center;
    const scores = normalScores(open);
    const by = { by: latents, seed, signal };
    const first = await numberedPoints(runtime, open, data, splitRows(data, split), [start], scores, by);
    return { ...center, start: first.scores, context: first.context };
  }
};
