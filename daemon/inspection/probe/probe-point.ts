/** Follows one point through the layers: the log-det so far, the latent and log q. */
import type { DataEntry } from '../../data/columns/enter.ts';
import type { PreparedRows } from '../../data/prepare.ts';
import { dtypeOf } from '../../data/prepare.ts';
import { batchFeeds, type NoiseInput, parameterFeeds } from '../../evaluation/row-graph.ts';
import { placeLogDensity } from '../../evaluation/row-log-density.ts';
import { flattenPlan } from '../../flow/flatten-plan.ts';
import type { Feeds, Runtime } from '../../runtime/runtime.ts';
import { broadcastTo } from '../../tensor/ops/arithmetic.ts';
import { withGraph } from '../graphs/kept-graphs.ts';
import { dataTerms, layerGraph } from '../graphs/layer-readings.ts';
import type { OpenFacts, OpenFlow } from '../opened/open-flow.ts';

export interface ProbeOptions {
  /** As in DataTransform; null: the point is in the flow's units already. */
  readonly entry: DataEntry | null;
  /** Of the inputs of a graph for one row, by name. */
  noise(inputs: readonly NoiseInput[]): Feeds;
  /** Whether the states are wanted. */
  readonly follows: boolean;
}

interface ProbedLayer {
  /** −3 … −1 for what the columns of the data go through. */
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

/** @param row one row, as `entry` takes it */
export async function probePoint(
  runtime: Runtime,
  { flow, plan, parameters }: Pick<OpenFlow, 'flow' | 'plan' | 'parameters'>,
  { transform }: Pick<OpenFacts, 'transform'>,
  row: PreparedRows,
  { entry, noise, follows }: ProbeOptions,
): Promise<Probed> {
  const dtype = dtypeOf(row);
  const build = () => {
    const graph = layerGraph(flow, plan, { batch: 1, dtype, entry, quantities: follows ? ['state'] : [] });
    return {
      ...graph,
      outputs: [
        ...graph.outputs,
        { name: 'z', tensor: graph.latent },
        { name: 'logProb', tensor: broadcastTo(graph.logProb, [1]) },
      ],
    };
  };
  return withGraph(runtime, { flow, key: ['probe', dtype, entry, follows], build }, async (graph, compiled) => {
    const feeds = { ...parameterFeeds(flow, parameters), ...batchFeeds(row, 0, 1, [], 0), ...noise(graph.noise) };
    const answer = await compiled.run(feeds);
    const read = graph.layers(answer);
    const logProb = new Float64Array(1);
    const dataLogDets = entry === null ? restoredTerms(transform, row) : dataTerms(transform.rows, answer, 0);
    // What depends on the row is part of the answer, unless the point comes from the flow.
    const added = entry === null ? dataLogDets.reduce((sum, own) => sum + own, 0) : transform.logDet;
    placeLogDensity(parameters, added, row)(answer.logProb!, 0, 1, logProb);
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
        ...transform.rows.map(({ index, type, path }, r) => term({ index, type, path, turn: [] }, dataLogDets[r]!)),
        ...flattenPlan(plan).map(({ index, type, path, turn }, l) =>
          term({ index, type, path, turn }, read[l]!.logDet[0]! + (read[l]!.logPrior?.[0] ?? 0)),
        ),
      ],
      states: follows ? [Array.from(answer.x!), ...read.map(({ state }) => Array.from(state!))] : null,
    };
  });
}

/** Of a point in the flow's units. */
function restoredTerms(transform: OpenFacts['transform'], { values }: PreparedRows): number[] {
  if (values instanceof Uint8Array) return transform.rows.map(({ constant }) => constant);
  return transform.logDets(transform.restore(values)).map((own) => own[0]!);
}
