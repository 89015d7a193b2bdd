/** A flow's layers as separate functions of rows, so that one can be left out or replaced without retraining. */
import type { ParameterValues } from '../../../daemon/evaluation/row-graph.ts';
import { parameterFeeds } from '../../../daemon/evaluation/row-graph.ts';
import { applySegments } from '../../../daemon/flow/apply/apply-segments.ts';
import { buildFlow, parameterInputs } from '../../../daemon/flow/flow.ts';
import type { StoredParameter } from '../../../daemon/flow/parameters.ts';
import { storedParameters } from '../../../daemon/flow/parameters.ts';
import type { FlowPlan } from '../../../daemon/flow/plan.ts';
import type { Segment } from '../../../daemon/flow/segments.ts';
import { cpuRuntime } from '../../../daemon/runtime/onnxruntime/cpu-runtime.ts';
import type { CompiledFunction, Feeds, Runtime } from '../../../daemon/runtime/runtime.ts';
import { broadcastTo } from '../../../daemon/tensor/ops/arithmetic.ts';
import { input } from '../../../daemon/tensor/ops/leaf.ts';
import { scan } from '../../../daemon/tensor/ops/scan.ts';

export interface Step {
  /** The layer's outputs, row-major [n, D]. */
  readonly state: Float32Array;
  /** Σ log|det| so far, nats, [n]. */
  readonly logDet: Float64Array;
}

export interface LayerChain {
  readonly length: number;
  /** Number of trained values of a layer. */
  size(layer: number): number;
  /** With these parameters. */
  trained(parameters: ParameterValues): TrainedChain;
  dispose(): Promise<void>;
}

export interface TrainedChain {
  readonly length: number;
  /** Applies one layer. */
  apply(layer: number, from: Step): Promise<Step>;
}

/** @param plan of vectors without context, its layers listed one by one @param rows the number of rows, n */
export async function layerChain(plan: FlowPlan, rows: number): Promise<LayerChain> {
  const { segments, inputShape } = buildFlow(plan);
  const runtime = cpuRuntime({ threads: 1 });
  const compiled: CompiledLayer[] = [];
  for (const segment of segments) compiled.push(await compileLayer(runtime, segment, [rows, ...inputShape]));
  return {
    length: compiled.length,
    size: (layer) =>
      compiled[layer]!.parameters.reduce(
        (sum, { trainable, shape }) => sum + (trainable ? shape.reduce((product, extent) => product * extent, 1) : 0),
        0,
      ),
    trained: (values) => {
      const feeds = compiled.map(({ parameters }) => parameterFeeds({ parameters }, values));
      return { length: compiled.length, apply: (layer, from) => applied(compiled[layer]!, feeds[layer]!, from) };
    },
    async dispose() {
      for (const { run } of compiled) await run.dispose();
    },
  };
}

interface CompiledLayer {
  readonly parameters: readonly StoredParameter[];
  readonly run: CompiledFunction;
}

async function compileLayer(runtime: Runtime, segment: Segment, shape: readonly number[]): Promise<CompiledLayer> {
  const own = storedParameters([segment]);
  const parameters = parameterInputs({ parameters: own });
  const x = input('x', shape);
  const { value, readings } = applySegments([segment], x, 'forward', {
    ...{ parameters, context: null, loop: scan, probe: null, initialize: false },
    noise: () => {
      throw new Error('the layers of the study draw no noise');
    },
  });
  const run = await runtime.compile({
    inputs: [{ name: 'x', tensor: x }, ...[...parameters].map(([name, tensor]) => ({ name, tensor }))],
    outputs: [
      { name: 'value', tensor: value },
      { name: 'logDet', tensor: broadcastTo(readings[0]!.logDet, [shape[0]!]) },
    ],
  });
  return { parameters: own, run };
}

async function applied({ run }: CompiledLayer, feeds: Feeds, { state, logDet }: Step): Promise<Step> {
  const { value, logDet: own } = await run.run({ ...feeds, x: state });
  return { state: Float32Array.from(value!), logDet: logDet.map((sum, row) => sum + own![row]!) };
}
