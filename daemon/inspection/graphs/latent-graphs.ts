/** Graphs from latents to points, of any model that has latents. */
import { type NoiseInput, noiseInputs } from '../../evaluation/row-graph.ts';
import type { Environment } from '../../flow/apply/environment.ts';
import { parameterInputs } from '../../flow/flow.ts';
import { input } from '../../tensor/ops/leaf.ts';
import { scan } from '../../tensor/ops/scan.ts';
import type { Tensor } from '../../tensor/tensor.ts';
import type { LatentMaps } from '../opened/latent-maps.ts';

export interface LatentGraph {
  /** [B, …latentShape]. */
  readonly z: Tensor;
  /** [B, …inputShape], the model's units. */
  readonly x: Tensor;
  readonly inputs: readonly { readonly name: string; readonly tensor: Tensor }[];
  /** Inputs that the host fills: what is random in x given z. */
  readonly noise: readonly NoiseInput[];
}

/** Points of the latents fed as `z`. @param smooth without rounding to whole numbers */
export function decodingGraphOf(maps: LatentMaps, batch: number, smooth = false): LatentGraph {
  const z = input('z', [batch, ...maps.latentShape]);
  return graphOf(maps, batch, [{ name: 'z', tensor: z }], (environment) => ({
    z,
    x: smooth ? maps.decodeSmoothly(z, environment) : maps.decode(z, environment),
  }));
}

/** Points drawn from the model: `noise` [B, …noiseShape] and `temperature` [1] are fed. */
export function samplingGraphOf(maps: LatentMaps, batch: number): LatentGraph {
  const noise = input('noise', [batch, ...maps.noiseShape]);
  const temperature = input('temperature', [1]);
  const own = [
    { name: 'noise', tensor: noise },
    { name: 'temperature', tensor: temperature },
  ];
  return graphOf(maps, batch, own, (environment) => maps.sample(noise, temperature, environment));
}

function graphOf(
  maps: LatentMaps,
  batch: number,
  own: LatentGraph['inputs'],
  build: (environment: Environment) => Pick<LatentGraph, 'z' | 'x'>,
): LatentGraph {
  const parameters = parameterInputs(maps);
  const context = maps.contextSize > 0 ? input('context', [batch, maps.contextSize]) : null;
  const noise = noiseInputs();
  const environment = { parameters, context, noise: noise.add, loop: scan, probe: null, initialize: false };
  const built = build(environment);
  return {
    ...built,
    inputs: [
      ...own,
      ...(context ? [{ name: 'context', tensor: context }] : []),
      ...noise.inputs.map(({ name, tensor }) => ({ name, tensor })),
      ...[...parameters].map(([name, tensor]) => ({ name, tensor })),
    ],
    noise: noise.inputs,
  };
}
