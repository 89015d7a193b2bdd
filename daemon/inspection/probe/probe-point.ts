/** Follows one point through the layers: the log-det so far, the latent and log q. */
import type { PreparedRows } from '../../data/prepare.ts';
import { dtypeOf } from '../../data/prepare.ts';
import { batchFeeds, parameterFeeds } from '../../evaluation/row-graph.ts';
import { placeLogDensity } from '../../evaluation/row-log-density.ts';
import { flattenPlan } from '../../flow/flatten-plan.ts';
import type { Runtime } from '../../runtime/runtime.ts';
import { broadcastTo } from '../../tensor/ops/arithmetic.ts';
import { withGraph } from '../graphs/kept-graphs.ts';
import { layerGraph } from '../graphs/layer-readings.ts';
import type { OpenFacts, OpenFlow } from '../opened/open-flow.ts';

export interface ProbeOptions {
  /** Width of the dequantization noise; null: the point is taken as it is. */
  readonly noiseScale: readonly number[] | null;
  readonly noiseSeed: number;
  /** Whether the states are wanted. */
  readonly follows: boolean;
}

interface ProbedLayer {
  /** −1 for the standardization of the data. */
  readonly index: number;
  readonly type: string;
  readonly path: string;
  readonly turn: readonly number[];
  /** Term of log q: log|det| data → latent, with the log-prior of what leaves the flow here, nats. */
  readonly logDet: number;
  /** Sum of the terms up to this layer, nats. */
  readonly running: number;
}

export interface Probed {
  /** z = f(x), [D]. */
  readonly latent: readonly number[];
  /** log q(x) in data units, nats; −∞ on float32 overflow. */
  readonly logProb: number;
  /** log π of what is left after the last layer, nats. */
  readonly base: number;
  /** Data → latent. */
  readonly layers: readonly ProbedLayer[];
  /** Before the first layer of the flow and after each one, in its units; null if they are not wanted. */
  readonly states: readonly (readonly number[])[] | null;
}

/** @param row one row, in the flow's units */
export async function probePoint(
  runtime: Runtime,
  { flow, plan, parameters }: Pick<OpenFlow, 'flow' | 'plan' | 'parameters'>,
  { dataset, transform }: OpenFacts,
  row: PreparedRows,
  { noiseScale, noiseSeed, follows }: ProbeOptions,
): Promise<Probed> {
  const dtype = dtypeOf(row);
  const build = () => {
    const graph = layerGraph(flow, plan, { batch: 1, dtype, noiseScale, quantities: follows ? ['state'] : [] });
    return {
      ...graph,
      outputs: [
        ...graph.outputs,
        { name: 'z', tensor: graph.latent },
        { name: 'logProb', tensor: broadcastTo(graph.logProb, [1]) },
      ],
    };
  };
  return withGraph(runtime, { flow, key: ['probe', dtype, noiseScale, follows], build }, async (graph, compiled) => {
    const feeds = { ...parameterFeeds(flow, parameters), ...batchFeeds(row, 0, 1, graph.noise, noiseSeed) };
    const answer = await compiled.run(feeds);
    const read = graph.layers(answer);
    const logProb = new Float64Array(1);
    placeLogDensity(parameters, transform.logDet, row)(answer.logProb!, 0, 1, logProb);
    let running = 0;
    const term = (place: Pick<ProbedLayer, 'index' | 'type' | 'path' | 'turn'>, logDet: number): ProbedLayer => {
      running += logDet;
      return { ...place, logDet, running };
    };
    return {
      latent: Array.from(answer.z!, Number),
      logProb: logProb[0]!,
      base: answer.base![0]!,
      layers: [
        ...(dataset.standardization
          ? [term({ index: -1, type: 'standardize', path: 'data.standardize', turn: [] }, transform.logDet)]
          : []),
        ...flattenPlan(plan).map(({ index, type, path, turn }, l) =>
          term({ index, type, path, turn }, read[l]!.logDet[0]! + (read[l]!.logPrior?.[0] ?? 0)),
        ),
      ],
      states: follows ? [Array.from(answer.x!), ...read.map(({ state }) => Array.from(state!))] : null,
    };
  });
}
