import type { RandomStream } from '../random/random-stream.ts';
import { type Shape, sizeOf } from '../tensor/tensor.ts';
import type { Flow } from './flow.ts';

type Subject = Pick<Flow, 'base' | 'latentParts' | 'latentShape'>;

/** Shape of the noise of one sample, as `baseSample` takes it: that of the latent, unless the base needs more numbers. */
export function latentNoiseShape({ base, latentParts, latentShape }: Subject): Shape {
  const { draws = 1 } = base;
  const last = latentParts.at(-1)!;
  return draws === 1 ? latentShape : [last.start + draws * sizeOf(last.shape)];
}

/** Fills noise for `baseSample`, row-major [n, …noise shape]: normal for what splits factored out, then the base's. */
export function fillLatentNoise(flow: Subject, random: RandomStream, noise: Float32Array): void {
  const { base, latentParts } = flow;
  const last = latentParts.at(-1)!;
  if (base.noise === 'normal') {
    random.fillNormal(noise);
    return;
  }
  if (last.start === 0) {
    random.fillUniform(noise);
    return;
  }
  const width = sizeOf(latentNoiseShape(flow));
  for (let at = 0; at < noise.length; at += width) {
    random.fillNormal(noise.subarray(at, at + last.start));
    random.fillUniform(noise.subarray(at + last.start, at + width));
  }
}
