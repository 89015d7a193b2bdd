/** Takes the study: trains each flow whole and without each of its layers, and measures the layers of the whole one. */
import { layerChain } from './layer-chain.ts';
import { type LayerMeasures, layerMeasures } from './measures.ts';
import { planOfLayers, type StudyFlow } from './study-flows.ts';
import { type StudyRows, studyRows } from './study-rows.ts';
import { keptTrainings } from './trainings.ts';

/** At most this many held-out rows for the measures, as in the product; the NLL is over all of them. */
const MOST_ROWS = 4096;

export interface StudiedLayer {
  /** Index in the flow's list. */
  readonly index: number;
  readonly type: string;
  /** Held-out NLL without the layer − with it, nats, one for each seed: negative if the flow is better without. */
  readonly lost: readonly number[];
  /** One for each seed. */
  readonly measures: readonly LayerMeasures[];
}

export interface StudiedFlow {
  readonly flow: StudyFlow;
  readonly dimension: number;
  /** Held-out NLL of the whole flow, one for each seed. */
  readonly nlls: readonly number[];
  readonly layers: readonly StudiedLayer[];
}

export async function takeStudy(
  flows: readonly StudyFlow[],
  seeds: readonly number[],
): Promise<readonly StudiedFlow[]> {
  const rows = await studyRows();
  const trainings = await keptTrainings();
  const studied: StudiedFlow[] = [];
  for (const [i, flow] of flows.entries()) {
    console.log(`flow ${i + 1} of ${flows.length}: ${flow.architecture} on ${flow.rows}`);
    const own = rows.get(flow.rows)!;
    const { full, without } = await trainings.of(flow, own, seeds);
    const measures = await measuresOf(
      flow,
      own,
      full.map(({ parameters }) => parameters),
      [...without.keys()],
    );
    const layers = [...without].map(
      ([index, nlls], at): StudiedLayer => ({
        index,
        type: flow.layers[index]!.type,
        lost: nlls.map((nll, s) => nll - full[s]!.nll),
        measures: measures.map((ofSeed) => ofSeed[at]!),
      }),
    );
    studied.push({ flow, dimension: own.dimension, nlls: full.map(({ nll }) => nll), layers });
  }
  return studied;
}

async function measuresOf(
  { layers }: StudyFlow,
  { dimension, test }: StudyRows,
  trained: readonly ReadonlyMap<string, Float32Array>[],
  indices: readonly number[],
): Promise<readonly (readonly LayerMeasures[])[]> {
  const count = Math.min(MOST_ROWS, test.length / dimension);
  const chain = await layerChain(await planOfLayers(layers, dimension), count);
  const asked = indices.map((index) => ({ index, size: chain.size(index) }));
  const result: (readonly LayerMeasures[])[] = [];
  for (const parameters of trained) {
    result.push(await layerMeasures(chain.trained(parameters), test.subarray(0, count * dimension), count, asked));
  }
  await chain.dispose();
  return result;
}
