/** Log-dets that depend only on parameters, in float64: linear, normalizing and scaling layers have such log-dets. */
import type { ParameterValues } from '../../evaluation/row-graph.ts';
import type { Flow } from '../../flow/flow.ts';
import { evaluate } from '../../tensor/evaluate.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import { exactGraph } from '../graphs/exact-graph.ts';

/**
 * log|det| of each layer of the expanded plan if it is the same for every sample, nats, else null. For a layer on
 * images it is a sum of thousands of terms: float32 would round it at 1e-4, which looks like a gain.
 */
export function constantLogDets(flow: Flow, parameters: ParameterValues): (number | null)[] {
  // With a batch of two, a log-det whose extent is 1 must be the same for every sample.
  const graph = exactGraph(flow, parameters, 2, 0);
  const constants = graph.layers.flatMap(({ output: { logDet } }, l) => (logDet.shape[0] === 1 ? [{ logDet, l }] : []));
  const points = {
    count: 1,
    values: new Float32Array(sizeOf(flow.inputShape)),
    context: flow.contextSize > 0 ? new Float32Array(flow.contextSize) : null,
  };
  const values = evaluate(
    constants.map(({ logDet }) => logDet),
    graph.feeds(points, [0, 0]),
  );
  const result = graph.layers.map((): number | null => null);
  for (const [i, { l }] of constants.entries()) result[l] = values[i]!.data[0]!;
  return result;
}
