/** The flow of a table's spec, trained here and in PyTorch from the same start values, on the same batches, chunk by chunk in turns. */
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as z from 'zod';
import type { PeerLink } from '../../../bench/peer-link.ts';
import { batchOrder } from '../../../daemon/data/batch-order.ts';
import type { Rows } from '../../../daemon/data/definition.ts';
import type { PreparedRows } from '../../../daemon/data/prepare.ts';
import { writeNpy } from '../../../daemon/encoding/write-npy.ts';
import { createEvaluator } from '../../../daemon/evaluation/evaluator.ts';
import { type ParameterValues, parameterFeeds } from '../../../daemon/evaluation/row-graph.ts';
import { flattenPlan } from '../../../daemon/flow/flatten-plan.ts';
import { buildFlow } from '../../../daemon/flow/flow.ts';
import { buildModel } from '../../../daemon/models/registry.ts';
import { randomStream } from '../../../daemon/random/random-stream.ts';
import { cpuRuntime } from '../../../daemon/runtime/onnxruntime/cpu-runtime.ts';
import type { Plan } from '../../../daemon/spec/plan.ts';
import { prepareTraining } from '../../../daemon/training/prepare-training.ts';
import { learningRate } from '../../../daemon/training/schedule.ts';
import { openStepper } from '../../../daemon/training/stepper.ts';
import { trainingProgram } from '../../../daemon/training/training-program.ts';
import { initialState, namedArrays, type StateLayout, stateArrays } from '../../../daemon/training/training-state.ts';
import { layerParameters } from '../layer-parameters.ts';

/** Steps of one turn. The validation rows are evaluated after each. */
const CHUNK = 50;
/** Far above any loss of these runs. */
const LOSS_LIMIT = 1e6;

export interface Side {
  /** log q of each test row, nats, data units, at the step with the best mean of the validation rows. */
  readonly test: Float64Array;
  readonly bestStep: number;
  /** Milliseconds per step, of each chunk but the first. */
  readonly times: readonly number[];
}

export interface TablePair {
  readonly ours: Side;
  readonly theirs: Side;
  /** |mean log q here − there| of the test rows, with the parameters that Flowscope has after the last step. */
  readonly disagreement: number;
}

interface Engine {
  /** @returns seconds */
  steps(first: number, count: number): Promise<number>;
  logDensity(split: 'validation' | 'test'): Promise<Float64Array>;
}

export interface PairOptions {
  readonly plan: Plan;
  /** Which the spec's paths start from. */
  readonly folder: string;
  readonly peer: PeerLink;
  readonly seed: number;
  readonly steps: number;
}

/** @throws Error if a column has a transform or bounds: the peer standardizes and adds noise only */
export async function tablePair({ plan, folder, peer, seed, steps }: PairOptions): Promise<TablePair> {
  const files = await mkdtemp(join(tmpdir(), 'flowscope-pair-'));
  const { dataset, transform, rows } = await prepareTraining(plan, { folder, trusted: true });
  if (transform.exactEntry !== null) throw new Error('a column has a transform');
  const [width, contextSize] = [plan.inputShape[0]!, plan.context?.size ?? 0];
  const noise = transform.entry?.noiseScale ?? new Array<number>(width).fill(0);
  // One draw of the noise, the same for both.
  const entered = (own: Rows, split: string): PreparedRows => {
    const random = randomStream(0, 'table-pair', split);
    const prepared = transform.prepare(own);
    return { ...prepared, values: transform.enter(prepared.values as Float32Array, () => random.uniform()) };
  };
  const held = { validation: entered(dataset.validation, 'validation'), test: entered(dataset.test, 'test') };
  const training = { ...plan.training, seed, steps, lossLimit: LOSS_LIMIT };
  const order = batchOrder(seed, rows.count, training.batchSize);

  const [model, flow, runtime] = [buildModel(plan), buildFlow(plan), cpuRuntime({ threads: 1 })];
  const program = trainingProgram(
    model,
    training,
    { rows: rows.count, dtype: 'float', entry: transform.entry },
    { repeats: runtime.capabilities.repeats, lossLimit: LOSS_LIMIT },
  );
  const layout: StateLayout = { groups: program.groups, fixed: [], averaged: false };
  const start: ParameterValues = new Map(model.parameters.map((own) => [own.name, own.initialize(seed)]));
  const state = initialState(layout, start);
  const own = {
    runtime,
    program,
    training,
    steps,
    data: rows,
    state,
    fixed: parameterFeeds({ parameters: [] }, start),
  };
  const stepper = await openStepper({ ...own, order, lossLimit: LOSS_LIMIT });
  const exact = { logDet: transform.logDet, entry: null };
  const evaluator = await createEvaluator(runtime, model, exact, held.test, 0);
  const parameters = async () => namedArrays(layout, stateArrays(await stepper.readState()), 'theta');
  const ours: Engine = {
    async steps(first, count) {
      const began = performance.now();
      const { diverged } = await stepper.run(first, count);
      if (diverged !== null) throw new Error(`the run diverged at step ${diverged.step}`);
      return (performance.now() - began) / 1000;
    },
    logDensity: async (split) => evaluator.logDensity(await parameters(), held[split]),
  };

  const file = async (name: string, values: Float32Array | Int32Array, shape: readonly number[]) => {
    const path = join(files, `${name}.npy`);
    await writeFile(path, writeNpy(values, shape));
    return path;
  };
  const exported = async (name: string, { count, values, context }: PreparedRows) => ({
    rows: await file(name, values as Float32Array, [count, width]),
    context: await file(`${name}-context`, context ?? new Float32Array(0), [count, contextSize]),
  });
  const data = await exported('train', rows);
  const splits = { validation: await exported('validation', held.validation), test: await exported('test', held.test) };
  const indices = new BigInt64Array(steps * training.batchSize);
  order.fillBatches(0, steps, indices);
  const batches = await file('batches', Int32Array.from(indices, Number), [steps, training.batchSize]);
  const { beta1, beta2, epsilon, weightDecay, type } = training.optimizer;
  const prepare = (values: ParameterValues) =>
    peer.ask({
      cmd: 'prepare',
      layers: flattenPlan(plan).map(({ type: kind, path, turn, layer }) => {
        const own = layerParameters(flow, values, path, turn[0]);
        const decayed = flow.parameters.filter(({ name, decay }) => decay && name.startsWith(path));
        const decays = Object.keys(own).filter((name) => decayed.some((each) => each.name.endsWith(`.${name}`)));
        return { type: kind, config: layer.config, parameters: own, decays };
      }),
      data: data.rows,
      context: data.context,
      noise: [...noise],
      batches,
      rates: Array.from({ length: steps }, (_, i) => learningRate(training, i + 1, steps)),
      adam: { betas: [beta1, beta2], eps: epsilon, weight_decay: type === 'adamw' ? weightDecay : 0 },
      clip: training.gradientClip,
      seed,
    });
  const theirs: Engine = {
    steps: async (_first, n) => z.object({ seconds: z.number() }).parse(await peer.ask({ cmd: 'steps', n })).seconds,
    async logDensity(split) {
      const answer = await peer.ask({ cmd: 'evaluate', ...splits[split] });
      const { logDensity } = z.object({ logDensity: z.array(z.number()) }).parse(answer);
      return Float64Array.from(logDensity, (value) => value + transform.logDet);
    },
  };
  try {
    await prepare(start);
    const sides = await inTurns([ours, theirs], steps);
    await prepare(await parameters());
    const [here, there] = [await ours.logDensity('test'), await theirs.logDensity('test')];
    return { ours: sides[0]!, theirs: sides[1]!, disagreement: Math.abs(mean(here) - mean(there)) };
  } finally {
    await stepper.dispose();
    await evaluator.dispose();
    await rm(files, { recursive: true, force: true });
  }
}

async function inTurns(engines: readonly Engine[], steps: number): Promise<Side[]> {
  const sides = engines.map(() => ({ best: -Infinity, test: new Float64Array(0), bestStep: 0, times: [] as number[] }));
  for (let step = 0; step < steps; step += CHUNK) {
    for (const [i, engine] of engines.entries()) {
      const side = sides[i]!;
      const seconds = await engine.steps(step + 1, CHUNK);
      if (step > 0) side.times.push((1e3 * seconds) / CHUNK);
      const validation = mean(await engine.logDensity('validation'));
      if (validation <= side.best) continue;
      Object.assign(side, { best: validation, bestStep: step + CHUNK, test: await engine.logDensity('test') });
    }
  }
  return sides;
}

function mean(values: Float64Array): number {
  return values.reduce((total, value) => total + value / values.length, 0);
}
