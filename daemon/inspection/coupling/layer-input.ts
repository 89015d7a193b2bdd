import type { PreparedRows } from '../../data/prepare.ts';
import { dtypeOf } from '../../data/prepare.ts';
import { chosenFeeds } from '../../evaluation/chosen-rows.ts';
import { parameterFeeds, rowDensity } from '../../evaluation/row-graph.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { withGraph } from '../graphs/kept-graphs.ts';
import { placesOf } from '../graphs/layer-readings.ts';
import type { OpenData, OpenFlow } from '../opened/open-flow.ts';

/**
 * What a layer of the expanded plan receives for one row, in the runtime's precision, flattened. The row has the
 * dequantization noise of an evaluation.
 */
export async function layerInput(
  runtime: Runtime,
  { flow, plan, parameters }: Pick<OpenFlow, 'flow' | 'plan' | 'parameters'>,
  { transform }: Pick<OpenData, 'transform'>,
  rows: PreparedRows,
  { index, row, noiseSeed }: { readonly index: number; readonly row: number; readonly noiseSeed: number },
): Promise<Float64Array> {
  const dtype = dtypeOf(rows);
  const { entry } = transform;
  const build = () => {
    const bare = rowDensity(flow, { batch: 1, dtype, entry });
    const { leaf } = bare.readings[placesOf(bare.readings, plan)[index]!.reading]!;
    const graph = rowDensity(flow, {
      batch: 1,
      dtype,
      entry,
      probe: (at) => (at.leaf === leaf ? { input: at.input } : {}),
    });
    const place = placesOf(graph.readings, plan)[index]!;
    return { ...graph, place, outputs: [{ name: 'input', tensor: graph.readings[place.reading]!.probed.input! }] };
  };
  const key = ['layer input', index, dtype, entry];
  return withGraph(runtime, { flow, key, build }, async ({ noise, place }, compiled) => {
    const feeds = chosenFeeds({ subject: flow, rows, noiseSeed }, Uint32Array.of(row), 1, noise);
    const { input } = await compiled.run({ ...parameterFeeds(flow, parameters), ...feeds });
    const width = input!.length / place.slices;
    const from = place.slice * width;
    return Float64Array.from(input!.subarray(from, from + width), Number);
  });
}
