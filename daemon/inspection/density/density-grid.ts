/** The learned density of a 2-D flow on a grid, with the true density if it is known. */
import { isPlane } from '../../../protocol/common.ts';
import type { TrueDensity } from '../../data/definition.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { forEachBatch } from '../graphs/batches.ts';
import type { GridExtent } from '../numerics/extent.ts';
import { extentOf } from '../numerics/extent.ts';
import type { OpenData, OpenFlow } from '../opened/open-flow.ts';
import { logDensityAt } from './log-density-at.ts';

/** Points of the true density between two checks of the signal. */
const TRUE_POINTS = 4096;

export interface DensityGridOptions {
  /** Cells along x and y. */
  readonly width: number;
  readonly height: number;
  /** null: fitted to the training rows. */
  readonly extent: GridExtent | null;
  /** One context vector; needed by flows with context. */
  readonly context: Float32Array | null;
  /** Whether the latents are wanted. */
  readonly latents?: boolean;
  readonly signal?: AbortSignal | null;
}

export interface DensityGrid {
  readonly extent: GridExtent;
  readonly width: number;
  readonly height: number;
  /** log q at the cell centers, nats per data unit², [height, width], smallest y first. */
  readonly logProb: Float64Array;
  /** log p in the same layout; null if it is not known. */
  readonly trueLogProb: Float64Array | null;
  /** ∫ q over the extent by the midpoint rule: near 1 if the extent covers the mass. */
  readonly integral: number;
  /** z at the cell centers, [height, width, 2]; null if they are not wanted. */
  readonly latents: Float32Array | null;
}

/** @throws FlowscopeError `wrong-value` (exit 2): not 2-D, or a context is missing */
export async function densityGrid(
  runtime: Runtime,
  open: Pick<OpenFlow, 'flow' | 'parameters'>,
  { dataset, transform }: Pick<OpenData, 'dataset' | 'transform'>,
  { width, height, extent: chosen, context, latents: wantsLatents = false, signal = null }: DensityGridOptions,
): Promise<DensityGrid> {
  const { flow } = open;
  if (!isPlane(flow.inputShape)) {
    throw new FlowscopeError(
      'wrong-value',
      `A density on a grid needs 2-D data; this flow has the shape [${flow.inputShape}].`,
      {
        exitCode: 2,
        hint:
          flow.inputShape.length === 1
            ? 'flowscope conditional computes the density of one or two columns, given the others.'
            : 'Look at its samples instead.',
      },
    );
  }
  if (flow.contextSize > 0 && context === null) {
    throw new FlowscopeError(
      'context',
      `this flow's density depends on ${dataset.contextEncoding!.map(({ column }) => column).join(', ')}`,
      {
        exitCode: 2,
        hint: 'Pass it with --context k=v,…',
      },
    );
  }
  const extent = chosen ?? extentOf(dataset.train.values, dataset.train.count, dataset.train.weights);
  const points = cellCenters(extent, width, height);
  const given = { context, latents: wantsLatents, signal };
  const { logProb, latents } = await logDensityAt(runtime, open, { transform }, points, given);
  const area = ((extent[1] - extent[0]) / width) * ((extent[3] - extent[2]) / height);
  const integral = logProb.reduce((total, value) => total + Math.exp(value) * area, 0);
  const trueLogProb = dataset.density === null ? null : await trueValues(dataset.density, points, width, signal);
  return { extent, width, height, logProb, trueLogProb, integral, latents };
}

/** Computes some rows of the grid at a time, so that a cancelled request ends between them. */
async function trueValues(
  density: Pick<TrueDensity, 'logProb'>,
  points: Float64Array,
  width: number,
  signal: AbortSignal | null,
): Promise<Float64Array> {
  const values = new Float64Array(points.length / 2);
  const stride = width * Math.max(1, Math.floor(TRUE_POINTS / width));
  await forEachBatch(values.length, stride, signal, async (start, own) => {
    values.set(density.logProb(points.subarray(2 * start, 2 * (start + own))), start);
  });
  return values;
}

function cellCenters([left, right, bottom, top]: GridExtent, width: number, height: number): Float64Array {
  const points = new Float64Array(2 * width * height);
  for (let j = 0; j < height; j++) {
    for (let i = 0; i < width; i++) {
      points[2 * (j * width + i)] = left + ((i + 0.5) / width) * (right - left);
      points[2 * (j * width + i) + 1] = bottom + ((j + 0.5) / height) * (top - bottom);
    }
  }
  return points;
}
