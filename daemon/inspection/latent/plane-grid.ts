/** How a flow of the plane warps its grid: positions of grid lines and of data after every layer. */
import { isPlane } from '../../../protocol/common.ts';
import type { DataEntry } from '../../data/columns/enter.ts';
import type { PreparedRows } from '../../data/prepare.ts';
import { FlowscopeError } from '../../errors/flowscope-error.ts';
import { evaluationBatch } from '../../evaluation/evaluator.ts';
import { batchFeeds, parameterFeeds } from '../../evaluation/row-graph.ts';
import { flattenPlan } from '../../flow/flatten-plan.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { forEachBatch, repeatRow } from '../graphs/batches.ts';
import { withGraph } from '../graphs/kept-graphs.ts';
import { layerGraph } from '../graphs/layer-readings.ts';
import type { GridExtent } from '../numerics/extent.ts';
import { extentOf } from '../numerics/extent.ts';
import type { OpenData, OpenFlow } from '../opened/open-flow.ts';

export interface PlaneGridOptions {
  /** Number of lines in each direction. */
  readonly lines: number;
  /** Points per line. */
  readonly points: number;
  /** Number of data rows to include, from the first. */
  readonly rows: number;
  readonly noiseSeed: number;
  readonly signal: AbortSignal | null;
}

export interface PlaneGrid {
  /** Data units. */
  readonly extent: GridExtent;
  /** [layers + 1, 2·lines·points, 2], the flow's units; lines of equal x come first. */
  readonly positions: Float32Array;
  /** [layers + 1, rows, 2], the flow's units. */
  readonly rows: Float32Array;
  /** [rows, 2], data units. */
  readonly dataRows: Float64Array;
  readonly rowCount: number;
}

/** @throws FlowscopeError `wrong-value` (exit 2) for flows that are not two-dimensional */
export async function planeGrid(
  runtime: Runtime,
  open: Pick<OpenFlow, 'flow' | 'plan' | 'parameters'>,
  { dataset, transform }: Pick<OpenData, 'dataset' | 'transform'>,
  split: PreparedRows,
  { lines, points, rows, noiseSeed, signal }: PlaneGridOptions,
): Promise<PlaneGrid> {
  const { inputShape, contextSize } = open.flow;
  if (!isPlane(inputShape)) {
    throw new FlowscopeError('wrong-value', `a warped grid needs 2-D data; this flow has the shape [${inputShape}]`, {
      exitCode: 2,
    });
  }
  const extent = extentOf(dataset.train.values, dataset.train.count, dataset.train.weights);
  const values = Float64Array.from(linesOf(extent, lines, points));
  const count = values.length / 2;
  // The grid of a flow with context depends on it; the first row's context is used.
  const context = split.context && repeatRow(split.context.subarray(0, contextSize), count);
  const grid = transform.prepare({ count, values, context });
  const taken = Math.min(rows, split.count);
  const common = { noiseSeed, signal };
  const states = await statesOf(runtime, open, split, taken, { ...common, entry: transform.entry });
  return {
    extent,
    positions: await statesOf(runtime, open, grid, count, { ...common, entry: transform.exactEntry }),
    rows: states,
    dataRows: transform.restore(states.subarray(0, 2 * taken)),
    rowCount: taken,
  };
}

interface StatesOptions {
  readonly noiseSeed: number;
  readonly entry: DataEntry | null;
  readonly signal: AbortSignal | null;
}

async function statesOf(
  runtime: Runtime,
  { flow, plan, parameters }: Pick<OpenFlow, 'flow' | 'plan' | 'parameters'>,
  rows: PreparedRows,
  count: number,
  { noiseSeed, entry, signal }: StatesOptions,
): Promise<Float32Array> {
  const layers = flattenPlan(plan).length;
  const result = new Float32Array((layers + 1) * count * 2);
  if (count === 0) return result;
  const batch = evaluationBatch(flow, rows.count);
  const build = () => layerGraph(flow, plan, { batch, dtype: 'float', entry, quantities: ['state'] });
  const fixed = parameterFeeds(flow, parameters);
  await withGraph(runtime, { flow, key: ['states', batch, entry], build }, async (graph, compiled) => {
    await forEachBatch(count, batch, signal, async (start, own) => {
      const answer = await compiled.run({ ...fixed, ...batchFeeds(rows, start, batch, graph.noise, noiseSeed) });
      const states = [answer.x!, ...graph.layers(answer).map(({ state }) => state!)];
      for (const [l, state] of states.entries()) result.set(state.subarray(0, 2 * own), 2 * (l * count + start));
    });
  });
  return result;
}

function linesOf([left, right, bottom, top]: GridExtent, lines: number, points: number): number[] {
  const at = (low: number, high: number, i: number, n: number) => low + (i / (n - 1)) * (high - low);
  const each = (line: (i: number, k: number) => [number, number]) =>
    Array.from({ length: lines * points }, (_, n) => line(Math.floor(n / points), n % points)).flat();
  return [
    ...each((i, k) => [at(left, right, i, lines), at(bottom, top, k, points)]),
    ...each((i, k) => [at(left, right, k, points), at(bottom, top, i, lines)]),
  ];
}
