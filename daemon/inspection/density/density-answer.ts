import { categoryNames } from '../../data/modelled-categories.ts';
import { arrayOf, type FlowFigureAnswer } from '../answer.ts';
import type { GridExtent } from '../numerics/extent.ts';
import { givenContext, ofValues } from '../opened/choose-context.ts';
import { sourceOf } from '../opened/open-flow.ts';
import { type DensityGrid, densityGrid } from './density-grid.ts';
import { densityRegions } from './density-regions.ts';

/** Cells along each side of the grid that gives the regions. */
const REGION_CELLS = 256;

export const densityAnswer: FlowFigureAnswer<'density'> = async (params, context) => {
  const { width, height, extent, latents } = params;
  const { runtime, open, signal } = context;
  const data = await context.data();
  const given = givenContext(open, data, ofValues(params.context));
  const options = { context: given, signal };
  const grid = await densityGrid(runtime, open, data, { ...options, width, height, extent, latents });
  const shape = [height, width];
  return {
    ...sourceOf(context.open),
    extent: grid.extent,
    width,
    height,
    unit: 'nats' as const,
    context: params.context,
    integral: grid.integral,
    columns: data.dataset.columns,
    ...categoryNames(data.dataset),
    logProb: arrayOf(grid.logProb, shape),
    trueLogProb: grid.trueLogProb && arrayOf(grid.trueLogProb, shape),
    divergence: divergenceOf(grid),
    latents: grid.latents && arrayOf(grid.latents, [...shape, 2]),
    regions: params.regions ? [...(await regionsOf())] : null,
  };

  /** Those of all of the mass: zooming into a part of it does not change them. */
  function regionsOf() {
    return context.remember(['regions', params.context], async () => {
      const sides = { width: REGION_CELLS, height: REGION_CELLS };
      const isWhole = extent === null && width >= REGION_CELLS && height >= REGION_CELLS;
      const whole = isWhole ? grid : await densityGrid(runtime, open, data, { ...options, ...sides, extent: null });
      const regions = densityRegions(whole);
      if (regions.every(({ level }) => level !== null)) return regions;
      // A flow that has not learned yet has mass far from the rows.
      const learned = { ...data, dataset: { ...data.dataset, density: null } };
      const around = widened(whole.extent);
      const wide = densityRegions(await densityGrid(runtime, open, learned, { ...options, ...sides, extent: around }));
      return regions.map((region, i) => ({ ...region, level: wide[i]!.level }));
    });
  }
};

/** Twice as long in each direction. */
function widened([left, right, bottom, top]: GridExtent): GridExtent {
  const [roomX, roomY] = [(right - left) / 2, (top - bottom) / 2];
  return [left - roomX, right + roomX, bottom - roomY, top + roomY];
}

/** Σ p (ln p − ln q) over the cells. */
function divergenceOf({ extent, width, height, logProb, trueLogProb }: DensityGrid): number | null {
  if (trueLogProb === null) return null;
  const area = ((extent[1] - extent[0]) / width) * ((extent[3] - extent[2]) / height);
  return trueLogProb.reduce((sum, p, i) => {
    const density = Math.exp(p);
    return density === 0 ? sum : sum + density * (p - logProb[i]!) * area;
  }, 0);
}
