/** The same flows in PyTorch: same rows, batches, learning rates and clipping; start values as torch.nn.Linear draws them. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import { peerLink } from '../../../bench/peer-link.ts';
import { batchOrder } from '../../../daemon/data/batch-order.ts';
import { writeNpy } from '../../../daemon/encoding/write-npy.ts';
import type { ParameterValues } from '../../../daemon/evaluation/row-graph.ts';
import { flattenPlan } from '../../../daemon/flow/flatten-plan.ts';
import { buildFlow } from '../../../daemon/flow/flow.ts';
import type { Plan } from '../../../daemon/spec/plan.ts';
import { learningRate } from '../../../daemon/training/schedule.ts';
import { layerParameters } from '../layer-parameters.ts';
import type { KnownDensity } from './densities.ts';

export interface TorchFlows {
  readonly version: string;
  /** Trains one flow per density and seed, all of the plan's form; answers gaps [density][seed], nats. */
  train(plan: Plan, densities: readonly KnownDensity[], seeds: readonly number[]): Promise<readonly number[][]>;
  /** Mean log q of the test rows under the given parameters: how far two engines agree on what the flow is. */
  meanLogDensity(plan: Plan, density: KnownDensity, parameters: ParameterValues): Promise<number>;
  close(): Promise<void>;
}

/** @throws Error if the interpreter is missing or has no torch */
export async function torchFlows(python: string): Promise<TorchFlows> {
  const link = peerLink({ python, script: 'flows_peer.py' });
  const folder = await mkdtemp(join(tmpdir(), 'flowscope-torch-'));
  const close = async () => {
    await link.close();
    await rm(folder, { recursive: true, force: true });
  };
  const exported = new Map<string, Promise<string>>();
  /** The array's file; one that was written before is used again. */
  const exportArray = (name: string, values: Float32Array | Int32Array, shape: readonly number[]): Promise<string> => {
    const path = join(folder, `${name}.npy`);
    const written = exported.get(name) ?? writeFile(path, writeNpy(values, shape)).then(() => path);
    exported.set(name, written);
    return written;
  };
  const rows = ({ name, dimension, ...splits }: KnownDensity, split: 'train' | 'test') =>
    exportArray(`${name}-${split}`, splits[split], [splits[split].length / dimension, dimension]);
  const ask = async <T>(answer: z.ZodType<T>, request: object): Promise<T> => answer.parse(await link.ask(request));

  let version: string;
  try {
    ({ torch: version } = await ask(z.object({ torch: z.string() }), { cmd: 'versions' }));
  } catch (error) {
    await close();
    throw error;
  }
  return {
    version,
    async train(plan, densities, seeds) {
      const { steps, batchSize, gradientClip } = plan.training;
      const count = densities[0]!.train.length / densities[0]!.dimension;
      const batches = Int32Array.from(
        seeds.flatMap((seed) => Array.from(batchesOf(seed, count, batchSize, steps!), Number)),
      );
      const { meanLogDensity } = await ask(z.object({ meanLogDensity: z.array(z.array(z.number())) }), {
        cmd: 'train',
        flow: flowOf(plan),
        train: await Promise.all(densities.map((density) => rows(density, 'train'))),
        test: await Promise.all(densities.map((density) => rows(density, 'test'))),
        batches: await exportArray(`batches-${count}-${seeds.join('-')}`, batches, [seeds.length, steps!, batchSize]),
        rates: Array.from({ length: steps! }, (_, i) => learningRate(plan.training, i + 1, steps!)),
        clip: gradientClip,
      });
      return meanLogDensity.map((means, i) => means.map((mean) => densities[i]!.meanLogDensity - mean));
    },
    async meanLogDensity(plan, density, parameters) {
      const flow = buildFlow(plan);
      const layers = flattenPlan(plan).map(({ path, turn }) => layerParameters(flow, parameters, path, turn[0]));
      const request = { cmd: 'evaluate', flow: flowOf(plan), parameters: layers, test: await rows(density, 'test') };
      return (await ask(z.object({ meanLogDensity: z.number() }), request)).meanLogDensity;
    },
    close,
  };
}

function batchesOf(seed: number, count: number, batchSize: number, steps: number): BigInt64Array {
  const batches = new BigInt64Array(steps * batchSize);
  batchOrder(seed, count, batchSize).fillBatches(0, steps, batches);
  return batches;
}

function flowOf(plan: Plan): object {
  return {
    dimension: plan.inputShape[0],
    layers: flattenPlan(plan).map(({ type, layer }) => ({ ...layer.config, type })),
  };
}
