/** Measures how far the runtime that trains and samples is from float64. */

import type { ParameterValues } from '../../evaluation/row-graph.ts';
import { parameterFeeds } from '../../evaluation/row-graph.ts';
import type { Flow } from '../../flow/flow.ts';
import { decoded, density, parameterInputs, totalOf } from '../../flow/flow.ts';
import type { Runtime, Values } from '../../runtime/runtime.ts';
import { add, broadcastTo } from '../../tensor/ops/arithmetic.ts';
import { input, scalar } from '../../tensor/ops/leaf.ts';
import { scan } from '../../tensor/ops/scan.ts';
import { sizeOf } from '../../tensor/tensor.ts';
import type { FlowPoints } from '../graphs/exact-graph.ts';
import { noiseOf } from '../graphs/exact-graph.ts';

export interface EngineValues {
  /** Σ log|det|, data → latent, nats, [n]. */
  readonly logDet: ArrayLike<number>;
  /** g(f(x)), [n, D]. */
  readonly restored: ArrayLike<number>;
}

/** The flow as computed by the runtime, with real loops and the noise of `exactGraph`. */
export async function engineValues(
  runtime: Runtime,
  flow: Flow,
  parameters: ParameterValues,
  points: FlowPoints,
  seed: number,
): Promise<EngineValues> {
  const { count } = points;
  const bound = parameterInputs(flow);
  const x = input('x', [count, ...flow.inputShape]);
  const context = flow.contextSize > 0 ? input('context', [count, flow.contextSize]) : null;
  const inputs = [{ name: 'x', tensor: x }, ...(context ? [{ name: 'context', tensor: context }] : [])];
  for (const [name, tensor] of bound) inputs.push({ name, tensor });
  const feeds: Record<string, Values> = { ...parameterFeeds(flow, parameters), x: points.values };
  if (points.context) feeds.context = points.context;
  let drawn = 0;
  const environment = {
    parameters: bound,
    context,
    noise: (kind: 'uniform' | 'normal', shape: readonly number[]) => {
      const name = `noise${drawn}`;
      const tensor = input(name, shape);
      inputs.push({ name, tensor });
      feeds[name] = noiseOf(kind, sizeOf(shape), seed, drawn++);
      return tensor;
    },
    loop: scan,
    probe: null,
    initialize: false,
  };
  const { latent, readings } = density(flow, x, environment);
  const logDet = broadcastTo(readings.map(totalOf).reduce(add, scalar(0)), [count]);
  const restored = decoded(flow, latent, environment);
  const compiled = await runtime.compile({
    inputs,
    outputs: [
      { name: 'logDet', tensor: logDet },
      { name: 'restored', tensor: restored },
    ],
  });
  try {
    const answer = await compiled.run(feeds);
    return { logDet: answer.logDet!, restored: answer.restored! };
  } finally {
    await compiled.dispose();
  }
}
