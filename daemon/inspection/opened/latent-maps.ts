/** The maps between points and latents of any model that has latents: what samples, traversals and interpolations need. */
import type { ParameterValues, RowSubject } from '../../evaluation/row-graph.ts';
import type { Environment } from '../../flow/apply/environment.ts';
import type { NormalScores } from '../../flow/definition.ts';
import type { RandomStream } from '../../random/random-stream.ts';
import type { Shape, Tensor } from '../../tensor/tensor.ts';

export interface LatentMaps extends RowSubject {
  readonly latentShape: Shape;
  /** Shape of the noise of one sample. */
  readonly noiseShape: Shape;
  /** Index of the first coordinate of each part of the latent. */
  readonly latentParts: readonly { readonly start: number }[];
  /** Name of the distribution of latents. */
  readonly base: string;
  /** A latent and the point drawn from it, from host noise [B, …noiseShape] whose deviation is scaled by a temperature ([1]). */
  sample(noise: Tensor, temperature: Tensor, environment: Environment): { readonly z: Tensor; readonly x: Tensor };
  /** The point of a latent: exact for a flow, the center of a likelihood for other models. */
  decode(z: Tensor, environment: Environment): Tensor;
  /** `decode` without rounding to whole numbers, which has no derivative. */
  decodeSmoothly(z: Tensor, environment: Environment): Tensor;
  /** null: the model has no encoder. `logProb`: log q(x) or a bound, [B] or [1]; null: it has no likelihood. */
  readonly encode:
    | ((x: Tensor, environment: Environment) => { readonly latent: Tensor; readonly logProb: Tensor | null })
    | null;
  /** Noise for `sample`, row-major [n, …noiseShape]. */
  fillNoise(random: RandomStream, noise: Float32Array): void;
  /** null: coordinates depend on each other, or have no scores. */
  scores(parameters: ParameterValues): NormalScores | null;
  /** What decoding an encoded point gives: the point, the center of its likelihood, or what was learned. */
  readonly roundTrip: 'exact' | 'center' | 'approximate';
  /** Whether `sample` takes temperatures other than 1. */
  readonly hasTemperature: boolean;
}
