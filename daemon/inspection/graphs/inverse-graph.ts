/** The graph from latent to data: x = g(z). */
import type { Environment } from '../../flow/apply/environment.ts';
import type { Flow } from '../../flow/flow.ts';
import { baseSample, decoded, parameterInputs, withEncodedContext } from '../../flow/flow.ts';
import { latentNoiseShape } from '../../flow/latent-noise.ts';
import { input } from '../../tensor/ops/leaf.ts';
import { scan } from '../../tensor/ops/scan.ts';
import type { Tensor } from '../../tensor/tensor.ts';

type Named = { readonly name: string; readonly tensor: Tensor };

export interface InverseGraph {
  /** [B, …latentShape]. */
  readonly z: Tensor;
  /** [B, …inputShape], the flow's units. */
  readonly x: Tensor;
  readonly inputs: readonly Named[];
}

/** g of a draw from the base: `noise` [B, …noise shape] (`latentNoiseShape`) and `temperature` [1] are fed. */
export function samplingGraph(flow: Flow, batch: number): InverseGraph {
  const { environment, inputs } = environmentOf(flow, batch);
  const noise = input('noise', [batch, ...latentNoiseShape(flow)]);
  const temperature = input('temperature', [1]);
  const z = baseSample(flow, noise, temperature, environment);
  const x = decoded(flow, z, environment);
  return { z, x, inputs: [{ name: 'noise', tensor: noise }, { name: 'temperature', tensor: temperature }, ...inputs] };
}

function environmentOf(flow: Flow, batch: number): { environment: Environment; inputs: Named[] } {
  const parameters = parameterInputs(flow);
  const context = flow.contextSize > 0 ? input('context', [batch, flow.contextSize]) : null;
  return {
    environment: withEncodedContext(flow, {
      ...{ parameters, context, noise: noNoise, loop: scan, probe: null, initialize: false },
    }),
    inputs: [
      ...(context ? [{ name: 'context', tensor: context }] : []),
      ...[...parameters].map(([name, tensor]) => ({ name, tensor })),
    ],
  };
}

function noNoise(): never {
  throw new Error('no layer draws noise on the way from the latent to the data');
}
