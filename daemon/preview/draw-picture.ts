/** The picture of a preview at one step: density, samples and validation. */
import { valuesAt } from '../data/stored/stored-rows.ts';
import type { ParameterValues } from '../evaluation/row-graph.ts';
import { arrayOf } from '../inspection/answer.ts';
import type { DensityGrid } from '../inspection/density/density-grid.ts';
import { densityGrid } from '../inspection/density/density-grid.ts';
import type { OpenFlow } from '../inspection/opened/open-flow.ts';
import { drawSamples } from '../inspection/points/draw-samples.ts';
import type { Run } from '../runs/directory/run-directory.ts';
import type { Runtime } from '../runtime/runtime.ts';
import { pointRows } from '../statistics/resampling.ts';
import type { PreparedPreview } from './prepare-preview.ts';
import type { PreviewJob, PreviewPicture } from './preview-job.ts';
import { typicalContexts } from './typical-contexts.ts';
import { validate } from './validate.ts';

/** Training rows drawn behind the first picture. */
const DATA_ROWS = 2000;
/** Every picture uses the same noise, so that samples move with the flow. */
const SEED = 0;

export type Drawn = Pick<PreviewPicture, 'extent' | 'density' | 'samples' | 'validation' | 'columns'>;

export async function drawPicture(
  runtime: Runtime,
  prepared: PreparedPreview,
  parameters: ParameterValues,
  job: PreviewJob,
  signal: AbortSignal,
): Promise<Drawn> {
  const { plan, flow, model, maps, dataset, transform } = prepared;
  // Inspections read the flow, but never its run's files.
  const open: OpenFlow = { run: {} as Run, plan, flow, model, maps, parameters, step: 0, weights: 'raw' };
  const data = { dataset, transform };
  const { extent, values } = await density();
  const { width, height } = job.density;
  const drawn = await drawSamples(runtime, open, data, {
    count: job.samples,
    temperature: 1,
    seed: SEED,
    context: null,
    signal,
  });
  return {
    extent,
    columns: dataset.columns,
    density: arrayOf(values, [height, width]),
    samples: arrayOf(Float32Array.from(drawn.values), [job.samples, 2]),
    validation: await validate(runtime, prepared, parameters, signal),
  };

  /** log q; for a flow with context, log of the mean density over its typical contexts. */
  async function density() {
    const options = { ...job.density, extent: null, signal };
    const contexts = typicalContexts(prepared.rows);
    if (contexts.length === 0) {
      const grid = await densityGrid(runtime, open, data, { ...options, context: null });
      return { extent: grid.extent, values: Float32Array.from(grid.logProb) };
    }
    const grids: (DensityGrid & { readonly share: number })[] = [];
    for (const context of contexts) {
      const grid = await densityGrid(runtime, open, data, { ...options, context: context.values });
      grids.push({ ...grid, share: context.share });
    }
    const values = grids[0]!.logProb.map((_, i) =>
      Math.log(grids.reduce((sum, { logProb, share }) => sum + share * Math.exp(logProb[i]!), 0)),
    );
    return { extent: grids[0]!.extent, values: Float32Array.from(values) };
  }
}

/** Training rows for the first picture. */
export function dataRows({ dataset: { train } }: PreparedPreview): PreviewPicture['rows'] {
  const points = Float32Array.from(valuesAt(train, pointRows(train, DATA_ROWS)));
  return arrayOf(points, [points.length / 2, 2]);
}
