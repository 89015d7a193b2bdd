import type { RandomStream } from '../random/random-stream.ts';
import { sizeOf } from '../tensor/tensor.ts';
import type { Flow } from './flow.ts';

/** Fills noise for `baseSample`, row-major [n, …latentShape]: normal for what splits factored out, then the base's. */
export function fillLatentNoise(
  { base, latentParts }: Pick<Flow, 'base' | 'latentParts'>,
  random: RandomStream,
  noise: Float32Array,
): void {
  const last = latentParts.at(-1)!;
  if (base.noise === 'normal') {
    random.fillNormal(noise);
    return;
  }
  const width = last.start + sizeOf(last.shape);
  if (last.start === 0) {
    random.fillUniform(noise);
    return;
  }
  for (let at = 0; at < noise.length; at += width) {
    random.fillNormal(noise.subarray(at, at + last.start));
    random.fillUniform(noise.subarray(at + last.start, at + width));
  }
}
